// Where happened-before ends in an event: the process's event before it and, of a receive, the
// send. The checker keeps these two ends up to date while it reads a trace; every universal rule
// decides on them alone, edge by edge. Reachability over whole traces is in
// core/check/causality.hpp. Source: Lamport 1978, section "The Partial Ordering".
#pragma once

#include <cstdint>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/check/open_messages.hpp"
#include "core/check/rule.hpp"
#include "core/trace/records.hpp"

namespace lamport {

enum class ProcessLife : std::uint8_t { up, paused, down };

/// What a trace has said of one process so far.
struct History {
  EventIndex index;     ///< of its latest event
  LamportTime lamport;  ///< of its latest event
  std::uint64_t line = 0;
  Incarnation incarnation;
  ProcessLife life = ProcessLife::up;

  // Inputs, where the trace has them.
  InputKind input = InputKind::start;  ///< the latest
  bool input_is_new = false;           ///< no event since the latest input
  bool start_is_due = true;            ///< no start since the incarnation began
  std::uint64_t step = 0;              ///< of the latest input; 0: none so far
  std::uint64_t mono = 0;
  std::uint64_t wall = 0;
};

/// An event and what directly precedes it.
struct Occasion {
  const EventRecord& event;
  std::uint64_t line;
  const History& before;       ///< of its process, without this event
  const OpenMessage* message;  ///< receives: the message, if it is on its way to this process
  bool is_ahead;               ///< receives: the send event has not stood in the trace so far

  [[nodiscard]] EventId id() const { return {event.process, event.index}; }
  [[nodiscard]] EvidenceEvent evidence() const { return {id(), line}; }
  [[nodiscard]] EvidenceEvent previous() const {
    return {{event.process, before.index}, before.line};
  }
};

/// A fate, with the message if it is on its way, and the histories of those concerned.
struct FateOccasion {
  const FateRecord& fate;
  std::uint64_t line;
  const History& sender;
  const History& recipient;
  const OpenMessage* message;

  /// The send event; its line is known while the message is open.
  [[nodiscard]] EvidenceEvent send() const {
    return {fate.message, message == nullptr ? 0 : message->line};
  }
  /// The place of the record: no event of its own, but a line.
  [[nodiscard]] EvidenceEvent evidence() const { return {{fate.to, {}}, line}; }
};

}  // namespace lamport
