// Mutual exclusion over many seeds: the protocol keeps its rule whatever the world does to it, and
// the rule finds every planted mistake.
#include <gtest/gtest.h>

#include "core/check/mutex_rule.hpp"
#include "core/protocols/mutex.hpp"
#include "tests/properties/bad_world.hpp"
#include "tests/properties/rule_run.hpp"
#include "tests/properties/wrong_mutex.hpp"

namespace lamport::sim {
namespace {

RuleRun run_mutex(const Scenario& scenario, std::uint64_t seed, std::uint64_t requests = 5) {
  MutexSettings settings;
  settings.process_count = scenario.process_count;
  settings.hold = milliseconds(5);
  settings.pause_min = milliseconds(1);
  settings.pause_max = milliseconds(40);
  settings.requests = requests;
  return run_under_rule<Mutex, MutexRule>(scenario, {seed},
                                          [=](ProcessId) { return Mutex{settings}; });
}

TEST(MutexProperties, EveryRequestIsGrantedOneAtATimeInOrder) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto processes = static_cast<std::uint32_t>(1 + seed % 6);
    const auto ran = run_mutex(good_world(processes), seed);
    ASSERT_EQ(ran.findings.count(), 0u) << "seed " << seed << ": " << ran.first();
    ASSERT_EQ(ran.grants, 5u * processes) << "seed " << seed;
    ASSERT_EQ(ran.outcome.ending, Ending::quiet);
  }
}

TEST(MutexProperties, CrashesPausesPartitionsAndSlowLinksBreakNothing) {
  std::uint64_t grants = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    const auto ran = run_mutex(bad_world(seed), seed);
    ASSERT_EQ(ran.findings.count(), 0u) << "seed " << seed << ": " << ran.first();
    ASSERT_EQ(ran.outcome.ending, Ending::quiet) << "seed " << seed;
    ASSERT_EQ(ran.outcome.undelivered, 0u) << "seed " << seed;
    grants += ran.grants;
  }
  EXPECT_GE(grants, 15'000u);
}

TEST(MutexProperties, TwoProcessesThatLoseTheirStateAtOnceAgreeAgain) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    auto scenario = good_world(3);
    const auto at = [&](std::uint64_t ms, Happening what) {
      scenario.timeline.push_back({{milliseconds(ms).nanoseconds}, std::move(what)});
    };
    at(20 + seed % 30, Crash{{0}, true});
    at(22 + seed % 30, Crash{{1}, true});
    at(60, Restart{{1}});
    at(62, Crash{{1}, true});  // lost again, before it was answered
    at(70, Restart{{0}});
    at(80, Restart{{1}});
    const auto ran = run_mutex(scenario, seed);
    ASSERT_EQ(ran.findings.count(), 0u) << "seed " << seed << ": " << ran.first();
    ASSERT_EQ(ran.outcome.ending, Ending::quiet);
  }
}

TEST(MutexProperties, AHundredProcesses) {
  const auto ran = run_mutex(good_world(100), 1, 1);
  EXPECT_EQ(ran.findings.count(), 0u) << ran.first();
  EXPECT_EQ(ran.grants, 100u);
}

RuleRun run_wrong(Mistake mistake, std::uint64_t seed) {
  return run_under_rule<WrongMutex, MutexRule>(good_world(3), {seed}, [=](ProcessId) {
    return WrongMutex{3, mistake};
  });
}

class PlantedMistake : public testing::TestWithParam<Mistake> {};

TEST_P(PlantedMistake, IsFoundWithinAThousandSeeds) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    const auto ran = run_wrong(GetParam(), seed);
    if (ran.findings.count() == 0) continue;
    RecordProperty("seed", static_cast<int>(seed));
    RecordProperty("proof", ran.first());
    return;
  }
  FAIL() << "no seed of 1,000 shows it";
}

INSTANTIATE_TEST_SUITE_P(MutexProperties, PlantedMistake,
                         testing::Values(Mistake::no_acknowledgement_awaited,
                                         Mistake::ties_not_broken, Mistake::release_lost,
                                         Mistake::stamped_after_the_send));

TEST(MutexProperties, TheCopyWithoutAMistakeIsRight) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto ran = run_wrong(Mistake::none, seed);
    ASSERT_EQ(ran.findings.count(), 0u) << "seed " << seed << ": " << ran.first();
    ASSERT_EQ(ran.grants, 15u);
  }
}

}  // namespace
}  // namespace lamport::sim
