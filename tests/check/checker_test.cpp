// What is right is found right: traces of faulty worlds, whole, cut off and empty.
#include "core/check/checker.hpp"

#include <gtest/gtest.h>

#include "tests/check/simulated.hpp"

namespace lamport {
namespace {

RuleState state_of(const Verdict& verdict, std::string_view rule) {
  for (const auto& one : verdict.rules)
    if (one.rule == rule) return one.state;
  return RuleState::not_checked;
}

class FaultyWorld : public testing::TestWithParam<sim::LinkKind> {};

TEST_P(FaultyWorld, BreaksNoRule) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto trace = read_kept(simulated(faulty_scenario(GetParam()), seed, seed % 4 == 0));
    const auto verdict = verdict_on(trace);
    EXPECT_EQ(verdict.state, RuleState::ok) << "seed " << seed << "\n" << shown(verdict);
    EXPECT_GT(verdict.receives, 30u);
    EXPECT_EQ(state_of(verdict, "vector"), seed % 4 == 0 ? RuleState::ok : RuleState::not_checked);
  }
}

INSTANTIATE_TEST_SUITE_P(Links, FaultyWorld,
                         testing::Values(sim::LinkKind::reliable, sim::LinkKind::raw),
                         [](const auto& test) {
                           return test.param == sim::LinkKind::raw ? "raw" : "reliable";
                         });

}  // namespace
}  // namespace lamport
