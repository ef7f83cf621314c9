// The simulator as whole runs in text: what happens, in which order, and what every fault does.
#include "sim/simulator.hpp"

#include <gtest/gtest.h>

#include "tests/sim/recording_sink.hpp"

namespace lamport::sim {
namespace {

struct Empty {};

// Process 0 sends to process 1 whenever it is told to; process 1 listens. "tick" sets a timer.
struct Pair {
  using Body = Empty;
  std::uint32_t received = 0;

  void on_start(Outbox<Empty>& out) { out.internal("start"); }
  void on_message(const Message<Empty>&, Outbox<Empty>&) { ++received; }
  void on_timer(TimerId, Outbox<Empty>& out) { out.internal("timer"); }
  CommandAnswer on_command(const Command& command, Outbox<Empty>& out) {
    if (command.name == "timer") {
      out.set_timer({1}, nanoseconds(command.value));
      return CommandAnswer::done;
    }
    if (command.name != "send") return CommandAnswer::unknown_command;
    out.send({out.self().value == 0 ? 1u : 0u}, {});
    return CommandAnswer::done;
  }
};

Scenario two_processes(LinkKind kind) {
  Scenario scenario;
  scenario.process_count = 2;
  scenario.link_kind = kind;
  scenario.links.delay = {Delay::Shape::constant, nanoseconds(10), {}, {}, {}};
  scenario.until = nanoseconds(1000);
  return scenario;
}

TimelineEntry at(std::uint64_t time, Happening what) {
  return {{time}, std::move(what)};
}
TimelineEntry send_at(std::uint64_t time, std::uint32_t from = 0) {
  return at(time, GiveCommand{{from}, {"send", {}, {}, 0}});
}

struct Ran {
  std::string text;
  Outcome outcome;
  std::uint32_t received = 0;
};

Ran run(const Scenario& scenario) {
  RecordingSink sink;
  Simulator<Pair, RecordingSink> simulator{scenario, {1}, [](ProcessId) { return Pair{}; }, sink};
  const auto outcome = simulator.run([](Time, std::uint64_t) { return true; });
  return {sink.text(), outcome, simulator.node({1}).process().received};
}

// What a run writes after the two starts.
std::string text_of(const Scenario& scenario) {
  const std::string starts = "0: 0:1 internal L1\n0: 1:1 internal L1\n";
  const auto text = run(scenario).text;
  EXPECT_EQ(text.substr(0, starts.size()), starts);
  return text.substr(std::min(starts.size(), text.size()));
}

TEST(Simulator, CarriesAMessage) {
  auto scenario = two_processes(LinkKind::reliable);
  scenario.timeline = {send_at(5)};
  EXPECT_EQ(text_of(scenario),
            "5: 0:2 send >1 L2\n"
            "15: 1:2 receive 0:2 L3\n");
}

TEST(Simulator, StopsAfterTheStepThatRecordsTheLastEvent) {
  auto scenario = two_processes(LinkKind::reliable);
  scenario.timeline = {send_at(5), send_at(6)};
  scenario.event_limit = 3;
  const auto ran = run(scenario);
  EXPECT_EQ(ran.outcome.ending, Ending::events);
  EXPECT_EQ(ran.outcome.events, 3u);
  EXPECT_EQ(ran.outcome.time, Time{5});
  EXPECT_NE(ran.text.find("5: 0:2 >1 undelivered/end\n"), std::string::npos);
}

TEST(Simulator, EndsAtItsTimeAndNamesWhatIsUnderWay) {
  auto scenario = two_processes(LinkKind::raw);
  scenario.timeline = {send_at(985), send_at(995)};
  EXPECT_EQ(text_of(scenario),
            "985: 0:2 send >1 L2\n"
            "995: 0:3 send >1 L3\n"
            "995: 1:2 receive 0:2 L3\n"
            "1000: 0:3 >1 undelivered/end\n");
}

TEST(Simulator, ACutLinkLosesOnRawAndHoldsOnReliable) {
  for (const auto kind : {LinkKind::raw, LinkKind::reliable}) {
    auto scenario = two_processes(kind);
    scenario.timeline = {at(10, LinkCut{{0}, {1}}), send_at(20), send_at(21, 1), send_at(30),
                         at(40, HealAll{})};
    if (kind == LinkKind::raw)
      EXPECT_EQ(text_of(scenario),
                "10: link 0>1 cut 0\n"
                "20: 0:2 send >1 L2\n"
                "20: 0:2 >1 dropped/partition\n"
                "21: 1:2 send >0 L2\n"
                "30: 0:3 send >1 L3\n"
                "30: 0:3 >1 dropped/partition\n"
                "31: 0:4 receive 1:2 L4\n"
                "40: link 0>1 heal 0\n");
    else
      EXPECT_EQ(text_of(scenario),
                "10: link 0>1 cut 0\n"
                "20: 0:2 send >1 L2\n"
                "21: 1:2 send >0 L2\n"
                "30: 0:3 send >1 L3\n"
                "31: 0:4 receive 1:2 L4\n"
                "40: link 0>1 heal 0\n"
                "50: 1:3 receive 0:2 L3\n"
                "50: 1:4 receive 0:3 L4\n");
  }
}

TEST(Simulator, APartitionCutsBothWaysAndAOneWayPartitionOne) {
  auto scenario = two_processes(LinkKind::raw);
  scenario.timeline = {at(10, Partition{{{{0}}, {{1}}}}), at(20, HealAll{}),
                       at(30, OneWayPartition{{{1}}, {{0}}})};
  EXPECT_EQ(text_of(scenario),
            "10: link 0>1 cut 0\n10: link 1>0 cut 0\n"
            "20: link 0>1 heal 0\n20: link 1>0 heal 0\n"
            "30: link 1>0 cut 0\n");
}

TEST(Simulator, ADownProcessKeepsWhatReliableLinksBring) {
  for (const auto kind : {LinkKind::raw, LinkKind::reliable}) {
    auto scenario = two_processes(kind);
    scenario.timeline = {send_at(5), at(10, Crash{{1}, true}), at(50, Restart{{1}})};
    const std::string fate = kind == LinkKind::raw ? "15: 0:2 >1 dropped/down\n" : "";
    const std::string late = kind == LinkKind::raw ? "" : "50: 1:3 receive 0:2 L3 #2\n";
    EXPECT_EQ(text_of(scenario),
              "5: 0:2 send >1 L2\n"
              "10: 1 crash #1 after 1\n" +
                  fate +
                  "50: 1 restart #2 after 1\n"
                  "50: 1:2 internal L2 #2\n" +
                  late);
  }
}

TEST(Simulator, ACrashKeepsOrLosesTheStateButNeverTheClock) {
  for (const bool lost : {false, true}) {
    auto scenario = two_processes(LinkKind::reliable);
    scenario.timeline = {send_at(5), at(20, Crash{{1}, lost}), at(30, Restart{{1}})};
    const auto ran = run(scenario);
    EXPECT_EQ(ran.received, lost ? 0u : 1u);
    EXPECT_NE(ran.text.find("30: 1:3 internal L4 #2\n"), std::string::npos) << ran.text;
  }
}

TEST(Simulator, APausedProcessIsGivenEverythingWhenItResumes) {
  auto scenario = two_processes(LinkKind::raw);
  scenario.timeline = {at(1, GiveCommand{{1}, {"timer", {}, {}, 10}}), send_at(2),
                       at(5, Pause{{1}}), at(6, GiveCommand{{1}, {"send", {}, {}, 0}}),
                       at(50, Resume{{1}})};
  EXPECT_EQ(text_of(scenario),
            "2: 0:2 send >1 L2\n"
            "5: 1 pause #1 after 1\n"
            "50: 1 resume #1 after 1\n"
            "50: 1:2 send >0 L2\n"
            "50: 1:3 receive 0:2 L3\n"
            "50: 1:4 internal L4\n"
            "60: 0:3 receive 1:2 L3\n");
}

TEST(Simulator, APausedProcessKeepsOnlySoMuchOnRawLinks) {
  auto scenario = two_processes(LinkKind::raw);
  scenario.waiting_limit = 1;
  scenario.timeline = {at(1, Pause{{1}}), send_at(2), send_at(3), at(50, Resume{{1}})};
  EXPECT_EQ(text_of(scenario),
            "1: 1 pause #1 after 1\n"
            "2: 0:2 send >1 L2\n"
            "3: 0:3 send >1 L3\n"
            "13: 0:3 >1 dropped/queue\n"
            "50: 1 resume #1 after 1\n"
            "50: 1:2 receive 0:2 L3\n");
}

TEST(Simulator, ATimerThatWaitsTakesNoRoomFromMessages) {
  auto scenario = two_processes(LinkKind::raw);
  scenario.waiting_limit = 1;
  scenario.timeline = {at(0, GiveCommand{{1}, {"timer", {}, {}, 5}}), at(1, Pause{{1}}), send_at(2),
                       at(50, Resume{{1}})};
  EXPECT_EQ(text_of(scenario),
            "1: 1 pause #1 after 1\n"
            "2: 0:2 send >1 L2\n"
            "50: 1 resume #1 after 1\n"
            "50: 1:2 receive 0:2 L3\n"
            "50: 1:3 internal L4\n");
}

TEST(Simulator, TimersDieInACrash) {
  auto scenario = two_processes(LinkKind::reliable);
  scenario.timeline = {at(1, GiveCommand{{1}, {"timer", {}, {}, 20}}), at(5, Crash{{1}, false}),
                       at(10, Restart{{1}})};
  EXPECT_EQ(text_of(scenario).find("internal L3"), std::string::npos);
}

TEST(Simulator, ATimerSetAgainIsDueOnce) {
  auto scenario = two_processes(LinkKind::reliable);
  scenario.timeline = {at(1, GiveCommand{{1}, {"timer", {}, {}, 20}}),
                       at(2, GiveCommand{{1}, {"timer", {}, {}, 30}})};
  EXPECT_EQ(text_of(scenario), "32: 1:2 internal L2\n");
}

TEST(Simulator, SuppressesALaterCopy) {
  for (const auto kind : {LinkKind::raw, LinkKind::reliable}) {
    auto scenario = two_processes(kind);
    scenario.links.duplication = 1;
    scenario.timeline = {send_at(5)};
    EXPECT_EQ(text_of(scenario),
              "5: 0:2 send >1 L2\n"
              "15: 1:2 receive 0:2 L3\n"
              "15: 0:2 >1 duplicated/copy\n");
  }
}

TEST(Simulator, WritesALossWhenTheLastCopyIsGone) {
  auto scenario = two_processes(LinkKind::raw);
  scenario.links.duplication = 1;
  scenario.links.loss = 1;
  scenario.timeline = {send_at(5)};
  EXPECT_EQ(text_of(scenario),
            "5: 0:2 send >1 L2\n"
            "5: 0:2 >1 dropped/loss\n");
}

TEST(Simulator, ReliableLinksStayFifoWhateverTheDelays) {
  auto scenario = two_processes(LinkKind::reliable);
  scenario.links.delay = {Delay::Shape::uniform, nanoseconds(1), nanoseconds(100), {}, {}};
  scenario.links.loss = 0.5;
  scenario.links.resend_after = nanoseconds(30);
  for (std::uint64_t i = 0; i < 20; ++i) scenario.timeline.push_back(send_at(5 + i));
  const auto text = text_of(scenario);
  std::size_t from = 0;
  for (int i = 2; i < 22; ++i) {
    const auto found = text.find("receive 0:" + std::to_string(i) + " ", from);
    ASSERT_NE(found, std::string::npos) << i << "\n" << text;
    from = found;
  }
}

TEST(Simulator, LinkFaultsOfEveryKindAreWrittenAndTakenOff) {
  auto scenario = two_processes(LinkKind::reliable);
  scenario.timeline = {at(1, LinkDelay{{0}, {1}, nanoseconds(100)}),
                       send_at(2),
                       at(3, LinkDrop{{0}, {1}, 1}),
                       send_at(4),
                       at(5, LinkDrop{{0}, {1}, 0}),
                       at(6, Slow{{1}, nanoseconds(7)}),
                       at(7, LinkHeal{{0}, {1}})};
  EXPECT_EQ(text_of(scenario),
            "1: link 0>1 delay 100\n"
            "2: 0:2 send >1 L2\n"
            "3: link 0>1 drop 1000000\n"
            "4: 0:3 send >1 L3\n"
            "5: link 0>1 drop 0\n"
            "6: link 0>1 delay 7\n"
            "6: link 1>0 delay 7\n"
            "7: link 0>1 heal 0\n"
            "112: 1:2 receive 0:2 L3\n"
            "115: 1:3 receive 0:3 L4\n");
}

TEST(Simulator, AFaultThatDoesNotApplyDoesNothing) {
  auto scenario = two_processes(LinkKind::reliable);
  scenario.timeline = {at(1, Restart{{1}}),
                       at(2, Resume{{1}}),
                       at(3, LinkHeal{{0}, {1}}),
                       at(4, Crash{{1}, false}),
                       at(5, Crash{{1}, false}),
                       at(6, Pause{{1}}),
                       at(7, GiveCommand{{1}, {"send", {}, {}, 0}})};
  const auto ran = run(scenario);
  EXPECT_EQ(ran.outcome.refused_commands, 1u);
  EXPECT_EQ(text_of(scenario), "4: 1 crash #1 after 1\n");
}

TEST(Simulator, TheHostMayEndTheRun) {
  auto scenario = two_processes(LinkKind::reliable);
  scenario.until = seconds(1);
  // A timer every nanosecond would do; messages to and fro are enough to reach the first question.
  for (std::uint64_t i = 1; i < 40'000; ++i) scenario.timeline.push_back(send_at(i * 10));
  RecordingSink sink;
  Simulator<Pair, RecordingSink> simulator{scenario, {1}, [](ProcessId) { return Pair{}; }, sink};
  const auto outcome = simulator.run([](Time, std::uint64_t) { return false; });
  EXPECT_EQ(outcome.ending, Ending::interrupted);
  EXPECT_EQ(outcome.steps, 0x4000u);
}

}  // namespace
}  // namespace lamport::sim
