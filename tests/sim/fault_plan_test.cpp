// Random faults are drawn before a run: within their times, other for each seed, each pair of a
// fault and its end, none depending on another, and all well at the end.
#include "sim/fault_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/links.hpp"
#include "sim/lives.hpp"

namespace lamport::sim {
namespace {

using Kind = RandomFault::Kind;
constexpr std::array<Kind, 6> all_kinds{
    Kind::crash, Kind::pause, Kind::partition, Kind::one_way_partition, Kind::cut, Kind::slow};

Scenario faulty(const std::vector<Kind>& kinds) {
  Scenario scenario;
  scenario.process_count = 5;
  scenario.until = seconds(400);
  for (const auto kind : kinds) {
    RandomFault fault;
    fault.kind = kind;
    fault.every = seconds(2);
    fault.state_lost = kind == Kind::crash;
    scenario.random_faults.push_back(fault);
  }
  return scenario;
}

bool begins(const TimelineEntry& entry) {
  if (const auto* slow = std::get_if<Slow>(&entry.what)) return slow->extra != Duration{};
  return !std::holds_alternative<Restart>(entry.what) &&
         !std::holds_alternative<Resume>(entry.what) &&
         !std::holds_alternative<LinkHeal>(entry.what) &&
         !std::holds_alternative<HealLinks>(entry.what);
}

/// Enough of an entry to tell it from others.
std::string text_of(const TimelineEntry& entry) {
  auto text = std::to_string(entry.at.nanoseconds) + " " + std::to_string(entry.what.index());
  if (const auto* crash = std::get_if<Crash>(&entry.what))
    text += " " + std::to_string(crash->process.value);
  if (const auto* cut = std::get_if<LinkCut>(&entry.what))
    text += " " + std::to_string(cut->from.value) + ">" + std::to_string(cut->to.value);
  if (const auto* partition = std::get_if<Partition>(&entry.what))
    for (const auto id : partition->groups[0]) text += " " + std::to_string(id.value);
  return text;
}

std::vector<std::string> texts_of(const std::vector<TimelineEntry>& plan) {
  std::vector<std::string> texts;
  for (const auto& entry : plan) texts.push_back(text_of(entry));
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(FaultPlan, IsOrderedAndOverInTime) {
  const auto scenario = faulty({all_kinds.begin(), all_kinds.end()});
  const auto plan = plan_faults(scenario, {1});
  EXPECT_TRUE(std::is_sorted(plan.begin(), plan.end(),
                             [](const auto& a, const auto& b) { return a.at < b.at; }));
  EXPECT_EQ(random_faults_end(scenario), Time{} + seconds(300));
  EXPECT_LE(plan.back().at, Time{} + seconds(300));
  for (const auto& entry : plan) {
    if (begins(entry)) {
      EXPECT_LT(entry.at, Time{} + seconds(300));
    }
  }
}

TEST(FaultPlan, ComesAsOftenAsAskedFor) {
  for (const auto kind : all_kinds) {
    const auto plan = plan_faults(faulty({kind}), {7});
    const auto count = std::count_if(plan.begin(), plan.end(), begins);
    EXPECT_EQ(plan.size(), 2 * static_cast<std::size_t>(count)) << "each has its end";
    // 150 on average, with a deviation of 12.
    EXPECT_GT(count, 100) << static_cast<int>(kind);
    EXPECT_LT(count, 200) << static_cast<int>(kind);
  }
}

TEST(FaultPlan, LastsAsLongAsAskedFor) {
  auto scenario = faulty({Kind::crash});
  scenario.random_faults[0].every = seconds(40);
  scenario.until = seconds(400'000);
  scenario.process_count = 1;
  const auto plan = plan_faults(scenario, {3});
  Time began;
  Duration shortest = seconds(1000);
  Duration longest;
  for (std::size_t i = 1; i < plan.size(); ++i) {
    if (begins(plan[i - 1])) began = plan[i - 1].at;
    if (begins(plan[i]) || !begins(plan[i - 1])) continue;
    const auto lasted = nanoseconds(plan[i].at.nanoseconds - began.nanoseconds);
    shortest = std::min(shortest, lasted);
    longest = std::max(longest, lasted);
  }
  EXPECT_GE(shortest, nanoseconds(1));
  EXPECT_LE(longest, seconds(3));
  EXPECT_GT(longest, milliseconds(2900));
}

TEST(FaultPlan, OneMoreFaultChangesNoOther) {
  const auto alone = texts_of(plan_faults(faulty({Kind::crash, Kind::cut}), {5}));
  const auto more = texts_of(plan_faults(faulty({Kind::crash, Kind::cut, Kind::partition}), {5}));
  EXPECT_LT(alone.size(), more.size());
  EXPECT_TRUE(std::includes(more.begin(), more.end(), alone.begin(), alone.end()));
}

TEST(FaultPlan, NeitherTheTimelineNorAnotherFaultsRateChangesAFault) {
  auto scenario = faulty({Kind::crash, Kind::cut});
  const auto cuts = [&] {
    std::vector<std::string> texts;
    for (const auto& entry : plan_faults(scenario, {5}))
      if (std::holds_alternative<LinkCut>(entry.what)) texts.push_back(text_of(entry));
    return texts;
  };
  const auto before = cuts();
  EXPECT_GT(before.size(), 100u);
  scenario.random_faults[0].every = seconds(1);
  scenario.timeline = {{{}, HealAll{}}};
  EXPECT_EQ(cuts(), before);
}

TEST(FaultPlan, OtherSeedsHaveOtherFaultsAndTheSameSeedTheSame) {
  const auto scenario = faulty({Kind::partition});
  EXPECT_EQ(texts_of(plan_faults(scenario, {1})), texts_of(plan_faults(scenario, {1})));
  EXPECT_NE(texts_of(plan_faults(scenario, {1})), texts_of(plan_faults(scenario, {2})));
}

TEST(FaultPlan, KeepsTheTimelineFirstAtItsTime) {
  auto scenario = faulty({Kind::pause});
  const auto at = plan_faults(scenario, {1}).front().at;
  scenario.timeline = {{at, HealAll{}}};
  EXPECT_TRUE(std::holds_alternative<HealAll>(plan_faults(scenario, {1}).front().what));
}

TEST(FaultPlan, BothSidesOfAPartitionHaveAProcess) {
  auto scenario = faulty({Kind::partition, Kind::one_way_partition});
  scenario.process_count = 2;
  for (const auto& entry : plan_faults(scenario, {1})) {
    if (const auto* partition = std::get_if<Partition>(&entry.what)) {
      EXPECT_EQ(links_between(*partition).size(), 2u);
    } else if (const auto* one_way = std::get_if<OneWayPartition>(&entry.what)) {
      EXPECT_EQ(links_from_to(one_way->from, one_way->to).size(), 1u);
    }
  }
}

/// Applies a plan to links and lives, as the simulator does.
struct World {
  explicit World(const Scenario& scenario)
      : count(scenario.process_count), links(scenario, {1}), lives(count) {}

  void operator()(const Crash& crash) { lives.apply(crash.process, LifeChange::crash); }
  void operator()(const Restart& restart) { lives.apply(restart.process, LifeChange::restart); }
  void operator()(const Pause& pause) { lives.apply(pause.process, LifeChange::pause); }
  void operator()(const Resume& resume) { lives.apply(resume.process, LifeChange::resume); }
  void operator()(const Slow& slow) { links.delay(links_of(slow.process, count), slow.extra, {}); }
  void operator()(const Partition& partition) { links.cut(links_between(partition), {}); }
  void operator()(const OneWayPartition& cut) { links.cut(links_from_to(cut.from, cut.to), {}); }
  void operator()(const LinkCut& cut) { links.cut(std::vector<LinkId>{{cut.from, cut.to}}, {}); }
  void operator()(const LinkHeal& heal) {
    links.heal(std::vector<LinkId>{{heal.from, heal.to}}, {});
  }
  void operator()(const HealLinks& heal) { links.heal(heal.links, {}); }
  template <class Other>
  void operator()(const Other&) {
    FAIL() << "no random fault does this";
  }

  std::uint32_t count;
  Links links;
  Lives lives;
};

TEST(FaultPlan, LeavesAllWell) {
  auto scenario = faulty({all_kinds.begin(), all_kinds.end()});
  scenario.until = seconds(20);
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    World world(scenario);
    std::uint64_t troubled = 0;
    for (const auto& entry : plan_faults(scenario, {seed})) {
      std::visit([&](const auto& what) { world(what); }, entry.what);
      troubled += world.links.faulty().size();
    }
    EXPECT_GT(troubled, 0u) << seed;
    EXPECT_TRUE(world.links.faulty().empty()) << seed;
    for (std::uint32_t id = 0; id < world.count; ++id)
      EXPECT_EQ(world.lives.of({id}), Life::up) << seed;
  }
}

}  // namespace
}  // namespace lamport::sim
