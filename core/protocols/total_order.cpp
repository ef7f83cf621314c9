// A queue of broadcasts by stamp, and when its first may go.
#include "core/protocols/total_order.hpp"

#include <algorithm>
#include <vector>

#include "core/protocols/state_check.hpp"
#include "core/trace/records.hpp"

namespace lamport {
namespace {

constexpr TimerId pause_timer{1};
constexpr std::string_view broadcast_prefix = "broadcast ";

std::string text_of(TotalOrderStamp place) {
  return "(" + std::to_string(place.time.value) + ", " + std::to_string(place.process.value) + ")";
}

}  // namespace

TotalOrder::TotalOrder(const TotalOrderSettings& settings)
    : process_count_(settings.process_count),
      automatic_(settings.automatic),
      pause_min_(settings.pause_min),
      pause_max_(settings.pause_max),
      broadcasts_(settings.broadcasts) {}

std::optional<std::string> TotalOrder::misfit(std::size_t processes) const {
  StateCheck check(processes);
  check.count("processes", process_count_);
  check.pauses("pause_min", pause_min_, "pause_max", pause_max_);
  for (const auto& pending : queue_) {
    check.process("queue", pending.process);
    check.stamp("queue", pending.stamp);
  }
  check.heard("heard", heard_);
  return std::move(check).first();
}

void TotalOrder::on_start(Outbox<Body>& out) {
  if (!started_ && out.incarnation() != Incarnation{1}) {
    lost_ = true;
    out.internal("lost");
  }
  started_ = true;
  pause(out);
}

void TotalOrder::on_message(const Message<Body>& message, Outbox<Body>& out) {
  heard_[message.from()] = message.sent;
  if (message.body.kind == TotalOrderKind::broadcast) {
    if (!lost_) queue_.insert({message.sent, message.from(), message.body.text});
    tell_others({TotalOrderKind::acknowledge, "acknowledge"}, out);
  }
  deliver(out);
}

void TotalOrder::on_timer(TimerId timer, Outbox<Body>& out) {
  if (timer != pause_timer || !automatic_ || lost_) return;
  broadcast(std::to_string(++sent_), out);
  pause(out);
}

CommandAnswer TotalOrder::on_command(const Command& command, Outbox<Body>& out) {
  if (command.name == "broadcast") {
    if (command.text.size() > longest_trace_string - broadcast_prefix.size())
      return CommandAnswer::bad_argument;
    if (lost_) return CommandAnswer::not_now;
    broadcast(command.text, out);
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
LamportTime TotalOrder::tell_others(Body body, Outbox<Body>& out) const {
  if (process_count_ < 2) return out.internal(body.text);
  std::vector<ProcessId> others;
  for (std::uint32_t id = 0; id < process_count_; ++id)
    if (ProcessId{id} != out.self()) others.push_back({id});
  return out.multicast(others, std::move(body));
}

void TotalOrder::broadcast(const std::string& text, Outbox<Body>& out) {
  const auto label = text.empty() ? "broadcast" : std::string(broadcast_prefix) + text;
  const auto stamp = tell_others({TotalOrderKind::broadcast, label}, out);
  queue_.insert({stamp, out.self(), label});
  deliver(out);
}

void TotalOrder::deliver(Outbox<Body>& out) {
  while (!queue_.empty() && first_is_settled()) {
    const auto first = queue_.begin();
    out.internal("deliver " + text_of(first->place()));
    ++delivered_;
    latest_ = first->text;
    queue_.erase(first);
  }
}

// Nothing earlier can come any more: links are FIFO, and the stamps of a process rise.
bool TotalOrder::first_is_settled() const {
  const auto first = queue_.begin()->stamp;
  const auto settled = [&](const auto& heard) { return heard.second >= first; };
  return std::count_if(heard_.begin(), heard_.end(), settled) + 1 == process_count_;
}

// Until the next automatic broadcast, if there is to be one.
void TotalOrder::pause(Outbox<Body>& out) const {
  const bool more = broadcasts_ == 0 || sent_ < broadcasts_;
  if (automatic_ && !lost_ && more)
    out.set_timer(pause_timer, out.random_between(pause_min_, pause_max_));
}

}  // namespace lamport
