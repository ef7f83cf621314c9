// Lamport's logical clock as a value: the rules IR1 and IR2 and nothing else. It does not know
// processes, messages or events; core/process/event_clock.hpp is the one place that advances it for
// a node.
#pragma once

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/clock/lamport_time.hpp"

namespace lamport {

/// Cost: O(1), no allocation. Thread rule: as for any value, one writer at a time.
/// Source: Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System", CACM 21(7),
/// 1978, section "Logical Clocks".
class LamportClock {
 public:
  using Timestamp = LamportTime;

  constexpr LamportClock() = default;
  /// A clock that has already assigned `last`.
  constexpr explicit LamportClock(LamportTime last) : last_(last) {}

  /// The last timestamp assigned, or 0.
  [[nodiscard]] constexpr LamportTime read() const { return last_; }

  /// IR1: advances before an internal or send event and returns that event's timestamp.
  /// Precondition: read() < last_lamport_time.
  constexpr LamportTime tick() {
    LAMPORT_ASSERT(last_ < last_lamport_time, "a Lamport clock ticked at its end");
    return last_ = LamportTime{last_.value + 1};
  }

  /// IR2(b) followed by IR1: advances past `sent` and returns the timestamp of the receive event,
  /// max(own, sent) + 1: greater than every timestamp this clock has assigned and than the
  /// message's, so the Clock Condition holds across the message edge.
  /// Precondition: read() and sent < last_lamport_time; the host refuses other messages.
  constexpr LamportTime observe(LamportTime sent) {
    last_ = std::max(last_, sent);
    return tick();
  }

 private:
  LamportTime last_;
};

}  // namespace lamport
