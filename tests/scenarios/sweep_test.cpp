// Many seeds of the scenarios in which the most goes wrong: no rule breaks, and a seed gives the
// same bytes twice. The long form is a command in docs/testing.md; here are as many seeds as a test
// may take.
#include "tests/scenarios/built_in.hpp"

namespace lamport::sim {
namespace {

void sweep(const std::string& name, const Scenario& scenario, std::uint64_t seeds) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto first = traced(scenario, seed);
    ASSERT_EQ(first.verdict.state, RuleState::ok) << shown(first.verdict) << replay(name, seed);
    ASSERT_EQ(first.digest, traced(scenario, seed).digest)
        << "two runs differ; " << replay(name, seed);
  }
}

TEST(Sweep, FaultsOverReliableLinks) {
  sweep("faults", built_in("faults"), 60);
}

TEST(Sweep, FaultsOverRawLinks) {
  sweep("storm", built_in("storm"), 60);
}

TEST(Sweep, FewProcessesManyFaults) {
  const std::vector<GivenSetting> settings{
      {"processes", "2", ""}, {"links.override", "[]", ""}, {"timeline", "[]", ""}};
  sweep("storm --set processes=2 --set 'links.override=[]'", built_in("storm", settings), 40);
  sweep("faults --set processes=2 --set 'links.override=[]' --set 'timeline=[]'",
        built_in("faults", settings), 40);
}

TEST(Sweep, EveryShortScenario) {
  for (const auto& name : built_in_names())
    if (const auto scenario = built_in(name); !is_long(scenario)) sweep(name, scenario, 10);
}

// Nothing is lost for ever over reliable links: when the faults are over and time is given, every
// message has arrived, but for those sent in the last moments.
TEST(Sweep, OverReliableLinksEverythingArrivesInTheEnd) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    std::map<EventId, Time> sent;
    std::uint64_t undelivered = 0;
    const auto run = traced(built_in("faults", {{"until", "60s", ""}}), seed);
    for_each_record(run.trace, [&](const Record& record) {
      if (const auto* event = std::get_if<EventRecord>(&record))
        if (event->kind == EventKind::send) sent[{event->process, event->index}] = event->time;
      const auto* fate = std::get_if<FateRecord>(&record);
      if (fate == nullptr || fate->fate == FateKind::duplicated) return;
      EXPECT_EQ(fate->fate, FateKind::undelivered) << replay("faults --until 60s", seed);
      EXPECT_GT(sent[fate->message], Time{} + seconds(45)) << replay("faults --until 60s", seed);
      ++undelivered;
    });
    EXPECT_LT(undelivered, 40u) << replay("faults --until 60s", seed);
  }
}

}  // namespace
}  // namespace lamport::sim
