// Steps through a script: own events by a timer, receives as they come.
#include "core/protocols/script.hpp"

namespace lamport {
namespace {

constexpr TimerId step_timer{1};

}  // namespace

void Script::on_message(const Message<Body>& message, Outbox<Body>& out) {
  received_.insert(message.body.name);
  wait(out);
}

void Script::on_timer(TimerId, Outbox<Body>& out) {
  const auto& step = steps_[done_++];
  if (step.kind == ScriptKind::send)
    out.multicast(step.to, {step.name});
  else
    out.internal(step.name);
  wait(out);
}

// Passes over the receives that have happened; then waits for the time of the next own event, or
// for the message that is due.
void Script::wait(Outbox<Body>& out) {
  while (done_ < steps_.size() && steps_[done_].kind == ScriptKind::receive &&
         received_.contains(steps_[done_].name))
    ++done_;
  if (done_ == steps_.size() || steps_[done_].kind == ScriptKind::receive) return;
  const auto at = steps_[done_].at.nanoseconds;
  const auto now = out.now().nanoseconds;
  out.set_timer(step_timer, nanoseconds(at > now ? at - now : 1));
}

}  // namespace lamport
