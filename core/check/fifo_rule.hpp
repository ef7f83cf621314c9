// The rule `fifo`: on each directed link, messages are received in the order in which they were
// sent. It reads no labels. A message that is never received overtakes nobody and is overtaken by
// nobody.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>  // order is never seen: looked up by link

#include "core/base/random.hpp"
#include "core/check/rule.hpp"

namespace lamport {

/// Memory: what is open. Cost: O(1) an event on links that keep the order.
class FifoRule final : public Rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "fifo"; }
  void record(const Record& record, std::uint64_t line, Findings& findings) override;

 private:
  struct Open {
    EvidenceEvent sent;
    EvidenceEvent overtaker;  // a receive of a message sent later; index 0: none
    EventId overtaking;       // that message
  };
  using Link = std::uint64_t;  // sender, recipient
  struct ByIdentity {
    std::size_t operator()(Link link) const { return mix(link); }
  };
  static Link link_of(ProcessId from, ProcessId to) {
    return std::uint64_t{from.value} << 32 | to.value;
  }

  void event(const EventRecord& event, std::uint64_t line, Findings& findings);
  void settle(EventId message, ProcessId to, EvidenceEvent receive, Findings& findings);

  std::unordered_map<Link, std::deque<Open>, ByIdentity> open_;  // by link, in the order sent
};

}  // namespace lamport
