// The rule `order`: no receive before its send, and the sequence that docs/trace-format.md
// prescribes as far as a trace shows it.
//
// Of a simulation's order (by the key of the input that caused a record) a trace without inputs
// shows: time never falls; receives at one time ascend by (message, recipient), as their inputs do;
// undelivered messages come last, ascending. Which of two internal events of one time and different
// processes is first depends on timers, which a trace does not show; that is not decided.
// A live or imported trace is merged by (lamport, process, index, rank), which is decided whole.
#pragma once

#include <tuple>

#include "core/check/happened_before.hpp"

namespace lamport {

class Order {
 public:
  static constexpr std::string_view name = "order";

  void header(const Header& header) { merged_ = header.source != TraceSource::simulation; }
  void event(const Occasion& at, Findings& findings);
  void fate(const FateOccasion& at, Findings& findings);
  void life(const LifeRecord& life, std::uint64_t line, Findings& findings);
  void link(const LinkRecord& link, std::uint64_t line, Findings& findings);
  void input(const InputRecord& input, std::uint64_t line, Findings& findings);

 private:
  using Arrival = std::tuple<EventId, ProcessId>;

  // Simulations.
  void in_time(Time time, EvidenceEvent at, Findings& findings);
  void last_of_all(EvidenceEvent at, Findings& findings) const;
  // Merged traces.
  void event_in_turn(const Occasion& at, Findings& findings);
  void fate_in_turn(const FateOccasion& at, Findings& findings);
  void note_in_turn(EventId after, EvidenceEvent at, Findings& findings);

  bool merged_ = false;
  EvidenceEvent latest_;  // the event that the sequence stands at
  Time time_;             // simulations
  Arrival arrival_;       // simulations: the latest receive at time_
  EvidenceEvent arrived_;
  bool ending_ = false;  // simulations: undelivered messages are being told
  Arrival undelivered_;
  LamportTime lamport_;  // merged: the key that the sequence stands at, with latest_
  enum class Rank : std::uint8_t { event, fate, note } rank_ = Rank::event;
  ProcessId recipient_;  // merged: of the latest fate
};

}  // namespace lamport
