// Whether a cut through a trace is consistent: nothing received inside it was sent outside. A cut
// is one event a process; that event and all before it are inside. Source: Chandy, Lamport,
// "Distributed Snapshots", ACM TOCS 3(1), 1985; Mattern 1989, section 4.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/check/rule.hpp"
#include "core/trace/records.hpp"

namespace lamport {

/// A message that crosses a cut.
struct Crossing {
  EvidenceEvent send;
  EvidenceEvent receive;  ///< of a message in transit: unknown
  ProcessId to;
};

/// Give it every record of a trace in order, then ask. A message is sent once, to each recipient
/// apart. Memory: open messages. Cost: O(log open) an event.
class Cut {
 public:
  static constexpr std::size_t most_kept = 1000;

  /// `at`: the latest event inside, by process; 0: none of it.
  explicit Cut(std::vector<EventIndex> at) : at_(std::move(at)), last_(at_.size()) {}

  void record(const Record& record, std::uint64_t line);

  /// Received inside and sent outside: what breaks the cut. The first most_kept, and how many.
  [[nodiscard]] const std::vector<Crossing>& breaking() const { return breaking_; }
  [[nodiscard]] std::uint64_t breaking_count() const { return breaking_count_; }
  [[nodiscard]] bool consistent() const { return breaking_count_ == 0; }

  /// Sent inside and not received there, in the order of their names: the state of the channels.
  [[nodiscard]] std::vector<Crossing> in_transit() const;

  /// Events inside, and processes whose events do not reach as far as the cut.
  [[nodiscard]] std::uint64_t events_inside() const { return events_inside_; }
  [[nodiscard]] std::vector<ProcessId> beyond_the_end() const;
  [[nodiscard]] EventIndex last_of(ProcessId process) const { return last_[process.value]; }

 private:
  using Pair = std::pair<EventId, ProcessId>;
  [[nodiscard]] bool inside(EventId event) const { return event.index <= at_[event.process.value]; }
  void event(const EventRecord& event, std::uint64_t line);
  void receive(const EventRecord& event, std::uint64_t line);

  std::vector<EventIndex> at_;
  std::vector<EventIndex> last_;
  std::map<Pair, std::uint64_t> open_;  // messages under way, and the line of their send
  std::map<Pair, std::uint64_t> left_;  // sent inside, received outside
  std::vector<Crossing> breaking_;
  std::uint64_t breaking_count_ = 0;
  std::uint64_t events_inside_ = 0;
};

}  // namespace lamport
