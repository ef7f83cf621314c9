// Node: a process together with its clock and its position in its history. Its four mutators are
// the only way an input reaches a process, in the simulator and on a live node alike. It does not
// know which of the two drives it.
#pragma once

#include <cstdint>

#include "core/process/event_clock.hpp"
#include "core/process/process.hpp"

namespace lamport {

/// A receive may raise a clock by at most this much, unless the host is configured otherwise.
inline constexpr std::uint64_t default_max_jump = std::uint64_t{1} << 40;

/// Whether a stamp may be received by a clock that has assigned `own`.
enum class Admission : std::uint8_t {
  admitted,
  jump,   ///< more than max_jump ahead
  range,  ///< at or beyond the end of Lamport time
};

[[nodiscard]] constexpr Admission admit(LamportTime own, LamportTime sent,
                                        std::uint64_t max_jump = default_max_jump) {
  if (sent >= last_lamport_time || own >= last_lamport_time) return Admission::range;
  if (sent > own && sent.value - own.value > max_jump) return Admission::jump;
  return Admission::admitted;
}

/// Cost: what the handler costs and 1-3 ns. Thread rule: one thread, the host's.
/// Every mutator begins the outbox anew; its effects are valid until the next step.
template <Process P>
class Node {
 public:
  using Body = typename P::Body;

  explicit Node(P process) : process_(std::move(process)) {}
  /// Resumes a history, as a host does from its stable storage.
  Node(P process, EventClock clock) : clock_(clock), process_(std::move(process)) {}

  [[nodiscard]] const P& process() const { return process_; }
  [[nodiscard]] const EventClock& clock() const { return clock_; }

  /// The first input of every incarnation.
  void start(const Step& step, Outbox<Body>& out) {
    out.begin(step, clock_);
    if constexpr (requires { process_.on_start(out); }) process_.on_start(out);
  }

  /// Receives a message: the receive event happens, then the process reacts to it.
  /// Precondition: admit(clock().lamport(), message.sent) == admitted.
  Occurrence receive(const Message<Body>& message, const Step& step, Outbox<Body>& out) {
    out.begin(step, clock_);
    const auto event = clock_.advance_past(message.sent);
    process_.on_message(message, out);
    return event;
  }

  /// A timer set in this incarnation is due. Not an event by itself.
  void expire(TimerId timer, const Step& step, Outbox<Body>& out) {
    out.begin(step, clock_);
    if constexpr (requires { process_.on_timer(timer, out); }) process_.on_timer(timer, out);
  }

  /// Somebody asks something of the process. Not an event by itself.
  CommandAnswer command(const Command& command, const Step& step, Outbox<Body>& out) {
    out.begin(step, clock_);
    if constexpr (requires { process_.on_command(command, out); })
      return process_.on_command(command, out);
    else
      return CommandAnswer::unknown_command;
  }

  /// A crash that loses the process's own state. Clock and position survive every crash, so that an
  /// id is unique for ever.
  void lose_state(P fresh) { process_ = std::move(fresh); }

 private:
  EventClock clock_;
  P process_;
};

}  // namespace lamport
