// Decides which records of the logs of running processes make one trace: a consistent cut, found
// while the logs are being read and without stopping anything. It says how far each log must be
// read, leaves out what depends on events that could not be read, and closes the messages that are
// open at the cut. How logs are read is its caller's business.
// Source: Chandy, Lamport, "Distributed Snapshots", ACM TOCS 3(1), 1985; here every event is
// durable, so that a cut can be made consistent by reading further instead of by markers.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/trace/merge.hpp"
#include "core/trace/records.hpp"

namespace lamport {

/// The trace that a cut makes, as handles of its records in their order.
struct CutTrace {
  std::vector<PlacedRecord> records;
  /// Messages open at the cut. A handle of `first_undelivered` + i stands for element i.
  std::vector<FateRecord> undelivered;
  std::uint64_t first_undelivered = 0;
  /// False: events are missing, because logs could not be read.
  bool complete = true;
};

/// Logs are cut between steps: where an input record begins, or where the log ended when it was
/// read. So every input in the trace has all of its events there, and a replay gives the same.
/// Memory: some 150 bytes a record. Thread rule: one cut, one thread.
class ConsistentCut {
 public:
  explicit ConsistentCut(std::uint32_t process_count) : logs_(process_count) {}

  /// The log of `process` must be read at least to its event `index`.
  void require(ProcessId process, EventIndex index);

  /// The next record of that log, in the order in which it was written. Gives it a handle: 0, 1, ..
  /// in the order of all calls. Fails with bad_data if it is not the next of this log.
  Result<std::uint64_t> add(ProcessId process, const Record& record);

  /// Everything there is in that log at this moment has been added.
  void at_end(ProcessId process);

  /// The rest of that log cannot be read.
  void give_up(ProcessId process);

  /// A process whose log must be read further, if there is one. Reading some more of it and asking
  /// again comes to an end: nothing is required but what happened before what was required first.
  [[nodiscard]] std::optional<ProcessId> wanting();

  /// The trace. Precondition: no process is wanting.
  [[nodiscard]] CutTrace trace() const;

 private:
  /// One record, as far as cutting and merging look at it: without texts, recipients elsewhere.
  struct Entry {
    std::uint64_t handle = 0;
    Record record;
  };
  /// Where an input record stands, and the event it comes after.
  struct StepBegin {
    std::uint64_t after = 0;
    std::size_t entry = 0;
  };
  struct Log {
    std::vector<Entry> entries;
    std::vector<StepBegin> steps;
    std::vector<std::vector<ProcessId>> recipients;  // of its sends, in order
    std::uint64_t events = 0;
    std::uint64_t required = 0;  // events
    std::size_t followed = 0;    // entries whose receives have made their requirements
    bool ended = false;
    bool given_up = false;

    [[nodiscard]] std::optional<std::size_t> boundary() const;
    [[nodiscard]] std::size_t end() const;
  };
  using Ends = std::vector<std::size_t>;  // by process: the entries that are in

  bool follow(Log& log);
  [[nodiscard]] Merge merge(const Ends& ends) const;
  void prune(Ends& ends) const;
  [[nodiscard]] std::vector<FateRecord> open_messages(const Ends& ends) const;

  std::vector<Log> logs_;
  std::vector<std::pair<ProcessId, std::size_t>> where_;  // by handle
};

}  // namespace lamport
