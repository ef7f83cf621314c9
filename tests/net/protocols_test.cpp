// The protocols of the table on live hosts, as they are in the simulator: their rules hold, also
// when a node is killed.
#include "net/protocols.hpp"

#include <gtest/gtest.h>

#include "tests/net/stage.hpp"

namespace lamport::net {
namespace {

const std::map<std::string, std::string> mutex_settings{
    {"hold", "5ms"}, {"pause_min", "1ms"}, {"pause_max", "20ms"}, {"requests", "8"}};
const std::map<std::string, std::string> total_order_settings{
    {"pause_min", "1ms"}, {"pause_max", "20ms"}, {"broadcasts", "8"}};

// Three nodes until they have no more to do; node 2 dies at its 20th commit, if it is told to.
Verdict played(const std::string& protocol, const std::map<std::string, std::string>& settings,
               bool killed) {
  const ScratchDirectory scratch;
  Stage stage(3, files_below(scratch), settings, protocol);
  if (killed) stage.kill_at({2, 20, true});
  for (std::uint32_t id = 0; id < 3; ++id) stage.start(id);
  stage.run_for(seconds(20));
  EXPECT_TRUE(stage.settle(seconds(20)));
  EXPECT_EQ(stage.killed(), killed);
  return stage.check();
}

bool decided(const Verdict& verdict, const std::string& rule) {
  for (const auto& one : verdict.rules)
    if (one.rule == rule) return one.state == RuleState::ok;
  return false;
}

TEST(Protocols, MutualExclusionHoldsOnLiveNodes) {
  for (const bool killed : {false, true}) {
    const auto verdict = played("mutex", mutex_settings, killed);
    EXPECT_EQ(verdict.state, RuleState::ok) << words(verdict);
    EXPECT_TRUE(decided(verdict, "mutex"));
    EXPECT_EQ(verdict.receives, 3U * 8 * 6)
        << "request, acknowledge, release: two of each, 24 times";
  }
}

TEST(Protocols, TotalOrderHoldsOnLiveNodes) {
  for (const bool killed : {false, true}) {
    const auto verdict = played("total-order", total_order_settings, killed);
    EXPECT_EQ(verdict.state, RuleState::ok) << words(verdict);
    EXPECT_TRUE(decided(verdict, "total-order"));
    EXPECT_EQ(verdict.receives, 3U * 8 * 6) << "a broadcast and two acknowledgements, to two each";
  }
}

}  // namespace
}  // namespace lamport::net
