// Replay: the inputs of a trace, process by process, through fresh nodes must give the trace's
// events, byte for byte; and what the inputs say must be what happened: messages as they were sent,
// timers that are set and due, starts as the lives say. This is what makes a live run and a
// simulated one the same thing. The rules of the trace are core/check's business; Replayer
// (replayer.hpp) is the same for a process type of one's own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/trace/records.hpp"

namespace lamport {

/// The first place where the replay and the trace part.
struct ReplayDifference {
  EventId event;  ///< that is not the same; or the event after which an input does not fit
  std::uint64_t line = 0;
  std::string what;      ///< as a sentence
  std::string recorded;  ///< as JSON: the line in the trace, or a body there; empty: there is none
  std::string replayed;  ///< what the replay gives instead; empty: none
};

/// Memory: a node a process, messages on their way and timers that are set. Cost: what the handlers
/// cost, and reading the inputs' data. Thread rule: one trace, one replay.
class Replay {
 public:
  Replay() = default;
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;
  virtual ~Replay() = default;

  /// The next record, which stands on `line`. Gives the first difference there is; after one, the
  /// replay is over. A trace without any inputs has none. Fails with bad_data if an input's data
  /// does not fit the protocol.
  virtual Result<std::optional<ReplayDifference>> record(const Record& record,
                                                         std::uint64_t line) = 0;

  /// The trace is whole and over: what a replay gives beyond it is a difference.
  [[nodiscard]] virtual std::optional<ReplayDifference> end() = 0;

  /// Inputs given and events compared so far.
  [[nodiscard]] std::uint64_t inputs() const { return inputs_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }

 protected:
  std::uint64_t inputs_ = 0;
  std::uint64_t events_ = 0;
};

/// A replay of a trace with this header; null if its protocol is none of ours.
[[nodiscard]] std::unique_ptr<Replay> make_replay(const Header& header);

/// An event as its line of a trace, without the line feed.
[[nodiscard]] std::string line_of(const EventRecord& event);

}  // namespace lamport
