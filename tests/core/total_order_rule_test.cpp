// The rule `total-order` on small traces written by hand: each of its statements broken once, and
// what is no fault.
#include "core/check/total_order_rule.hpp"

#include <gtest/gtest.h>

#include <array>

namespace lamport {
namespace {

class TotalOrderRuleTest : public testing::Test {
 protected:
  TotalOrderRuleTest() {
    Header header;
    header.processes = {{{0}, "a"}, {{1}, "b"}};
    rule.header(header, findings);
  }
  // An internal event; a broadcast that nobody needs to receive is one.
  void say(std::uint32_t process, std::string_view label) {
    EventRecord event;
    event.process = {process};
    event.index = {++index[process]};
    event.lamport = {++stamp};
    event.label = label;
    record(event);
  }
  void record(const Record& one) { rule.record(one, ++line, findings); }
  std::string proofs() {
    std::string all;
    for (const auto& finding : findings.kept()) all += finding.proof + "\n";
    return all;
  }
  std::string end() {
    rule.end(findings);
    return proofs();
  }

  TotalOrderRule rule;
  Findings findings;
  std::uint64_t line = 1;
  std::uint64_t stamp = 0;
  std::array<std::uint64_t, 2> index{};
};

TEST_F(TotalOrderRuleTest, TheSameOrderIsNoFaultHoweverFarApart) {
  say(0, "broadcast");
  say(1, "broadcast hello");
  say(0, "deliver (2, 1)");
  say(0, "deliver (1, 0)");
  say(1, "deliver (2, 1)");
  say(1, "deliver (1, 0)");
  EXPECT_EQ(end(), "");
}

TEST_F(TotalOrderRuleTest, FindsTwoOrdersOnce) {
  say(0, "broadcast");
  say(1, "broadcast");
  say(0, "deliver (1, 0)");
  say(0, "deliver (2, 1)");
  say(1, "deliver (2, 1)");
  say(1, "deliver (1, 0)");
  EXPECT_EQ(end(),
            "delivery 1 of process 1 is (2, 1); at 0:2 process 0 delivered (1, 0) in that "
            "place\n");
  EXPECT_EQ(findings.kept()[0].first.line, 4u);
  EXPECT_EQ(findings.kept()[0].second.line, 6u);
}

TEST_F(TotalOrderRuleTest, FindsADeliveryFromNowhere) {
  say(0, "deliver (9, 1)");
  EXPECT_EQ(proofs(),
            "0:1 delivers (9, 1), which nobody broadcast, or all have delivered already\n");
}

TEST_F(TotalOrderRuleTest, FindsASecondDelivery) {
  say(0, "broadcast");
  say(0, "deliver (1, 0)");
  say(0, "deliver (1, 0)");
  say(1, "deliver (1, 0)");
  say(1, "deliver (1, 0)");
  EXPECT_EQ(proofs(),
            "0:3 delivers (1, 0), which is in the sequence already\n"
            "1:2 delivers (1, 0), which nobody broadcast, or all have delivered already\n");
}

TEST_F(TotalOrderRuleTest, FindsWhatSomebodyNeverDelivers) {
  say(0, "broadcast");
  say(0, "deliver (1, 0)");
  say(1, "broadcast");
  EXPECT_EQ(end(),
            "process 0 never delivers (3, 1), broadcast at 1:1: every message was received "
            "and nobody is down\n"
            "process 1 never delivers (1, 0), broadcast at 0:1: every message was received "
            "and nobody is down\n"
            "process 1 never delivers (3, 1), broadcast at 1:1: every message was received "
            "and nobody is down\n");
}

TEST_F(TotalOrderRuleTest, ADeliveryMayWaitForWhatCanStillHappen) {
  say(0, "broadcast");
  record(FateRecord{{{0}, {7}}, {1}, FateKind::undelivered, {}, FateReason::end});
  EXPECT_EQ(end(), "");
}

TEST_F(TotalOrderRuleTest, ADeliveryMayWaitForWhoIsDown) {
  say(0, "broadcast");
  record(LifeRecord{{1}, LifeChange::crash, {1}, {}, {}});
  EXPECT_EQ(end(), "");
}

TEST_F(TotalOrderRuleTest, NothingIsAskedOfWhoLostItsState) {
  say(0, "broadcast");
  say(1, "lost");
  say(0, "deliver (1, 0)");
  EXPECT_EQ(end(), "");
}

TEST_F(TotalOrderRuleTest, OtherWordsMeanNothing) {
  for (const auto* label :
       {"broadcasting", "deliver", "deliver (1)", "deliver (1, 0", "deliver (1, 0) x"})
    say(0, label);
  EXPECT_EQ(end(), "");
}

}  // namespace
}  // namespace lamport
