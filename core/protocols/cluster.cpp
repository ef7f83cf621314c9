// The cluster protocol: registration, automatic events, commands. Every decision is drawn through
// the outbox, so that a run is a function of its seed and inputs.
#include "core/protocols/cluster.hpp"

#include <algorithm>
#include <array>

#include "core/protocols/state_check.hpp"
#include "core/trace/records.hpp"

namespace lamport {
namespace {

constexpr TimerId automatic_timer{1};

constexpr std::array<std::string_view, 5> internal_labels{"compute", "read", "write", "sort",
                                                          "rest"};
constexpr std::array<std::string_view, 4> texts{"hello", "ping", "report", "thanks"};

template <class Array>
std::string_view pick(const Array& words, Outbox<Cluster::Body>& out) {
  return words[out.random(words.size())];
}

}  // namespace

Cluster::Cluster(const ClusterSettings& settings)
    : coordinator_(settings.coordinator),
      process_count_(settings.process_count),
      automatic_(settings.automatic),
      automatic_min_(settings.automatic_min),
      automatic_max_(settings.automatic_max) {}

std::optional<std::string> Cluster::misfit(std::size_t processes) const {
  StateCheck check(processes);
  check.count("processes", process_count_);
  check.process("coordinator", coordinator_);
  check.pauses("automatic_min", automatic_min_, "automatic_max", automatic_max_);
  check.ascending("registered", registered_);
  return std::move(check).first();
}

void Cluster::on_start(Outbox<Body>& out) {
  out.internal("start");
  if (out.self() != coordinator_) out.send(coordinator_, {ClusterKind::enrol, "register"});
  arm(out);
}

void Cluster::on_message(const Message<Body>& message, Outbox<Body>& out) {
  switch (message.body.kind) {
    case ClusterKind::enrol:
      enrol(message.from());
      out.send(message.from(), {ClusterKind::welcome, "welcome"});
      break;
    case ClusterKind::welcome: enrol(message.from()); break;
    case ClusterKind::text: break;
  }
}

void Cluster::on_timer(TimerId timer, Outbox<Body>& out) {
  if (timer != automatic_timer || !automatic_) return;
  act(out);
  arm(out);
}

CommandAnswer Cluster::on_command(const Command& command, Outbox<Body>& out) {
  if (command.text.size() > longest_trace_string) return CommandAnswer::bad_argument;
  if (command.name == "internal") {
    out.internal(command.text);
    return CommandAnswer::done;
  }
  if (command.name == "send") return send_as_asked(command, out);
  if (command.name == "broadcast") {
    if (process_count_ < 2) return CommandAnswer::not_now;
    broadcast(command.text, out);
    return CommandAnswer::done;
  }
  if (command.name == "automatic") {
    if (command.value > 1) return CommandAnswer::bad_argument;
    automatic_ = command.value == 1;
    automatic_ ? arm(out) : out.cancel_timer(automatic_timer);
    return CommandAnswer::done;
  }
  if (command.name == "rate") return set_rate(command.value, out);
  return CommandAnswer::unknown_command;
}

void Cluster::arm(Outbox<Body>& out) const {
  if (automatic_)
    out.set_timer(automatic_timer, out.random_between(automatic_min_, automatic_max_));
}

// Half of the automatic events are internal; of the other half most go to one process.
void Cluster::act(Outbox<Body>& out) const {
  const auto choice = out.random(10);
  if (choice < 5 || process_count_ < 2) {
    out.internal(pick(internal_labels, out));
    return;
  }
  const std::string text{pick(texts, out)};
  if (choice == 9) return broadcast(text, out);
  const bool to_coordinator = choice < 7 && out.self() != coordinator_;
  const auto other = static_cast<std::uint32_t>(out.random(process_count_ - 1));
  const ProcessId peer{other < out.self().value ? other : other + 1};
  out.send(to_coordinator ? coordinator_ : peer, {ClusterKind::text, text});
}

void Cluster::broadcast(const std::string& text, Outbox<Body>& out) const {
  std::vector<ProcessId> others;
  for (std::uint32_t id = 0; id < process_count_; ++id)
    if (ProcessId{id} != out.self()) others.push_back({id});
  out.multicast(others, {ClusterKind::text, text});
}

CommandAnswer Cluster::send_as_asked(const Command& command, Outbox<Body>& out) const {
  auto to = command.to;
  std::sort(to.begin(), to.end());
  to.erase(std::unique(to.begin(), to.end()), to.end());
  if (to.empty() || to.back().value >= process_count_) return CommandAnswer::bad_argument;
  out.multicast(to, {ClusterKind::text, command.text});
  return CommandAnswer::done;
}

CommandAnswer Cluster::set_rate(std::uint64_t mean_milliseconds, Outbox<Body>& out) {
  const auto answer = lamport::set_rate(mean_milliseconds, automatic_min_, automatic_max_);
  if (answer == CommandAnswer::done) arm(out);
  return answer;
}

void Cluster::enrol(ProcessId process) {
  const auto at = std::lower_bound(registered_.begin(), registered_.end(), process);
  if (at == registered_.end() || *at != process) registered_.insert(at, process);
}

}  // namespace lamport
