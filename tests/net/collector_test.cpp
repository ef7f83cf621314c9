// Collecting from nodes that pretend to have lived a simulated run: the trace obeys every rule and
// replays, wherever the cut falls and whoever cannot be read.
#include "net/collector.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <set>

#include "core/check/checker.hpp"
#include "core/formats/jsonl_reader.hpp"
#include "core/formats/replay.hpp"
#include "sim/run.hpp"
#include "tests/net/hostile_server.hpp"
#include "tests/net/pretended_node.hpp"

namespace lamport::net {
namespace {

using testing::HasSubstr;
using Logs = std::vector<std::vector<std::string>>;

constexpr std::uint32_t processes = 4;

/// What each process's own node would have recorded of a simulated run.
Logs lived() {
  sim::Scenario scenario;
  scenario.process_count = processes;
  scenario.until = seconds(200);
  scenario.timeline = {{{seconds(50).nanoseconds}, sim::Crash{{2}}},
                       {{seconds(60).nanoseconds}, sim::Restart{{2}}}};
  StringSink bytes;
  JsonlWriter writer(bytes);
  (void)sim::run(scenario, {7}, {.writer = &writer, .inputs = true},
                 [](Time, std::uint64_t) { return true; });
  EXPECT_TRUE(writer.end());
  MemorySource source(bytes.text());
  JsonlReader reader(source, "run");
  EXPECT_TRUE(reader.header());
  Logs logs(processes);
  auto at = bytes.text().find('\n') + 1;
  for (auto record = reader.next(); record && *record != nullptr; record = reader.next()) {
    const auto end = bytes.text().find('\n', at);
    const auto line = bytes.text().substr(at, end - at);
    at = end + 1;
    std::visit(
        [&](const auto& any) {
          if constexpr (requires { any.process; }) logs[any.process.value].push_back(line);
        },
        **record);
  }
  return logs;
}

std::uint64_t events_in(const std::vector<std::string>& log) {
  return static_cast<std::uint64_t>(std::count_if(log.begin(), log.end(), [](const auto& line) {
    return line.find("\"type\":\"event\"") != std::string::npos;
  }));
}

class Cluster {
 public:
  /// `present`: how many of each process's events its state admits to.
  Cluster(const Logs& logs, const std::vector<std::uint64_t>& present, std::size_t page = 100) {
    for (std::uint32_t id = 0; id < processes; ++id) {
      nodes_.push_back(std::make_unique<PretendedNode>(id, logs[id], present[id]));
      nodes_.back()->largest_page = page;
      members_ += (id == 0 ? "{\"members\":[" : ",");
      members_ += "{\"process\":" + std::to_string(id) + ",\"name\":\"node " + std::to_string(id) +
                  "\",\"page\":\"" + nodes_.back()->url() + "/\",\"reachable\":true}";
    }
    for (auto& node : nodes_) node->members = members_ + "]}";
  }
  PretendedNode& operator[](std::size_t id) { return *nodes_[id]; }

