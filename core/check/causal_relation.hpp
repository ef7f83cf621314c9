// How two events of a trace stand to each other, with a proof: of "happened before" a chain from
// one to the other with as few messages as possible; of "concurrent" what each knows of the other's
// process. It streams: one reading, whatever the trace's length.
// Source: Lamport 1978, section "The Partial Ordering".
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/check/rule.hpp"
#include "core/clock/lamport_time.hpp"
#include "core/trace/records.hpp"

namespace lamport {

/// One event of a proof.
struct ChainEvent {
  EvidenceEvent at;
  EventKind kind = EventKind::internal;
  LamportTime lamport;
};

/// The answer about two events, called a and b.
struct CausalAnswer {
  CausalOrder order = CausalOrder::concurrent;  ///< of a to b
  ChainEvent a;
  ChainEvent b;
  /// From the earlier to the later: consecutive events are of one process, or a send and its
  /// receive. Empty when concurrent.
  std::vector<ChainEvent> chain;
  std::uint64_t messages = 0;  ///< in the chain
  /// How many events of b's process happened before a (or are a), and the other way round.
  std::uint64_t a_knows = 0;
  std::uint64_t b_knows = 0;
};

/// Give it every record of a trace in order, then ask. Right on every trace in which the rule
/// `order` holds; a receive whose send has not been seen counts as no edge.
/// Memory: processes, open messages and the chains to them. Cost: O(log open) an event.
class CausalRelation {
 public:
  CausalRelation(EventId a, EventId b) : asked_{a, b} {}

  void record(const Record& record, std::uint64_t line);

  /// Both events have been seen: what follows changes nothing.
  [[nodiscard]] bool decided() const { return found_[0] && found_[1]; }

  /// Nothing if an event is not there.
  [[nodiscard]] std::optional<CausalAnswer> answer() const;

  /// The latest event of a process so far, 0 if there is none.
  [[nodiscard]] EventIndex last_of(ProcessId process) const;

 private:
  // A chain, as its last receive and the chain that led to its send; shared by all that extend it.
  struct Hop {
    ChainEvent send;
    ChainEvent receive;
    std::shared_ptr<const Hop> before;  // null: the send is of the first event's process
    std::uint64_t messages = 1;
  };
  // What is known where: at a process after its latest event, or on a message.
  struct Knowledge {
    std::array<std::uint64_t, 2> of{};  // latest event of a's and of b's process in the past
    bool reached = false;               // by the first of the two
    std::shared_ptr<const Hop> by;      // null: on the first one's own process
    [[nodiscard]] std::uint64_t messages() const { return by == nullptr ? 0 : by->messages; }
  };
  struct Process {
    Knowledge knowledge;
    EventIndex index;
  };
  struct Sent {
    ChainEvent event;
    Knowledge knowledge;
  };

  void event(const EventRecord& event, std::uint64_t line);
  void receive(Knowledge& own, const ChainEvent& at, EventId message);
  [[nodiscard]] std::vector<ChainEvent> chain(std::size_t first) const;

  std::array<EventId, 2> asked_;
  std::array<std::optional<ChainEvent>, 2> found_;
  std::array<Knowledge, 2> known_;  // at those events
  std::map<ProcessId, Process> processes_;
  std::map<std::pair<EventId, ProcessId>, Sent> open_;
};

}  // namespace lamport
