// Puts vector timestamps on the events of a trace as it is written. No process carries one: vector
// time follows from process order and messages, so the recorder can add it from outside.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "core/clock/vector_clock.hpp"
#include "core/trace/records.hpp"

namespace lamport::sim {

/// Memory: a vector per process and per message that is under way. Cost: O(processes) an event.
class VectorStamper {
 public:
  explicit VectorStamper(std::uint32_t process_count);

  /// The event's vector time; valid until the next call. Events come in an order that extends
  /// happened-before.
  std::span<const VectorEntry> stamp(const EventRecord& event);
  /// A (message, recipient) pair is settled without a receive.
  void close(EventId message);

 private:
  struct Sent {
    VectorTime time;
    std::size_t open = 0;  // recipients that have not received it
  };

  std::vector<VectorClock> clocks_;
  std::map<EventId, Sent> sent_;
  std::vector<VectorEntry> entries_;
};

}  // namespace lamport::sim
