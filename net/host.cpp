// A host's life: taking up the journal, joining or founding the run, the alarm, the end.
#include "net/host.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "core/formats/fields_codec.hpp"
#include "net/node_answers.hpp"

namespace lamport::net {
namespace {

constexpr std::uint64_t longest_drain = seconds(8).nanoseconds;
constexpr std::uint64_t state_every = milliseconds(100).nanoseconds;
constexpr std::uint64_t most_logged_a_second = 50;

/// The process's own journal facts beside the run: which node it belongs to.
struct Owner {
  std::string storage;
  ProcessId process;
  std::string protocol;

  static constexpr auto fields() {
    return std::tuple{Field{"storage", &Owner::storage}, Field{"process", &Owner::process},
                      Field{"protocol", &Owner::protocol}};
  }
};

std::string hexadecimal(std::uint64_t number) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
  return text.data();
}

}  // namespace

Host::Host(NodeSettings settings, LiveProtocol protocol, const Parts& parts)
    : settings_(std::move(settings)),
      protocol_(std::move(protocol)),
      world_(parts.world),
      journal_(parts.journal),
      log_(parts.log),
      gone_(parts.gone) {}

Host::~Host() = default;

void Host::listens_at(const std::string& address, const std::string& page) {
  if (settings_.address.empty()) settings_.address = address;
  if (settings_.page.empty()) settings_.page = page;
}

Result<Done> Host::begin(const Recovered& recovered) {
  ledger_ =
      std::make_unique<Ledger>(journal_, recovered.cursor,
                               Ledger::Hooks{[this](Batch& batch) { closing(batch); },
                                             [this](const Batch& batch) { made_durable(batch); }});
  if (auto done = take_up(recovered); !done) return done;
  if (!run_ && settings_.is_coordinator()) {
    found_run();
    if (auto done = enter(*run_, recovered); !done) return done;
  }
  pump();
  return Done{};
}

// What the journal says of this node and its run.
Result<Done> Host::take_up(const Recovered& recovered) {
  const auto fact = [&](const char* name) {
    const auto at = recovered.facts.find(name);
    return at == recovered.facts.end() ? std::string{} : at->second;
  };
  const auto owner_text = fact("owner");
  if (owner_text.empty()) {
    storage_ = hexadecimal(world_.entropy()) + hexadecimal(world_.entropy());
    ledger_->open().facts.emplace_back(
        "owner", encode_fields(Owner{storage_, settings_.id, protocol_.name}));
    return Done{};
  }
  Owner owner;
  if (auto done = decode_fields(owner_text, owner, "the owner"); !done) return done;
  if (owner.process != settings_.id || owner.protocol != protocol_.name) {
    return Error{ErrorCode::usage,
                 "the journal belongs to process " + std::to_string(owner.process.value) + " (" +
                     owner.protocol + "), this is process " + std::to_string(settings_.id.value) +
                     " (" + protocol_.name + ")",
                 {settings_.data},
                 "give every node a data directory of its own"};
  }
  storage_ = owner.storage;
  const auto run_text = fact("run");
  if (run_text.empty()) return Done{};
  RunFacts run;
  if (auto done = decode_fields(run_text, run, "the run"); !done) return done;
  if (auto done = decode_fields(fact("registry"), registry_, "the registry"); !done) return done;
  return enter(run, recovered);
}

void Host::found_run() {
  RunFacts run;
  run.run = hexadecimal(world_.entropy());
  run.epoch = utc_seconds(world_.wall());
  run.seed = {settings_.seed.value_or(world_.entropy() & largest_exact_integer)};
  run.processes = settings_.processes.value_or(1);
  run.coordinator = settings_.id;
  run.protocol = protocol_.name;
  run_ = run;
  registry_.put(own_entry());
  ledger_->open().facts.emplace_back("run", encode_fields(run));
  ledger_->open().facts.emplace_back("registry", encode_fields(registry_));
  log_.line(Level::info, "founded a run", {{"run", run.run}, {"seed", run.seed.value}});
}

// The node knows its run: its process comes to life.
Result<Done> Host::enter(const RunFacts& run, const Recovered& recovered) {
  run_ = run;
  auto process = protocol_.make({settings_.id, run.coordinator, run.processes, settings_.protocol});
  if (!process) return process.error();
  engine_ = std::make_unique<Engine>(settings_.id, run, std::move(*process), world_, *ledger_);
  if (auto done = engine_->recover(recovered); !done) return done;
  make_neighbours();
  for (const auto& mark : recovered.received) neighbours_[mark.peer].received = mark.index;
  for (const auto& key : recovered.keys) {
    keys_[key.key] = {key.digest, key.begin, key.end};
    keys_in_order_.push_back(key.key);
  }
  last_event_ = recovered.last_event;
  shown_ = {engine_->process().clock().lamport(), engine_->process().clock().index(),
            engine_->incarnation(), engine_->process().automatic(), "{}"};
  for (const auto& backlog : recovered.backlog) {
    backlog_ += backlog.count;
    neighbours_.at(backlog.to).link->recovered(backlog.count);
  }
  if (registry_.put(own_entry()))
    ledger_->open().facts.emplace_back("registry", encode_fields(registry_));
  const auto faults = recovered.facts.find("faults");
  Registry faulty;  // the processes to which a fault was on when the node last ended
  if (faults != recovered.facts.end())
    if (auto done = decode_fields(faults->second, faulty, "the faults"); !done) return done;
  for (const auto& link : faulty.members) engine_->link(link.process, LinkChange::heal, 0);
  if (!faulty.members.empty())
    ledger_->open().facts.emplace_back("faults", encode_fields(Registry{}));
  engine_->start();
  apply_registry();
  log_.line(Level::info, "started",
            {{"process", settings_.id.value},
             {"name", settings_.name},
             {"run", run.run},
             {"incarnation", engine_->incarnation().value},
             {"lamport", shown_.lamport.value}});
  return Done{};
}

