// Steps through a script: own events by a timer, receives as they come.
#include "core/protocols/script.hpp"

#include "core/protocols/state_check.hpp"
#include "core/trace/records.hpp"

namespace lamport {
namespace {

constexpr TimerId step_timer{1};

}  // namespace

std::optional<std::string> Script::misfit(std::size_t processes) const {
  StateCheck check(processes);
  for (const auto& step : steps_) {
    check.that(step.name.size() <= longest_trace_string, "steps",
               "has a name that is longer than a trace can hold");
    check.ascending("steps", step.to);
    check.that(step.kind != ScriptKind::send || !step.to.empty(), "steps", "sends to nobody");
  }
  check.that(done_ <= steps_.size(), "done", "is more than there are steps");
  return std::move(check).first();
}

void Script::on_message(const Message<Body>& message, Outbox<Body>& out) {
  received_.insert(message.body.name);
  wait(out);
}

void Script::on_timer(TimerId, Outbox<Body>& out) {
  if (!own_event_is_next()) return;
  const auto& step = steps_[done_++];
  if (step.kind == ScriptKind::send)
    out.multicast(step.to, {step.name});
  else
    out.internal(step.name);
  wait(out);
}

bool Script::own_event_is_next() const {
  return done_ < steps_.size() && steps_[done_].kind != ScriptKind::receive;
}

// Passes over the receives that have happened; then waits for the time of the next own event, or
// for the message that is due.
void Script::wait(Outbox<Body>& out) {
  while (done_ < steps_.size() && steps_[done_].kind == ScriptKind::receive &&
         received_.contains(steps_[done_].name))
    ++done_;
  if (!own_event_is_next()) return;
  const auto at = steps_[done_].at.nanoseconds;
  const auto now = out.now().nanoseconds;
  out.set_timer(step_timer, nanoseconds(at > now ? at - now : 1));
}

}  // namespace lamport
