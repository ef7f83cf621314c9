// Made-up time, wires and journals for hosts.
#include "tests/net/stage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "core/base/random.hpp"
#include "net/journal.hpp"
#include "net/protocols.hpp"

namespace lamport::net {
namespace {

constexpr std::uint64_t trip = 1'000'000;  // of a call, one way
constexpr std::uint64_t sync = 500'000;    // of a commit
constexpr std::uint64_t patience = 3'000'000'000;
constexpr std::uint64_t restart_after = 50'000'000;
constexpr std::uint64_t begin_of_time = 1'764'000'000'000'000'000;
constexpr std::uint64_t begin_of_mono = 1'000'000'000'000;

}  // namespace

// What there is of one process, dead or alive.
struct Stage::Actor {
  std::uint64_t life = 0;  // jobs of earlier lives do nothing
  std::uint64_t alarm = 0;
  std::uint64_t commits = 0;
  std::unique_ptr<StageWorld> world;
  std::unique_ptr<StageJournal> journal;
  std::unique_ptr<Host> host;
};

class Stage::StageWorld final : public World {
 public:
  StageWorld(Stage& stage, std::uint32_t self) : stage_(stage), self_(self) {}

  std::uint64_t mono() override { return begin_of_mono + stage_.now_; }
  std::uint64_t wall() override { return begin_of_time + stage_.now_; }
  std::uint64_t entropy() override { return mix(++stage_.entropy_); }

  void wake_at(std::uint64_t at) override {
    auto& actor = *stage_.actors_[self_];
    actor.alarm = at;
    const auto delay = at > mono() ? at - mono() : 0;
    stage_.later(self_, delay, [&actor, at] {
      if (actor.alarm == at) actor.host->wake();
    });
  }

  void call(PeerCall call, std::function<void(PeerReply)> done) override {
    const auto to = static_cast<std::uint32_t>(std::stoul(call.address.substr(7)));
    const auto once = [done, open = std::make_shared<bool>(true)](const PeerReply& reply) {
      if (std::exchange(*open, false)) done(reply);
    };
    if (stage_.wire(self_, to).cut || stage_.host(to) == nullptr)
      return stage_.later(self_, trip, [once] { once({}); });
    stage_.later(self_, patience, [once] { once({}); });
    // The call may outlive its caller.
    stage_.later(to, trip,
                 [&stage = stage_, self = self_, call = std::move(call), to, once,
                  life = stage_.actors_[self_]->life] {
                   stage.host(to)->peer(
                       {call.path, call.run, call.body},
                       [&stage, self, to, once, life](const PeerResponse& response) {
                         if (stage.wire(self, to).answers_lost) return;
                         if (stage.actors_[self]->life != life) return;
                         const PeerReply reply{response.status, response.body};
                         stage.later(self, trip, [once, reply] { once(reply); });
                       });
                 });
  }

 private:
  Stage& stage_;
  std::uint32_t self_;
};

class Stage::StageJournal final : public Journal {
 public:
  StageJournal(Stage& stage, std::uint32_t self, std::unique_ptr<Store> store)
      : stage_(stage), self_(self), store_(std::move(store)) {}

  void submit(Batch batch, std::function<void(Batch)> done) override {
    stage_.later(self_, sync, [this, batch = std::move(batch), done = std::move(done)] {
      auto& actor = *stage_.actors_[self_];
      const auto number = ++actor.commits;
      const auto& kill = stage_.kill_;
      const bool dies = kill && kill->process == self_ && kill->commit == number;
      if (!dies || kill->durable) {
        EXPECT_TRUE(store_->commit(batch).has_value());
      }
      if (!dies) return done(batch);
      auto& stage = stage_;
      const auto self = self_;
      stage.killed_ = true;
      // Not from within itself.
      stage.jobs_.emplace(stage.now_, [&stage, self] { stage.kill(self); });
      stage.jobs_.emplace(stage.now_ + restart_after, [&stage, self] { stage.start(self); });
    });
  }

  void page(const EventsQuery& query, std::function<void(EventsPage)> done) override {
    stage_.later(self_, 0, [this, query, done = std::move(done)] { done(*store_->page(query)); });
  }

  void outgoing(ProcessId to, EventIndex after, std::size_t limit,
                std::function<void(std::vector<Outgoing>)> done) override {
    stage_.later(self_, 0, [this, to, after, limit, done = std::move(done)] {
      done(*store_->outgoing(to, after, limit));
    });
  }

  [[nodiscard]] Store& store() { return *store_; }

