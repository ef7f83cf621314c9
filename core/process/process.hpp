// What a user writes: a process is a plain value that reacts to inputs through an outbox. No base
// class, no template, no clock in it, so it cannot forget a tick.
#pragma once

#include <concepts>

#include "core/process/message.hpp"
#include "core/process/outbox.hpp"

namespace lamport {

/// A process type: `Body` is what its messages carry. Only on_message is required; an input for
/// which there is no handler does nothing.
///
///   struct Greeter {
///     using Body = Hello;
///     void on_start(Outbox<Hello>& out);
///     void on_message(const Message<Hello>& message, Outbox<Hello>& out);
///     void on_timer(TimerId timer, Outbox<Hello>& out);
///     CommandAnswer on_command(const Command& command, Outbox<Hello>& out);
///   };
///
/// Each handler runs to its end without blocking and reads nothing but its arguments and the
/// process's own members; then a run is reproducible. on_start is the first input of every
/// incarnation. Roles are data: one process type a run.
///
/// A type whose state is read back from traces and journals may say which states cannot be:
/// `std::optional<std::string> misfit(std::size_t processes) const`, see
/// core/formats/input_data.hpp.
template <class P>
concept Process = std::movable<P> && std::default_initializable<typename P::Body> &&
    requires(P& process, const Message<typename P::Body>& message, Outbox<typename P::Body>& out) {
  process.on_message(message, out);
};

}  // namespace lamport
