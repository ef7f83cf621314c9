// The rule `fifo`: on each directed link, messages are received in the order in which they were
// sent. It reads no labels. A message that is never received overtakes nobody and is overtaken by
// nobody.
#pragma once

#include <cstdint>
#include <unordered_map>  // order is never seen: looked up by link

#include "core/base/random.hpp"
#include "core/check/rule.hpp"

namespace lamport {

/// Memory: the links on which a message is under way. Cost: O(1) an event.
class FifoRule final : public Rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "fifo"; }
  void record(const Record& record, std::uint64_t line, Findings& findings) override;

 private:
  // While nothing is under way on a link, nothing that will be sent on it can be overtaken by what
  // was received before; so a link is forgotten then.
  struct Link {
    std::uint64_t open = 0;  // messages under way
    EventIndex furthest;     // of the messages received: the one sent last
    EvidenceEvent received;  // where
  };
  using LinkId = std::uint64_t;  // sender, recipient
  struct ByIdentity {
    std::size_t operator()(LinkId link) const { return mix(link); }
  };
  static LinkId link_of(ProcessId from, ProcessId to) {
    return std::uint64_t{from.value} << 32 | to.value;
  }

  void event(const EventRecord& event, std::uint64_t line, Findings& findings);
  void receive(const EventRecord& event, std::uint64_t line, Findings& findings);
  void settle(std::unordered_map<LinkId, Link, ByIdentity>::iterator link);

  std::unordered_map<LinkId, Link, ByIdentity> links_;
};

}  // namespace lamport
