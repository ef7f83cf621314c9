// What people and programs ask of a node: commands, automatic events, link faults.
#include <algorithm>
#include <utility>

#include "core/formats/digest.hpp"
#include "core/formats/fields_codec.hpp"
#include "core/formats/json_string.hpp"
#include "net/host.hpp"

namespace lamport::net {
namespace {

constexpr std::uint64_t longest_mean_ms = 3'600'000;
constexpr std::uint64_t longest_delay_ms = 60'000;
constexpr std::uint64_t longest_fault_ms = 86'400'000;

Problem invalid(std::string pointer, std::string why) {
  return {422, "invalid_field", std::move(why), std::move(pointer), 0, false};
}

Problem unknown_process(ProcessId process, std::uint32_t processes) {
  return {404,
          "unknown_process",
          "there is no process " + std::to_string(process.value) + "; they are 0 to " +
              std::to_string(processes - 1),
          "",
          0,
          false};
}

}  // namespace

// Why no command is taken now.
std::optional<Problem> Host::refusal() const {
  if (draining_) return Problem{503, "draining", "this node is about to end", "", 5, false};
  if (!engine_) return not_ready();
  if (engine_->exhausted())
    return Problem{409, "clock_exhausted", "the clock has reached 2^53 - 1", "", 0, false};
  if (full()) {
    return Problem{
        503, "queue_full", std::to_string(waiting()) + " messages wait for their recipients", "",
        1,   false};
  }
  return std::nullopt;
}

std::optional<Problem> Host::unfit(const Command& command) const {
  if (auto text = checked_label(command.text, "the text"); !text)
    return invalid("/text", text.error().message);
  for (const auto to : command.to) {
    if (to.value >= run_->processes) return unknown_process(to, run_->processes);
    if (to == settings_.id && command.name == "send")
      return invalid("/to", "this is process " + std::to_string(to.value) + " itself");
  }
  return std::nullopt;
}

std::optional<Problem> Host::ask(const Command& command) {
  switch (engine_->command(command)) {
    case CommandAnswer::done: return std::nullopt;
    case CommandAnswer::unknown_command:
      return Problem{404,
                     "unknown_command",
                     "the protocol " + protocol_.name + " has no command \"" + command.name + '"',
                     "",
                     0,
                     false};
    case CommandAnswer::bad_argument:
      return invalid("", "the command \"" + command.name + "\" cannot take that");
    case CommandAnswer::not_now:
      return Problem{409, "not_now", "not in the process's present state", "", 0, false};
  }
  return std::nullopt;
}

// A key that is known gets the events that its first command caused.
bool Host::answer_again(const CommandRequest& request, std::uint64_t digest,
                        const std::function<void(Answer<CommandOutcome>)>& done) {
  const auto known = keys_.find(request.key);
  if (request.key.empty() || known == keys_.end()) return false;
  if (known->second.digest != digest) {
    done(Problem{422, "idempotency_key_reused", "that key came with another request before", "", 0,
                 false});
    return true;
  }
  const auto begin = known->second.begin;
  const auto end = known->second.end;
  const auto limit = static_cast<std::uint32_t>(end - begin);
  ledger_->when_durable([this, done, begin, end, limit] {
    if (limit == 0) return done(CommandOutcome{{}, true});
    journal_.page({begin, std::nullopt, limit, false}, [done, end](const EventsPage& page) {
      CommandOutcome outcome{{}, true};
      for (const auto& item : page.items)
        if (item.event && item.cursor <= end) outcome.events.push_back(item.json);
      done(std::move(outcome));
    });
  });
  ledger_->flush();
  return true;
}

void Host::command(CommandRequest request, std::function<void(Answer<CommandOutcome>)> done) {
  const auto digest = digest_of(request.body);
  if (answer_again(request, digest, done)) return;
  auto problem = refusal();
  if (!problem) problem = unfit(request.command);
  if (problem) {
    ++refused_;
    return done(std::move(*problem));
  }
  const auto begin = ledger_->last();
  problem = ask(request.command);
  if (problem) {
    ++refused_;
    ledger_->flush();
    return done(std::move(*problem));
  }
  CommandOutcome outcome;
  for (const auto& item : ledger_->open().items)
    if (item.event && item.cursor > begin) outcome.events.push_back(item.json);
  if (!request.key.empty()) {
    keys_[request.key] = {digest, begin, ledger_->last()};
    ledger_->open().keys.push_back({request.key, digest, begin, ledger_->last()});
    keys_in_order_.push_back(std::move(request.key));
    if (keys_in_order_.size() > most_remembered_keys) {
      keys_.erase(keys_in_order_.front());
      keys_in_order_.pop_front();
    }
  }
  ledger_->when_durable([done = std::move(done), outcome = std::move(outcome)]() mutable {
    done(std::move(outcome));
  });
  pump();
}

void Host::set_automatic(const AutomaticChange& change,
                         std::function<void(Answer<std::string>)> done) {
  if (change.mean_ms && (*change.mean_ms == 0 || *change.mean_ms > longest_mean_ms))
    return done(invalid("/mean_ms", "1 to 3600000 milliseconds"));
  if (auto problem = refusal()) return done(std::move(*problem));
  if (!engine_->process().automatic()) {
    return done(Problem{404, "unknown_command",
                        "the protocol " + protocol_.name + " has no automatic events", "", 0,
                        false});
  }
  std::optional<Problem> problem;
  if (change.mean_ms) problem = ask({"rate", {}, "", *change.mean_ms});
  if (!problem && change.enabled)
    problem = ask({"automatic", {}, "", *change.enabled ? std::uint64_t{1} : 0});
  pump();
  if (problem) return done(std::move(*problem));
  const auto now = *engine_->process().automatic();
  ledger_->when_durable([done = std::move(done), now] {
    done(std::string(R"({"enabled":)") + (now.enabled ? "true" : "false") +
         ",\"mean_ms\":" + std::to_string(now.mean.nanoseconds / 1'000'000) + '}');
  });
}

void Host::set_fault(ProcessId to, const std::optional<LinkFault>& fault,
                     std::function<void(Answer<std::string>)> done) {
  if (!engine_) return done(*not_ready());
  if (to.value >= run_->processes || to == settings_.id)
    return done(unknown_process(to, run_->processes));
  if (fault && fault->delay_ms > longest_delay_ms)
    return done(invalid("/delay_ms", "0 to 60000 milliseconds"));
  if (fault && fault->for_ms && (*fault->for_ms == 0 || *fault->for_ms > longest_fault_ms))
    return done(invalid("/for_ms", "1 to 86400000 milliseconds"));
  change_fault(to, fault,
               [this, to, done = std::move(done)] { done(link_json(to, neighbours_.at(to))); });
  pump();
}

// Recorded first, put on the link when that is durable. What was there before is taken off.
void Host::change_fault(ProcessId to, const std::optional<LinkFault>& fault,
                        std::function<void()> done) {
  if (faulty_.find(to) != nullptr) engine_->link(to, LinkChange::heal, 0);
  const bool on = fault && (fault->cut || fault->delay_ms != 0);
  if (on && fault->cut) engine_->link(to, LinkChange::cut, 0);
  if (on && fault->delay_ms != 0)
    engine_->link(to, LinkChange::delay, milliseconds(fault->delay_ms).nanoseconds);
  if (on)
    faulty_.put({to, "", "", "", ""});
  else
    faulty_.members.erase(std::remove_if(faulty_.members.begin(), faulty_.members.end(),
                                         [to](const auto& one) { return one.process == to; }),
                          faulty_.members.end());
  ledger_->open().facts.emplace_back("faults", encode_fields(faulty_));
  ledger_->when_durable([this, to, fault, on, done = std::move(done)] {
    auto& neighbour = neighbours_.at(to);
    std::optional<ActiveFault> active;
    neighbour.heals.reset();
    if (on) active = ActiveFault{fault->cut, milliseconds(fault->delay_ms), std::nullopt};
    if (on && fault->for_ms) {
      const auto length = milliseconds(*fault->for_ms).nanoseconds;
      active->until = world_.mono() + length;
      neighbour.heals = engine_->time().nanoseconds + length;
    }
    neighbour.link->set_fault(active);
    log_.line(Level::warning, on ? "fault put on a link" : "link healed", {{"to", to.value}});
    tell_state(false);
    done();
    pump();
  });
}

}  // namespace lamport::net