 private:
  std::vector<std::unique_ptr<PretendedNode>> nodes_;
  std::string members_;
};

CollectOptions waiting(Duration timeout) {
  CollectOptions options;
  options.timeout = timeout;
  return options;
}

Result<Collected> collect_from(const std::vector<std::string>& urls) {
  return collect(urls, waiting(seconds(60)));
}

struct Checked {
  RuleState state = RuleState::nothing_checked;
  std::uint64_t events = 0;
  std::uint64_t replayed = 0;
  std::string findings;
};

/// Checks and replays what was collected, after its bytes.
Checked check(const Collected& collected) {
  StringSink bytes;
  JsonlWriter writer(bytes);
  EXPECT_TRUE(collected.write(writer));
  MemorySource source(bytes.text());
  JsonlReader reader(source, "live");
  const auto header = reader.header();
  EXPECT_TRUE(header);
  Checker checker;
  checker.header(*header);
  const auto replay = make_replay(*header);
  Checked checked;
  for (;;) {
    auto record = reader.next();
    EXPECT_TRUE(record) << to_string(record.error());
    if (!record || *record == nullptr) break;
    checked.events += std::holds_alternative<EventRecord>(**record);
    checker.record(**record, reader.line());
    auto difference = replay->record(**record, reader.line());
    EXPECT_TRUE(difference && !*difference) << reader.line();
    if (!difference || *difference) break;
  }
  EXPECT_FALSE(replay->end().has_value());
  checked.replayed = replay->events();
  const auto verdict = checker.finish();
  checked.state = verdict.state;
  for (const auto& finding : verdict.findings)
    checked.findings += finding.rule + ": " + finding.proof + "\n";
  return checked;
}

TEST(Collector, GathersAWholeRun) {
  const auto logs = lived();
  std::vector<std::uint64_t> present;
  std::uint64_t events = 0;
  for (const auto& log : logs) present.push_back(events_in(log));
  for (const auto count : present) events += count;
  Cluster cluster(logs, present);
  const auto collected = collect_from({cluster[0].url()});
  ASSERT_TRUE(collected) << to_string(collected.error());
  EXPECT_TRUE(collected->header().complete);
  EXPECT_EQ(collected->header().source, TraceSource::live);
  EXPECT_EQ(collected->header().processes[3].name, "node 3");
  const auto checked = check(*collected);
  EXPECT_EQ(checked.state, RuleState::ok) << checked.findings;
  EXPECT_EQ(checked.events, events);
  EXPECT_EQ(checked.replayed, events);
}

TEST(Collector, CutsConsistentlyWhereverTheNodesAre) {
  const auto logs = lived();
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u}) {
    std::vector<std::uint64_t> present;
    for (std::uint32_t id = 0; id < processes; ++id)
      present.push_back(mix(seed * 100 + id) % events_in(logs[id]));
    Cluster cluster(logs, present, 7);
    const auto collected = collect_from({cluster[1].url()});
    ASSERT_TRUE(collected) << to_string(collected.error());
    EXPECT_TRUE(collected->header().complete);
    const auto checked = check(*collected);
    EXPECT_EQ(checked.state, RuleState::ok) << seed << "\n" << checked.findings;
    EXPECT_GE(checked.events, present[0] + present[1] + present[2] + present[3]);
  }
}

TEST(Collector, LeavesOutWhatDependsOnAMemberThatCannotBeRead) {
  const auto logs = lived();
  std::vector<std::uint64_t> present;
  for (const auto& log : logs) present.push_back(events_in(log));
  Cluster cluster(logs, present, 10);
  cluster[3].breaks_at = logs[3].size() / 2;
  auto collected = collect_from({cluster[0].url()});
  ASSERT_TRUE(collected) << to_string(collected.error());
  EXPECT_FALSE(collected->header().complete);
  ASSERT_EQ(collected->unread().size(), 1u);
  EXPECT_EQ(collected->unread()[0].process, ProcessId{3});
  auto checked = check(*collected);
  EXPECT_EQ(checked.state, RuleState::ok) << checked.findings;
  EXPECT_LT(checked.events, present[0] + present[1] + present[2] + present[3] / 2);
  EXPECT_GT(checked.events, present[0]);

  cluster[3].stop();
  collected = collect_from({cluster[0].url()});
  ASSERT_TRUE(collected) << to_string(collected.error());
  EXPECT_FALSE(collected->header().complete);
  const auto less = check(*collected);
  EXPECT_NE(less.state, RuleState::broken) << less.findings;
  EXPECT_LT(less.events, checked.events);
}

TEST(Collector, FindsAMemberWhereItIsToldTo) {
  const auto logs = lived();
  std::vector<std::uint64_t> present;
  for (const auto& log : logs) present.push_back(events_in(log));
  Cluster cluster(logs, present);
  cluster[0].members = R"({"members":[{"process":1,"name":"n1","page":null,"reachable":false},)"
                       R"({"process":2,"name":"n2","page":null,"reachable":false},)"
                       R"({"process":3,"name":"n3","page":null,"reachable":false}]})";
  auto collected = collect_from({cluster[0].url()});
  ASSERT_TRUE(collected);
  EXPECT_EQ(collected->unread().size(), 3u);
  collected =
      collect_from({cluster[0].url(), cluster[3].url(), cluster[1].url(), cluster[2].url()});
  ASSERT_TRUE(collected);
  EXPECT_TRUE(collected->unread().empty());
  EXPECT_TRUE(collected->header().complete);
}

TEST(Collector, TakesNothingFromAnotherRun) {
  const auto logs = lived();
  Cluster cluster(logs, {1, 1, 1, 1});
  cluster[2].run = "run-2";
  const auto collected = collect_from({cluster[0].url()});
  ASSERT_TRUE(collected);
  ASSERT_EQ(collected->unread().size(), 1u);
  EXPECT_THAT(collected->unread()[0].why, HasSubstr("another run"));
  EXPECT_FALSE(collect_from({cluster[0].url(), cluster[2].url()}));
}

