// Puts the logs of single processes into the one order of a trace: by (lamport, process, index,
// rank), as docs/trace-format.md says. A fate takes the place of its send event, rank 1, by
// recipient; lives, links and inputs that of the event they come after, rank 2. It sees only what
// the place depends on; where the records come from and whether they fit is its caller's business.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/trace/records.hpp"

namespace lamport {

/// Where a record stands in a merged trace. Records of one place keep the order of their log.
struct TracePlace {
  LamportTime lamport;
  ProcessId process;
  EventIndex index;
  std::uint8_t rank = 0;  ///< 0: the event itself; 1: fates of its message; 2: what follows it
  ProcessId recipient;    ///< of a fate
  friend constexpr auto operator<=>(const TracePlace&, const TracePlace&) = default;
};

/// A record's place and the number under which its owner keeps it.
struct PlacedRecord {
  TracePlace place;
  std::uint64_t handle = 0;
};

/// Memory: 48 bytes a record, 8 an event. Cost: a sort. Thread rule: one merge, one thread.
class Merge {
 public:
  explicit Merge(std::uint32_t process_count) : logs_(process_count) {}

  /// The next record of the log of `process`, in the order in which it was written there. Its
  /// events have contiguous indices from 1 and rising stamps. The record is not kept; `handle` is.
  void add(ProcessId process, const Record& record, std::uint64_t handle);

  /// Everything, in the order of a trace, which extends happened-before: a send has a smaller stamp
  /// than its receives. Fates whose send event was not added have no place and are left out. Call
  /// once.
  [[nodiscard]] std::vector<PlacedRecord> take();

 private:
  [[nodiscard]] std::optional<LamportTime> stamp_of(EventId event) const;

  std::vector<std::vector<LamportTime>> logs_;  // by process, the stamps of its events
  std::vector<PlacedRecord> placed_;
  std::vector<PlacedRecord> fates_;  // without their stamps, which may come later
};

}  // namespace lamport