// One for every process of the run, this one included: what it sends to itself takes the same way.
void Host::make_neighbours() {
  for (std::uint32_t id = 0; id < run_->processes; ++id) {
    const ProcessId to{id};
    auto& neighbour = neighbours_[to];
    neighbour.since = engine_->time();
    neighbour.link = std::make_unique<PeerLink>(
        settings_.id, to, world_, journal_,
        PeerLink::Hooks{
            [this] { return run_->run; },
            [this](Mark mark, std::uint64_t count) {
              acknowledged_ += count;
              ledger_->open().acknowledged.push_back(mark);
              tell_state(true);
            },
            [this, to] {
              auto& changed = neighbours_[to];
              changed.since = engine_->time();
              log_.line(Level::info, changed.link->up() ? "link up" : "link down",
                        {{"to", to.value}});
              tell_state(false);
              tell_members();
            },
            [this, to](const std::string& state) {
              neighbours_[to].heard = engine_->time().nanoseconds;
              if (!settings_.is_coordinator() || neighbours_[to].state == state) return;
              // It is passed on as it came.
              if (!parse_status(state, "the peer")) return;
              neighbours_[to].state = state;
              tell_members();
            },
            [this, to](unsigned status, const std::string& body) { refused_by(to, status, body); },
            [this] { pump(); }});
  }
}

void Host::apply_registry() {
  for (const auto& member : registry_.members) {
    const auto at = neighbours_.find(member.process);
    if (at != neighbours_.end()) at->second.link->set_address(member.address);
  }
}

void Host::wake() {
  if (engine_ && !draining_) engine_->expire(full());
  if (engine_) heal_due_faults(world_.mono());
  pump();
}

// Hands over what has been gathered, lets every link do what is due, and sets the alarm.
void Host::pump() {
  const auto now = world_.mono();
  auto next = now + seconds(1).nanoseconds;
  const auto at = [&](std::optional<std::uint64_t> due) {
    if (due) next = std::min(next, *due);
  };
  for (auto& [to, neighbour] : neighbours_) {
    at(neighbour.link->work(now));
    if (const auto& fault = neighbour.link->fault(); fault) at(fault->until);
  }
  if (!settings_.is_coordinator()) {
    if (now >= next_join_) join(now);
    at(next_join_);
  }
  ledger_->flush();
  if (engine_ && !draining_) at(engine_->next_timer());
  if (drained_) {
    const bool waits = std::any_of(neighbours_.begin(), neighbours_.end(), [](const auto& one) {
      return one.second.link->unsent() != 0 && one.second.link->up();
    });
    if (ledger_->settled() && (!waits || now >= drain_until_)) return std::exchange(drained_, {})();
    at(std::min(drain_until_, now + milliseconds(50).nanoseconds));
  }
  world_.wake_at(std::max(next, now));
}

void Host::drain(std::function<void()> done) {
  draining_ = true;
  drain_until_ = world_.mono() + longest_drain;
  drained_ = std::move(done);
  log_.line(Level::info, "draining");
  tell_state(false);
  pump();
}

void Host::closing(Batch& batch) {
  if (!engine_) return;
  engine_->close(batch);
  const auto& process = engine_->process();
  closing_shown_.lamport = process.clock().lamport();
  closing_shown_.index = process.clock().index();
  closing_shown_.incarnation = engine_->incarnation();
  closing_shown_.automatic = process.automatic();
  closing_shown_.protocol_state.clear();
  if (const auto now = world_.mono(); now - state_taken_ >= state_every) {
    state_taken_ = now;
    closing_shown_.protocol_state = process.state();
  }
}

void Host::made_durable(const Batch& batch) {
  ++commits_;
  if (!engine_) return;
  state_is_old_ = closing_shown_.protocol_state.empty();
  const auto automatic = [](const auto& one) {
    return one ? std::pair{one->enabled, one->mean.nanoseconds}
               : std::pair{false, std::uint64_t{0}};
  };
  const bool only_clock = automatic(shown_.automatic) == automatic(closing_shown_.automatic);
  if (state_is_old_) closing_shown_.protocol_state = std::move(shown_.protocol_state);
  shown_ = closing_shown_;
  for (const auto& message : batch.outgoing) neighbours_.at(message.to).link->durable(message);
  if (!batch.items.empty()) show_records(batch);
  tell_state(only_clock);
  pump();
}

void Host::show_records(const Batch& batch) {
  const auto now = world_.mono();
  for (const auto& item : batch.items) {
    if (item.input) continue;
    if (item.event) {
      last_event_ = item.json;
      rate_.add(now);
    }
    logged_.add(now);
    if (logged_.in_this_second(now) <= most_logged_a_second)
      log_.line(Level::info, item.event ? "event" : "record", {{"item", RawJson{item.json}}});
  }
  each_listener([&](Listener& listener) { listener.on_items(batch.items); });
}

void Host::heal_due_faults(std::uint64_t now) {
  for (auto& [to, neighbour] : neighbours_) {
    auto fault = neighbour.link->fault();
    if (!fault || !fault->until || *fault->until > now) continue;
    fault->until.reset();  // once
    neighbour.link->set_fault(fault);
    change_fault(to, std::nullopt, [] {});
  }
}

}  // namespace lamport::net
