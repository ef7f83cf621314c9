// The five rules of Lamport 1978, and what a process does that comes back without its state.
#include "core/protocols/mutex.hpp"

#include <algorithm>

#include "core/protocols/state_check.hpp"

namespace lamport {
namespace {

constexpr TimerId pause_timer{1};
constexpr TimerId hold_timer{2};
constexpr std::uint64_t longest_hold_ms = 3'600'000;

std::vector<ProcessId> others(ProcessId self, std::uint32_t process_count) {
  std::vector<ProcessId> all;
  for (std::uint32_t id = 0; id < process_count; ++id)
    if (ProcessId{id} != self) all.push_back({id});
  return all;
}

}  // namespace

Mutex::Mutex(const MutexSettings& settings)
    : process_count_(settings.process_count),
      automatic_(settings.automatic),
      hold_(settings.hold),
      pause_min_(settings.pause_min),
      pause_max_(settings.pause_max),
      requests_(settings.requests) {}

std::optional<std::string> Mutex::misfit(std::size_t processes) const {
  StateCheck check(processes);
  check.count("processes", process_count_);
  check.duration("hold", hold_);
  check.pauses("pause_min", pause_min_, "pause_max", pause_max_);
  check.that(!holds_ || request_, "holds", "is true, but there is no request");
  check.that(!request_ || queue_.contains(*request_), "request", "is not on the queue");
  check.duration("stay", stay_);
  for (const auto& request : queue_) {
    check.process("queue", request.process);
    check.stamp("queue", request.stamp);
  }
  check.heard("heard", heard_);
  check.ascending("awaited", awaited_);
  return std::move(check).first();
}

void Mutex::on_start(Outbox<Body>& out) {
  if (!started_ && out.incarnation() != Incarnation{1}) recover(out);
  started_ = true;
  if (holds_) hold(out);
  pause(out);
}

void Mutex::on_message(const Message<Body>& message, Outbox<Body>& out) {
  const auto from = message.from();
  heard_[from] = message.sent;
  switch (message.body.kind) {
    case MutexKind::request:
      // Rule 2: put the request on the queue and acknowledge it.
      queue_.insert({message.sent, from});
      out.send(from, {MutexKind::acknowledge, {}});
      break;
    case MutexKind::acknowledge: break;  // its stamp is what counts, see rule 5
    case MutexKind::release:
      // Rule 4: take any request of that process off the queue.
      withdraw(from);
      break;
    case MutexKind::recover:
      withdraw(from);
      out.send(from, {MutexKind::answer, request_ ? std::optional{request_->stamp} : std::nullopt});
      break;
    case MutexKind::answer: hear_answer(message, out); break;
  }
  enter_if_granted(out);
}

void Mutex::on_timer(TimerId timer, Outbox<Body>& out) {
  if (timer == hold_timer && holds_) release(out);
  if (timer == pause_timer && automatic_ && idle()) {
    ++asked_;
    request(hold_, out);
  }
}

CommandAnswer Mutex::on_command(const Command& command, Outbox<Body>& out) {
  if (command.name == "request") {
    if (command.value > longest_hold_ms) return CommandAnswer::bad_argument;
    if (!idle()) return CommandAnswer::not_now;
    out.cancel_timer(pause_timer);
    request(milliseconds(command.value), out);
    return CommandAnswer::done;
  }
  if (command.name == "release") {
    if (!holds_) return CommandAnswer::not_now;
    out.cancel_timer(hold_timer);
    release(out);
    return CommandAnswer::done;
  }
  if (command.name == "automatic") {
    if (command.value > 1) return CommandAnswer::bad_argument;
    automatic_ = command.value == 1;
    automatic_ ? pause(out) : out.cancel_timer(pause_timer);
    return CommandAnswer::done;
  }
  if (command.name == "rate") {
    const auto answer = set_rate(command.value, pause_min_, pause_max_);
    if (answer == CommandAnswer::done) pause(out);
    return answer;
  }
  return CommandAnswer::unknown_command;
}

// One event, one stamp; alone in the world, an event that nobody hears of.
LamportTime Mutex::tell_others(const Body& body, Outbox<Body>& out) const {
  if (process_count_ < 2) return out.internal(body.label());
  return out.multicast(others(out.self(), process_count_), body);
}

// Rule 1: send the request to every other process and put it on the own queue, under the stamp of
// the message.
void Mutex::request(Duration stay, Outbox<Body>& out) {
  const auto stamp = tell_others({MutexKind::request, {}}, out);
  request_ = Request{stamp, out.self()};
  stay_ = stay;
  queue_.insert(*request_);
  enter_if_granted(out);
}

// Rule 3: take the own request off the queue and send the release to every other process.
void Mutex::release(Outbox<Body>& out) {
  out.internal("exit");
  withdraw(out.self());
  request_.reset();
  holds_ = false;
  tell_others({MutexKind::release, {}}, out);
  pause(out);
}

// Rule 5: the resource is granted when (i) the own request is ordered before any other on the
// queue, and (ii) every other process has been heard of with a later stamp. Both are found out
// without asking anybody.
void Mutex::enter_if_granted(Outbox<Body>& out) {
  if (holds_ || !granted()) return;
  holds_ = true;
  ++entered_;
  out.internal("enter");
  hold(out);
}

bool Mutex::granted() const {
  // The queue is empty only if somebody sent a release in this process's name.
  if (!request_ || queue_.empty() || *queue_.begin() != *request_) return false;
  const auto later = [&](const auto& heard) {
    return Request{heard.second, heard.first} > *request_;
  };
  return std::count_if(heard_.begin(), heard_.end(), later) + 1 == process_count_;
}

void Mutex::withdraw(ProcessId process) {
  std::erase_if(queue_, [&](const Request& request) { return request.process == process; });
}

void Mutex::recover(Outbox<Body>& out) {
  awaited_ = others(out.self(), process_count_);
  tell_others({MutexKind::recover, {}}, out);
}

// Links are FIFO: what was sent before the answer and lost with the state is over or in the answer,
// what is sent after it will come. An answer to an earlier "recover" is as good as one to the
// latest.
void Mutex::hear_answer(const Message<Body>& message, Outbox<Body>& out) {
  if (message.body.open) queue_.insert({*message.body.open, message.from()});
  if (std::erase(awaited_, message.from()) != 0) pause(out);
}

// Until the next automatic request, if there is to be one.
void Mutex::pause(Outbox<Body>& out) const {
  const bool more = requests_ == 0 || asked_ < requests_;
  if (automatic_ && idle() && more)
    out.set_timer(pause_timer, out.random_between(pause_min_, pause_max_));
}

void Mutex::hold(Outbox<Body>& out) const {
  if (stay_ != Duration{}) out.set_timer(hold_timer, stay_);
}

}  // namespace lamport
