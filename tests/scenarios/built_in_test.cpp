// Every built-in scenario: readable, explained, right by every rule, and the same bytes on every
// compiler. Digests are pinned in tests/testdata/digests.txt, "scenario digest" a line, for
// seed 42.
#include <fstream>
#include <map>

#include "tests/scenarios/built_in.hpp"

namespace lamport::sim {
namespace {

constexpr std::uint64_t pinned_seed = 42;

std::map<std::string, std::string> pinned_digests() {
  std::ifstream file(std::string(LAMPORT_SOURCE_DIR) + "/tests/testdata/digests.txt");
  std::map<std::string, std::string> digests;
  for (std::string name, digest; file >> name >> digest;) digests[name] = digest;
  return digests;
}

std::string_view text_of(const std::string& name) {
  for (const auto& scenario : embedded_scenarios())
    if (scenario.name == name) return scenario.text;
  return {};
}

class BuiltIn : public testing::TestWithParam<std::string> {};

TEST_P(BuiltIn, SaysInALineWhatItShowsAndInACommentWhatToLookFor) {
  const auto scenario = built_in(GetParam());
  EXPECT_FALSE(scenario.summary.empty());
  EXPECT_LE(scenario.summary.size(), 90u);
  EXPECT_EQ(summary_of(text_of(GetParam())), scenario.summary);
  const auto text = text_of(GetParam());
  EXPECT_EQ(text.front(), '#');
  EXPECT_NE(text.find("# Look for: "), std::string_view::npos);
}

TEST_P(BuiltIn, GivesThePinnedBytes) {
  const auto run = traced(built_in(GetParam()), pinned_seed);
  const auto digests = pinned_digests();
  const auto found = digests.find(GetParam());
  ASSERT_NE(found, digests.end()) << "a new scenario: add to tests/testdata/digests.txt\n"
                                  << GetParam() << " " << digest_text(run.digest);
  EXPECT_EQ(digest_text(run.digest), found->second)
      << "the bytes of a trace have changed: that takes a new engine number in its header";
}

TEST_P(BuiltIn, BreaksNoRuleWithVectorTimestampsToo) {
  const auto run = traced(built_in(GetParam()), pinned_seed, true);
  EXPECT_EQ(run.verdict.state, RuleState::ok) << shown(run.verdict);
  for (const auto& rule : run.verdict.rules)
    EXPECT_EQ(rule.state, RuleState::ok) << rule.rule << ": " << rule.note;
}

TEST_P(BuiltIn, DoesTheSameWorkWhenNothingIsRecorded) {
  const auto scenario = built_in(GetParam());
  const auto bare = run(scenario, {pinned_seed}, {}, [](Time, std::uint64_t) { return true; });
  const auto recorded = traced(scenario, pinned_seed).report;
  EXPECT_EQ(bare.work, recorded.work);
  EXPECT_EQ(bare.outcome.undelivered, recorded.outcome.undelivered);
}

INSTANTIATE_TEST_SUITE_P(All, BuiltIn, testing::ValuesIn(built_in_names()), [](const auto& test) {
  auto name = test.param;
  for (auto& c : name)
    if (c == '-') c = '_';
  return name;
});

TEST(BuiltIns, AreTenOrMoreAndEveryPinnedOneIsThere) {
  EXPECT_GE(embedded_scenarios().size(), 10u);
  const auto names = built_in_names();
  for (const auto& [name, digest] : pinned_digests())
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
}

}  // namespace
}  // namespace lamport::sim
