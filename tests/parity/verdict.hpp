// What a collected or simulated trace comes to: the checker's verdict, the replay's, and the
// events themselves.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/check/checker.hpp"
#include "core/trace/records.hpp"
#include "net/collector.hpp"

namespace lamport::parity {

struct TraceVerdict {
  RuleState state = RuleState::nothing_checked;
  std::string findings;        ///< the checker's, one a line
  std::string difference;      ///< the replay's; empty: the same
  std::uint64_t events = 0;    ///< in the trace
  std::uint64_t replayed = 0;  ///< events that the replay gave alike
  std::map<FateKind, std::uint64_t> fates;
  /// By process: each event without its time, as a line.
  std::map<ProcessId, std::vector<std::string>> lines;

  [[nodiscard]] bool has(EventId event) const {
    const auto found = lines.find(event.process);
    return found != lines.end() && event.index.value <= found->second.size();
  }
};

/// Reads the bytes of a trace.
[[nodiscard]] TraceVerdict verdict_on(const std::string& trace);

/// The trace's bytes.
[[nodiscard]] std::string bytes_of(const net::Collected& collected);

}  // namespace lamport::parity