 private:
  Stage& stage_;
  std::uint32_t self_;
  std::unique_ptr<Store> store_;
};

Stage::Stage(std::uint32_t processes, OpenStore open, std::map<std::string, std::string> settings,
             std::string protocol)
    : processes_(processes),
      open_(std::move(open)),
      settings_(std::move(settings)),
      protocol_(std::move(protocol)),
      log_([this](std::string_view line) { lines_.emplace_back(line); }) {
  for (std::uint32_t id = 0; id < processes; ++id) actors_.push_back(std::make_unique<Actor>());
}

Stage::~Stage() = default;

Host* Stage::host(std::uint32_t process) {
  return actors_[process]->host.get();
}

std::uint64_t Stage::commits(std::uint32_t process) const {
  return actors_[process]->commits;
}

void Stage::later(std::uint32_t process, std::uint64_t delay, std::function<void()> job) {
  auto& actor = *actors_[process];
  jobs_.emplace(now_ + delay, [&actor, life = actor.life, job = std::move(job)] {
    if (actor.life == life) job();
  });
}

void Stage::start(std::uint32_t process) {
  auto& actor = *actors_[process];
  auto store = open_({process});
  const auto recovered = store->recover();
  ASSERT_TRUE(recovered) << to_string(recovered.error());
  actor.world = std::make_unique<StageWorld>(*this, process);
  actor.journal = std::make_unique<StageJournal>(*this, process, std::move(store));
  NodeSettings settings;
  settings.id = {process};
  settings.name = "p" + std::to_string(process);
  settings.address = "http://" + std::to_string(process);
  settings.coordinator = "http://0";
  settings.processes = processes_;
  settings.seed = 42;
  settings.protocol = settings_;
  if (tune) tune(settings);
  actor.host =
      std::make_unique<Host>(settings, *find_protocol(protocol_),
                             Host::Parts{*actor.world, *actor.journal, log_, [](const Error&) {}});
  const auto begun = actor.host->begin(*recovered);
  ASSERT_TRUE(begun) << to_string(begun.error());
}

void Stage::kill(std::uint32_t process) {
  auto& actor = *actors_[process];
  ++actor.life;
  actor.host.reset();
  actor.journal.reset();
  actor.world.reset();
}

void Stage::run_for(Duration duration) {
  const auto until = now_ + duration.nanoseconds;
  while (!jobs_.empty() && jobs_.begin()->first <= until) {
    auto job = jobs_.extract(jobs_.begin());
    now_ = std::max(now_, job.key());
    job.mapped()();
  }
  now_ = until;
}

bool Stage::settle(Duration limit) {
  const auto quiet = [&] {
    for (std::uint32_t id = 0; id < processes_; ++id) {
      if (host(id) == nullptr || host(id)->not_ready() || !host(id)->settled()) return false;
      if (host(id)->waiting() != 0) return false;
    }
    return true;
  };
  const auto until = now_ + limit.nanoseconds;
  while (!quiet() && now_ < until) run_for(milliseconds(1));
  return quiet();
}

std::shared_ptr<std::optional<Answer<CommandOutcome>>> Stage::ask(std::uint32_t process,
                                                                  CommandRequest request) {
  auto outcome = std::make_shared<std::optional<Answer<CommandOutcome>>>();
  host(process)->command(std::move(request), [outcome](Answer<CommandOutcome> answer) {
    *outcome = std::move(answer);
  });
  return outcome;
}

std::vector<Item> Stage::items(std::uint32_t process) {
  std::vector<Item> items;
  for (Cursor after = 0;;) {
    auto page = actors_[process]->journal->store().page({after, std::nullopt, 1'000'000, true});
    if (!page) return {};
    std::move(page->items.begin(), page->items.end(), std::back_inserter(items));
    if (!page->more) return items;
    after = page->next;
  }
}

Verdict Stage::check() {
  std::vector<std::vector<Item>> logs;
  for (std::uint32_t id = 0; id < processes_; ++id) logs.push_back(items(id));
  return checked(logs, protocol_);
}

Stage::OpenStore files_below(const ScratchDirectory& scratch) {
  return [&scratch](ProcessId process) {
    auto store = open_sqlite_store(scratch.path() + "/" + std::to_string(process.value));
    EXPECT_TRUE(store) << to_string(store.error());
    return std::move(*store);
  };
}

CommandRequest text_to(std::uint32_t to, const std::string& text, const std::string& key) {
  return {{"send", {{to}}, text, 0}, key, "POST /api/v1/messages " + text};
}

}  // namespace lamport::net
