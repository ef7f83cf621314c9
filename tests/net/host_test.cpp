// Hosts on a stage: what a node may show, what survives a death at any commit, who may join.
#include "net/host.hpp"

#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "tests/net/stage.hpp"

namespace lamport::net {
namespace {

const std::map<std::string, std::string> calm{{"automatic", "false"}};
const std::map<std::string, std::string> busy{{"automatic_min", "3ms"}, {"automatic_max", "9ms"}};

Stage::OpenStore files_below(const ScratchDirectory& scratch) {
  return [&scratch](ProcessId process) {
    auto store = open_sqlite_store(scratch.path() + "/" + std::to_string(process.value));
    EXPECT_TRUE(store) << to_string(store.error());
    return std::move(*store);
  };
}

CommandRequest text_to(std::uint32_t to, const std::string& text, const std::string& key = "") {
  return {{"send", {{to}}, text, 0}, key, "POST /api/v1/messages " + text};
}

/// The reports of a script: two nodes that send each other what they are asked to, and act by
/// themselves, for half a second.
void play(Stage& stage) {
  stage.start(1);
  stage.run_for(milliseconds(20));
  stage.start(0);
  for (int i = 0; i < 25; ++i) {
    for (std::uint32_t id : {0U, 1U}) {
      // With a key, so that a command whose answer was lost can be asked again.
      const auto key = std::to_string(id) + "-" + std::to_string(i);
      if (stage.host(id) != nullptr) stage.ask(id, text_to(1 - id, key, key));
    }
    stage.run_for(milliseconds(20));
  }
}

TEST(Host, TwoNodesTalk) {
  const ScratchDirectory scratch;
  Stage stage(2, files_below(scratch), busy);
  play(stage);
  ASSERT_TRUE(stage.settle(seconds(20)));
  const auto verdict = stage.check();
  EXPECT_EQ(verdict.state, RuleState::ok) << words(verdict);
  EXPECT_GT(verdict.receives, 60U);
}

// Every commit of either node, before and after it is durable.
TEST(Host, ADeathAtAnyCommitLosesAndRepeatsNothing) {
  std::vector<std::uint64_t> commits(2);
  {
    const ScratchDirectory scratch;
    Stage stage(2, files_below(scratch), calm);
    play(stage);
    ASSERT_TRUE(stage.settle(seconds(20)));
    for (std::uint32_t id : {0U, 1U}) commits[id] = stage.commits(id);
    ASSERT_GT(commits[0], 40U);
    ASSERT_GT(commits[1], 40U);
  }
  for (std::uint32_t id : {0U, 1U}) {
    for (std::uint64_t commit = 1; commit <= commits[id]; ++commit) {
      for (const bool durable : {false, true}) {
        const ScratchDirectory scratch;
        Stage stage(2, files_below(scratch), calm);
        stage.kill_at({id, commit, durable});
        play(stage);
        ASSERT_TRUE(stage.settle(seconds(20))) << id << " at " << commit << durable;
        ASSERT_TRUE(stage.killed()) << id << " at " << commit << durable;
        const auto verdict = stage.check();
        ASSERT_EQ(verdict.state, RuleState::ok)
            << "process " << id << " killed at commit " << commit
            << (durable ? " after" : " before") << "\n"
            << words(verdict);
      }
    }
  }
}

}  // namespace
}  // namespace lamport::net
