// Hosts on a stage, from their start on: what they know of each other, what survives a death at any
// commit, what they hold and how soon they are back. Two that are up: pair_test.cpp.
#include "net/host.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/net/stage.hpp"

namespace lamport::net {
namespace {

const std::map<std::string, std::string> calm{{"automatic", "false"}};
const std::map<std::string, std::string> busy{{"automatic_min", "3ms"}, {"automatic_max", "9ms"}};

/// What a script brings: two nodes that send each other what they are asked to, and act by
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

// The coordinator learns of others by probes: traffic must not keep it from asking.
TEST(Host, TheCoordinatorKnowsHowABusyProcessIs) {
  const ScratchDirectory scratch;
  Stage stage(2, files_below(scratch), busy);
  play(stage);
  stage.run_for(seconds(5));
  const auto time_in = [](const std::string& json, std::size_t from) {
    const std::string name = "\"time\":";
    const auto at = json.find(name, from);
    return at == std::string::npos ? 0 : std::stoull(json.substr(at + name.size()));
  };
  const auto members = stage.host(0)->members_json();
  const auto other = members.find("\"process\":1,");
  ASSERT_NE(other, std::string::npos) << members;
  const auto age = time_in(members, 0) - time_in(members, members.find("\"epoch\"", other));
  EXPECT_LT(age, seconds(2).nanoseconds) << members;
}

std::string after(const std::string& text, const std::string& from, const std::string& name) {
  const auto begin = text.find(name, text.find(from)) + name.size();
  return text.substr(begin, text.find_first_of(",}", begin) - begin);
}

// Before the first attempt there is no news; then there is some; of what a process that cannot be
// reached said of its links, none is known any more.
TEST(Host, ALinkIsNotDownBecauseThereIsNoNewsOfIt) {
  const ScratchDirectory scratch;
  Stage stage(2, files_below(scratch), calm);
  const auto up = [&stage](std::uint32_t node, const std::string& link) {
    return after(stage.host(node)->state_json(), link, "\"up\":");
  };
  const std::string there = R"("from":0,"to":1)";
  const std::string back = R"("from":1,"to":0)";
  const auto said = [&] { return after(stage.host(0)->members_json(), back, "\"up\":"); };
  stage.start(0);
  stage.run_for(seconds(5));
  EXPECT_EQ(up(0, there), "null") << "nobody has registered there";
  stage.start(1);
  stage.run_for(seconds(5));
  EXPECT_EQ(up(0, there), "true");
  EXPECT_EQ(up(1, back), "true");
  EXPECT_EQ(said(), "true");
  stage.kill(1);
  stage.run_for(seconds(5));
  EXPECT_EQ(up(0, there), "false") << "it was tried";
  EXPECT_EQ(said(), "null");
  stage.kill(0);
  stage.start(0);
  EXPECT_EQ(up(0, there), "null") << "not tried yet";
  stage.run_for(seconds(5));
  EXPECT_EQ(up(0, there), "false");
}

// Pages say how old their picture of a process is: by the coordinator's clock, not the process's.
TEST(Host, TheCoordinatorSaysWhenItLastHeardOfAProcess) {
  const ScratchDirectory scratch;
  Stage stage(2, files_below(scratch), calm);
  play(stage);
  ASSERT_TRUE(stage.settle(seconds(20)));
  const auto heard = [&stage] {
    const auto members = stage.host(0)->members_json();
    const auto at = members.find("\"heard\":", members.find("\"process\":1,"));
    return std::stoull(members.substr(at + std::string("\"heard\":").size()));
  };
  const auto alive = heard();
  stage.run_for(seconds(5));
  EXPECT_GE(heard(), alive + seconds(3).nanoseconds);
  stage.kill(1);
  const auto last = heard();
  stage.run_for(seconds(5));
  EXPECT_EQ(heard(), last);
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

TEST(Host, AFullQueueRefusesCommandsAndPutsTimersOff) {
  const ScratchDirectory scratch;
  Stage stage(2, files_below(scratch), busy);
  stage.tune = [](NodeSettings& settings) { settings.queue = 20; };
  stage.start(0);
  stage.start(1);
  ASSERT_TRUE(stage.settle(seconds(5)));
  stage.wire(0, 1).cut = true;
  stage.run_for(seconds(5));
  EXPECT_EQ(stage.host(0)->waiting(), 20U);
  const auto outcome = stage.ask(0, text_to(1, "x"));
  ASSERT_TRUE(outcome->has_value());
  EXPECT_EQ(std::get<Problem>(**outcome).code, "queue_full");
  EXPECT_GT(std::get<Problem>(**outcome).retry_after_seconds, 0U);
  stage.wire(0, 1).cut = false;
  stage.run_for(seconds(5));
  EXPECT_LT(stage.host(0)->waiting(), 20U);
}

// A start repeats few steps, however long the node has lived.
TEST(Host, ASnapshotShortensAStart) {
  const ScratchDirectory scratch;
  const auto open = files_below(scratch);
  Stage stage(2, open, {{"automatic_min", "1ms"}, {"automatic_max", "1ms"}});
  stage.start(0);
  stage.start(1);
  stage.run_for(seconds(4));
  const auto before = stage.items(0).size();
  ASSERT_GT(before, 2 * Engine::steps_between_snapshots);
  stage.kill(0);
  {
    const auto recovered = open({0})->recover();
    ASSERT_TRUE(recovered);
    ASSERT_TRUE(recovered->snapshot);
    EXPECT_LE(recovered->inputs.size(), Engine::steps_between_snapshots + 100);
  }
  stage.start(0);
  stage.run_for(seconds(1));
  EXPECT_GT(stage.items(0).size(), before);
}

}  // namespace
}  // namespace lamport::net
