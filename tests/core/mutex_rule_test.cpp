// The rule `mutex` on small traces written by hand: each of its statements broken once, and what is
// no fault.
#include "core/check/mutex_rule.hpp"

#include <gtest/gtest.h>

#include <array>

namespace lamport {
namespace {

// Two processes that tell each other everything, one record at a time.
class MutexRuleTest : public testing::Test {
 protected:
  MutexRuleTest() { begin(true); }

  void begin(bool complete) {
    Header header;
    header.complete = complete;
    header.processes = {{{0}, "a"}, {{1}, "b"}};
    rule.header(header, findings);
  }
  void say(std::uint32_t process, std::string_view label) {
    event({.process = {process},
           .index = {},
           .kind = EventKind::internal,
           .lamport = {},
           .time = {},
           .label = label});
  }
  EventId send(std::uint32_t process, std::string_view label) {
    const std::array<ProcessId, 1> other{ProcessId{1 - process}};
    event({.process = {process},
           .index = {},
           .kind = EventKind::send,
           .lamport = {},
           .time = {},
           .to = other,
           .label = label});
    return {{process}, {index[process]}};
  }
  void receive(EventId message) {
    event({.process = {1 - message.process.value},
           .index = {},
           .kind = EventKind::receive,
           .lamport = {},
           .time = {},
           .message = message,
           .label = "request"});  // a receive's label means nothing
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
  // A request and a stay, from asking to leaving; the other is told.
  void stay(std::uint32_t process) {
    receive(send(process, "request"));
    say(process, "enter");
    say(process, "exit");
    receive(send(process, "release"));
  }

  void event(EventRecord one) {
    one.index = {++index[one.process.value]};
    if (one.lamport == LamportTime{}) one.lamport = {++stamp};
    record(one);
  }

  MutexRule rule;
  Findings findings;
  std::uint64_t line = 1;
  std::uint64_t stamp = 0;
  std::array<std::uint64_t, 2> index{};
};

TEST_F(MutexRuleTest, StaysThatFollowEachOtherAreNoFault) {
  stay(0);
  stay(1);
  stay(1);
  EXPECT_EQ(end(), "");
}

TEST_F(MutexRuleTest, FindsTwoInside) {
  receive(send(0, "request"));
  receive(send(1, "request"));
  say(0, "enter");
  say(1, "enter");
  EXPECT_EQ(proofs(), "1:3 enters while process 0 is inside since 0:3\n");
  EXPECT_EQ(findings.kept()[0].first.line, 6u);
  EXPECT_EQ(findings.kept()[0].second.line, 7u);
}

TEST_F(MutexRuleTest, FindsAnEnterThatHasNotHeardOfTheExit) {
  receive(send(0, "request"));
  receive(send(1, "request"));
  say(0, "enter");
  const auto before = send(0, "hello");
  say(0, "exit");
  receive(before);
  say(1, "enter");
  EXPECT_EQ(proofs(),
            "exit 0:5 does not happen before enter 1:4: no chain of messages leads from one to the "
            "other\n");
}

TEST_F(MutexRuleTest, FindsAnEarlierRequestThatIsPassedOver) {
  receive(send(0, "request"));
  receive(send(1, "request"));
  say(1, "enter");
  EXPECT_EQ(proofs(), "1:3 is granted (3, 1) while the earlier request (1, 0) is open\n");
}

TEST_F(MutexRuleTest, FindsARequestThatIsOrderedBeforeWhatWasGranted) {
  stamp = 10;
  stay(0);
  event({.process = {1},
         .index = {},
         .kind = EventKind::internal,
         .lamport = {4},
         .time = {},
         .label = "request"});
  EXPECT_EQ(proofs(),
            "request (4, 1) is ordered before (11, 0), which was granted at 0:2 already\n");
}

TEST_F(MutexRuleTest, FindsWhoEntersUnaskedOrExitsUnentered) {
  say(0, "enter");
  say(0, "exit");
  say(0, "exit");
  EXPECT_EQ(proofs(),
            "0:1 enters without a request\nprocess 0 exits at 0:3 without being inside\n");
}

TEST_F(MutexRuleTest, FindsARequestThatWaitsForEver) {
  receive(send(0, "request"));
  EXPECT_EQ(end(),
            "request (1, 0) at 0:1 waits for ever: every message was received, nobody is "
            "inside or down\n");
}

TEST_F(MutexRuleTest, ARequestMayWaitForWhatCanStillHappen) {
  for (const auto& still : {"under way", "inside", "down", "incomplete"}) {
    const std::string_view what = still;
    rule = {};
    index = {};
    begin(what != "incomplete");
    if (what == "inside") {
      receive(send(1, "request"));
      say(1, "enter");
    }
    const auto request = send(0, "request");
    if (what == "under way")
      record(FateRecord{request, {1}, FateKind::undelivered, {}, FateReason::end});
    else
      receive(request);
    if (what == "down") record(LifeRecord{{1}, LifeChange::crash, {1}, {1}, {}});
    EXPECT_EQ(end(), "") << what;
  }
}

TEST_F(MutexRuleTest, ADuplicateThatIsSuppressedLosesNothing) {
  const auto request = send(0, "request");
  receive(request);
  record(FateRecord{request, {1}, FateKind::duplicated, {}, FateReason::copy});
  EXPECT_NE(end(), "");
}

TEST_F(MutexRuleTest, WhoRecoversIsOutAndAsksForNothing) {
  receive(send(0, "request"));
  say(0, "enter");
  record(LifeRecord{{0}, LifeChange::crash, {1}, {2}, {}});
  record(LifeRecord{{0}, LifeChange::restart, {2}, {2}, {}});
  receive(send(0, "recover"));
  stay(1);
  receive(send(0, "request"));
  receive(send(0, "recover"));
  EXPECT_EQ(end(), "");
}

TEST_F(MutexRuleTest, ARecoveryThatIsNotHeardOfDoesNotLetOthersIn) {
  receive(send(0, "request"));
  receive(send(1, "request"));
  say(0, "enter");
  (void)send(0, "recover");
  say(1, "enter");
  EXPECT_NE(proofs().find("exit 0:4 does not happen before enter 1:3"), std::string::npos);
}

}  // namespace
}  // namespace lamport
