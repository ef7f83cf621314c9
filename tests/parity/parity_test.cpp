// The two worlds tell the same story: one protocol through the simulator and through live nodes
// gives the same events, and whatever is done to live nodes, their trace obeys every rule, replays,
// and has all that was acknowledged.
#include <gmock/gmock.h>

#include "sim/run.hpp"
#include "tests/parity/live_cluster.hpp"
#include "tests/parity/load.hpp"
#include "tests/parity/verdict.hpp"

namespace lamport::parity {
namespace {

TraceVerdict collected_from(const LiveCluster& cluster) {
  const auto collected = net::collect({cluster.url(0)});
  EXPECT_TRUE(collected) << to_string(collected.error());
  if (!collected) return {};
  EXPECT_TRUE(collected->header().complete);
  return verdict_on(bytes_of(*collected));
}

TraceVerdict simulated() {
  sim::Scenario scenario;
  scenario.process_count = 4;
  scenario.until = seconds(10);
  scenario.rules = {"fifo"};
  scenario.links.delay = {sim::Delay::Shape::constant, milliseconds(1), {}, {}, {}};
  scenario.protocol_settings = {{"automatic", false}};
  const auto at = [](std::uint64_t second) { return Time{} + seconds(second); };
  scenario.timeline = {{at(1), sim::GiveCommand{{1}, {"send", {{2}}, "uno", 0}}},
                       {at(2), sim::GiveCommand{{3}, {"internal", {}, "dos", 0}}},
                       {at(3), sim::GiveCommand{{0}, {"broadcast", {}, "tres", 0}}},
                       {at(4), sim::GiveCommand{{2}, {"send", {{1}}, "cuatro", 0}}}};
  StringSink bytes;
  JsonlWriter writer(bytes);
  (void)sim::run(scenario, {7}, {.writer = &writer, .inputs = true},
                 [](Time, std::uint64_t) { return true; });
  EXPECT_TRUE(writer.end());
  return verdict_on(bytes.text());
}

/// The same as simulated(), by real nodes; each thing has happened before the next begins.
TraceVerdict lived() {
  const TestDirectory directory("parity");
  LiveCluster cluster(directory, {.ephemeral = true});
  const auto has = [&](std::uint32_t id, std::uint64_t events) {
    return eventually([&] {
      const auto status = cluster.client(id).status();
      return status && status->index.value >= events;
    });
  };
  for (std::uint32_t id = 0; id < 4; ++id) {
    cluster.start(id);
    EXPECT_TRUE(cluster.ready(id)) << cluster.last_words();
    EXPECT_TRUE(has(id, id == 0 ? 1 : 3)) << cluster.last_words();
  }
  EXPECT_TRUE(cluster.quiet());
  EXPECT_TRUE(cluster.client(1).send({2}, "uno", "1"));
  EXPECT_TRUE(cluster.quiet());
  EXPECT_TRUE(cluster.client(3).internal("dos", "2"));
  EXPECT_TRUE(cluster.client(0).broadcast("tres", "3"));
  EXPECT_TRUE(cluster.quiet());
  EXPECT_TRUE(cluster.client(2).send({1}, "cuatro", "4"));
  EXPECT_TRUE(cluster.quiet());
  return collected_from(cluster);
}

TEST(Parity, TheSameStoryGivesTheSameEventsInBothWorlds) {
  const auto in_simulation = simulated();
  const auto in_life = lived();
  for (const auto* verdict : {&in_simulation, &in_life}) {
    EXPECT_EQ(verdict->state, RuleState::ok) << verdict->findings;
    EXPECT_EQ(verdict->difference, "");
    EXPECT_EQ(verdict->events, verdict->replayed);
    EXPECT_TRUE(verdict->fates.empty());
  }
  EXPECT_EQ(in_simulation.lines, in_life.lines);
}

TEST(Parity, ANodeKilledAtAnyTimeUnderLoadLosesNothingAndRepeatsNothing) {
  const TestDirectory directory("kill");
  LiveCluster cluster(directory, {.processes = 2});
  cluster.start_all();
  ASSERT_TRUE(cluster.all_ready()) << cluster.last_words();
  Load load(cluster, {11}, microseconds(100));
  constexpr std::uint64_t kills = 100;
  for (std::uint64_t i = 1; i <= kills; ++i) {
    const auto draw = mix(i);
    const auto victim = static_cast<std::uint32_t>(draw & 1);
    const auto goal = load.acknowledged(victim) + 1 + (draw >> 1) % 30;
    ASSERT_TRUE(eventually([&] { return load.acknowledged(victim) >= goal; }))
        << "kill " << i << "\n"
        << cluster.last_words();
    cluster.kill(victim);
    cluster.start(victim);
  }
  ASSERT_TRUE(cluster.all_ready()) << cluster.last_words();
  load.stop();
  ASSERT_TRUE(cluster.quiet()) << cluster.last_words();
  const auto verdict = collected_from(cluster);
  EXPECT_EQ(verdict.state, RuleState::ok) << verdict.findings;
  EXPECT_EQ(verdict.difference, "");
  EXPECT_EQ(verdict.fates.count(FateKind::undelivered), 0u);
  EXPECT_EQ(load.missing_from(verdict), "");
  EXPECT_GE(load.acknowledged(), kills);
  for (const std::uint32_t id : {0u, 1u}) EXPECT_EQ(cluster.end(id, SIGTERM).code, 0);
}

}  // namespace
}  // namespace lamport::parity
