// What a streaming checker had forgotten when it found something: a second reading of the same
// trace fills in the lines of events, and says of a message that was not on its way why it was not.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/check/verdict.hpp"
#include "core/trace/records.hpp"

namespace lamport {

/// Give it a verdict, then every record of the trace again in order, then call finish. Without that
/// the findings stand as they are. Memory: what is asked for, a few facts a finding.
class Recollection {
 public:
  /// `verdict` outlives it.
  explicit Recollection(Verdict& verdict);

  /// Whether there is anything to look for.
  [[nodiscard]] bool needed() const { return !events_.empty(); }
  void record(const Record& record, std::uint64_t line);
  /// Completes the findings.
  void finish();

 private:
  struct Event {
    std::uint64_t line = 0;
    EventKind kind = EventKind::internal;
    std::vector<ProcessId> to;
  };
  struct Settlement {
    EvidenceEvent receive;  ///< index 0: it has a fate
    FateKind fate = FateKind::dropped;
    std::uint64_t line = 0;
  };
  using Pair = std::pair<EventId, ProcessId>;

  static bool asks_why(const Finding& finding);
  void settle(Pair pair, Settlement settlement);
  [[nodiscard]] std::string why(const Finding& finding) const;

  Verdict& verdict_;
  std::map<EventId, Event> events_;
  std::map<Pair, std::optional<Settlement>> pairs_;  // how each was settled first
};

}  // namespace lamport
