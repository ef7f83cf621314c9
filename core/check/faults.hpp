// The rule `faults`, for simulations: a fault that is recorded is one that held. No message passes
// a link that was cut before it was sent and has not been healed since; what was dropped because
// its recipient was down, or paused with a full queue, met it so; only a process that is up
// suppresses a copy or rejects a message. In live traces records of different processes do not
// stand in the order of their times, so this is not decided there.
#pragma once

#include <map>
#include <utility>

#include "core/check/happened_before.hpp"

namespace lamport {

class Faults {
 public:
  static constexpr std::string_view name = "faults";
  void header(const Header& header) { applies_ = header.source == TraceSource::simulation; }
  [[nodiscard]] bool applies() const { return applies_; }
  void event(const Occasion& at, Findings& findings) const;
  void fate(const FateOccasion& at, Findings& findings) const;
  void link(const LinkRecord& link, std::uint64_t line);

 private:
  bool applies_ = true;
  std::map<std::pair<ProcessId, ProcessId>, std::uint64_t> cut_;  // links, and the line of the cut
};

}  // namespace lamport