// Whatever stands in the place of one record: it and what follows are left out, with all that
// depends on it; the rest is a sound trace that says it is incomplete.
TEST(Collector, GoesOnWithoutTheRestOfADamagedLog) {
  const auto good = lived();
  std::vector<std::uint64_t> present;
  for (const auto& log : good) present.push_back(events_in(log));
  const auto middle = static_cast<std::ptrdiff_t>(good[1].size() / 2);
  const std::string header = R"({"type":"header","format":"lamport-trace","version":2})";
  for (const auto& damage :
       std::vector<std::string>{"{}", R"({"type":"event"})", header,
                                R"({"type":"end","records":5,"digest":"xxh3:f454cbd3695041cb"})",
                                R"({"type":"event","process":1,"index":-1})", "{\"a\"}", "nonsense",
                                "", good[0][5], good[1][0]}) {
    auto logs = good;
    auto& log = logs[1];
    if (damage.empty())
      log.erase(log.begin() + middle);
    else
      log[static_cast<std::size_t>(middle)] = damage;
    Cluster cluster(logs, present, 50);
    const auto collected = collect_from({cluster[0].url()});
    ASSERT_TRUE(collected) << damage << to_string(collected.error());
    EXPECT_FALSE(collected->header().complete) << damage;
    ASSERT_EQ(collected->unread().size(), 1u) << damage;
    EXPECT_EQ(collected->unread()[0].process, ProcessId{1});
    EXPECT_THAT(collected->unread()[0].why, HasSubstr(cluster[1].url()));
    const auto checked = check(*collected);
    EXPECT_EQ(checked.state, RuleState::ok) << damage << checked.findings;
    EXPECT_GT(checked.events, present[0] / 4) << damage;
    EXPECT_LT(checked.events, present[0] + present[1] + present[2] + present[3]);
  }
}

TEST(Collector, GoesOnWithoutAMemberThatHangs) {
  const auto logs = lived();
  std::vector<std::uint64_t> present;
  for (const auto& log : logs) present.push_back(events_in(log));
  Cluster cluster(logs, present);
  HostileServer hung([](HostileServer::Victim victim) { victim.wait(); });
  HostileServer drip([](HostileServer::Victim victim) {
    victim.read_head();
    while (victim.say("x")) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  });
  const auto member = [](int id, const std::string& page) {
    return R"({"process":)" + std::to_string(id) + R"(,"name":"n","page":")" + page +
           R"(","reachable":true})";
  };
  cluster[0].members = R"({"members":[)" + member(1, cluster[1].url()) + "," +
                       member(2, drip.url()) + "," + member(3, hung.url()) + "]}";
  std::set<std::string> waited;
  auto options = waiting(milliseconds(300));
  options.waiting = [&](const std::string& url, Duration time) {
    if (time >= milliseconds(150)) waited.insert(url);
    return true;
  };
  const auto collected = collect({cluster[0].url()}, options);
  ASSERT_TRUE(collected) << to_string(collected.error());
  ASSERT_EQ(collected->unread().size(), 2u);
  EXPECT_THAT(collected->unread()[0].why, HasSubstr("within 300ms"));
  EXPECT_THAT(collected->unread()[1].why, HasSubstr("within 300ms"));
  EXPECT_TRUE(waited.contains(hung.url()));
  EXPECT_TRUE(waited.contains(drip.url()));
  EXPECT_FALSE(collected->header().complete);
  const auto checked = check(*collected);
  EXPECT_NE(checked.state, RuleState::broken) << checked.findings;
}

TEST(Collector, BeginsWithTheFirstNodeThatAnswers) {
  const auto logs = lived();
  Cluster cluster(logs, {1, 1, 1, 1});
  HostileServer hung([](HostileServer::Victim victim) { victim.wait(); });
  const auto collected = collect({hung.url(), cluster[0].url()}, waiting(milliseconds(300)));
  ASSERT_TRUE(collected) << to_string(collected.error());
  EXPECT_TRUE(collected->header().complete);
  const auto none = collect({hung.url(), hung.url()}, waiting(milliseconds(100)));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::unavailable);
}

TEST(Collector, NeedsTheNodeThatItIsGiven) {
  const auto logs = lived();
  Cluster cluster(logs, {1, 1, 1, 1});
  const auto url = cluster[0].url();
  cluster[0].stop();
  const auto collected = collect_from({url});
  ASSERT_FALSE(collected);
  EXPECT_EQ(collected.error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace lamport::net
