// A bad trace for every rule, tests/testdata/traces/bad_<rule>.jsonl: the rule finds it, names its
// events, and no other rule is broken by it without cause.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/check/simulated.hpp"
#include "tests/formats/trace_text.hpp"

namespace lamport {
namespace {

struct Bad {
  std::string rule;
  std::string broken;      ///< all rules that are
  std::uint64_t line = 0;  ///< of the first finding
};

std::ostream& operator<<(std::ostream& out, const Bad& bad) {
  return out << bad.rule;
}

class BadTrace : public testing::TestWithParam<Bad> {};

TEST_P(BadTrace, IsFound) {
  const auto trace = read_kept(golden("bad_" + GetParam().rule + ".jsonl"));
  ASSERT_FALSE(trace.header.processes.empty());
  const auto verdict = verdict_on(trace);
  EXPECT_EQ(verdict.state, RuleState::broken);
  EXPECT_EQ(broken_rules(verdict), GetParam().broken) << shown(verdict);
  ASSERT_FALSE(verdict.findings.empty());
  const auto& finding = verdict.findings.front();
  EXPECT_EQ(finding.second.line, GetParam().line);
  EXPECT_FALSE(finding.proof.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Rules, BadTrace,
    testing::Values(Bad{"well-formed", "well-formed", 3},
                    Bad{"clock-condition", "clock-condition step-exact", 5},
                    Bad{"step-exact", "step-exact", 3}, Bad{"order", "order", 4},
                    Bad{"message-integrity", "message-integrity", 4},
                    Bad{"conservation", "conservation", 0}, Bad{"jump", "jump", 5},
                    Bad{"faults", "faults", 4}, Bad{"vector", "vector", 4}, Bad{"fifo", "fifo", 5},
                    Bad{"mutex", "mutex", 5}, Bad{"total-order", "total-order", 8}),
    [](const auto& test) {
      auto name = test.param.rule;
      for (auto& c : name)
        if (c == '-') c = '_';
      return name;
    });

TEST(BadTraces, ATraceWithoutReceivesIsNeverOk) {
  const auto verdict = verdict_on(read_kept(golden("bad_non-vacuous.jsonl")));
  EXPECT_EQ(verdict.state, RuleState::nothing_checked);
  EXPECT_EQ(verdict.rules.back().rule, "non-vacuous");
  EXPECT_EQ(verdict.rules.back().state, RuleState::nothing_checked);
}

TEST(BadTraces, ThereIsOneForEveryRule) {
  Checker checker;
  auto rules = checker.finish().rules;
  for (const auto name : rule_names()) rules.push_back({std::string(name), {}, 0, {}});
  for (const auto& rule : rules)
    EXPECT_TRUE(std::filesystem::exists(LAMPORT_SOURCE_DIR "/tests/testdata/traces/bad_" +
                                        rule.rule + ".jsonl"))
        << rule.rule;
}

}  // namespace
}  // namespace lamport
