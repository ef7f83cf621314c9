// Each lesson shows what its comment says, under the seed that a user gets without asking.
#include <map>

#include "core/clock/vector_clock.hpp"
#include "tests/scenarios/built_in.hpp"

namespace lamport::sim {
namespace {

/// An event of a trace that a test may keep.
struct Kept {
  EventKind kind = EventKind::internal;
  LamportTime lamport;
  Time time;
  EventId message;
  Incarnation incarnation;
  std::map<std::uint32_t, std::uint64_t> vector;
};

struct Lesson {
  std::map<std::string, Kept> by_label;  ///< the last of each, receives under "got <label>"
  std::map<EventId, Kept> events;
  std::map<std::pair<FateKind, FateReason>, std::uint64_t> fates;
  std::vector<LifeRecord> lives;
  std::vector<LinkRecord> links;
};

Lesson lesson(const std::string& name) {
  const auto scenario = built_in(name);
  const auto run = traced(scenario, scenario.default_seed.value, true);
  Lesson lesson;
  for_each_record(run.trace, [&](const Record& record) {
    if (const auto* event = std::get_if<EventRecord>(&record)) {
      Kept kept{event->kind, event->lamport, event->time, event->message, event->incarnation, {}};
      for (const auto& entry : event->vector) kept.vector[entry.process.value] = entry.index;
      const auto prefix = event->kind == EventKind::receive ? "got " : "";
      lesson.by_label[prefix + std::string(event->label)] = kept;
      lesson.events[{event->process, event->index}] = kept;
    } else if (const auto* fate = std::get_if<FateRecord>(&record)) {
      ++lesson.fates[{fate->fate, fate->reason}];
    } else if (const auto* life = std::get_if<LifeRecord>(&record)) {
      lesson.lives.push_back(*life);
    } else if (const auto* link = std::get_if<LinkRecord>(&record)) {
      lesson.links.push_back(*link);
    }
  });
  return lesson;
}

TEST(Lesson, ConcurrentYetOrderedByStamps) {
  auto shown = lesson("concurrent");
  auto& a = shown.by_label["a"];
  auto& b = shown.by_label["b"];
  EXPECT_LT(a.lamport, b.lamport);
  EXPECT_LT(a.time, b.time);
  // Process 1 is Ana, 2 is Beto: neither knows of the other's event.
  EXPECT_GT(a.vector[1], b.vector[1]);
  EXPECT_LT(a.vector[2], b.vector[2]);
}

TEST(Lesson, TheSecondMessageOvertakesTheFirst) {
  auto shown = lesson("overtaking");
  EXPECT_LT(shown.by_label["first"].time, shown.by_label["second"].time);
  EXPECT_GT(shown.by_label["got first"].time, shown.by_label["got second"].time);
  const auto run = traced(built_in("overtaking", {{"rules", "[\"fifo\"]", ""}}), 1);
  ASSERT_EQ(run.verdict.finding_count, 1u) << lamport::sim::shown(run.verdict);
  EXPECT_EQ(run.verdict.findings.front().rule, "fifo");
}

TEST(Lesson, LostMessagesAreDroppedAndSomeClientIsNeverWelcomed) {
  auto shown = lesson("lost");
  EXPECT_GT((shown.fates[{FateKind::dropped, FateReason::loss}]), 10u);
}

TEST(Lesson, DuplicatesDoNotTick) {
  auto shown = lesson("duplicates");
  EXPECT_GT((shown.fates[{FateKind::duplicated, FateReason::copy}]), 5u);
  const auto without = traced(built_in("duplicates", {{"links.duplication", "0", ""}}), 1).report;
  const auto with = traced(built_in("duplicates"), 1).report;
  EXPECT_EQ(without.work, with.work) << "the same events at the same times with the same stamps";
}

TEST(Lesson, APartitionHoldsMessagesUntilItHeals) {
  auto shown = lesson("partition");
  EXPECT_EQ(shown.links.size(), 36u) << "18 links are cut, then healed";
  const auto across = [](const Kept& receive, ProcessId to) {
    return (receive.message.process.value < 3) != (to.value < 3);
  };
  std::uint64_t held = 0;
  for (const auto& [id, event] : shown.events) {
    if (event.kind != EventKind::receive || !across(event, id.process)) continue;
    const auto sent = shown.events[event.message].time;
    if (sent < Time{} + seconds(15) || sent > Time{} + seconds(25)) continue;
    EXPECT_GE(event.time, Time{} + seconds(25));
    ++held;
  }
  EXPECT_GT(held, 5u);
}

TEST(Lesson, WhatIsSaidAcrossAOneWayPartitionIsLost) {
  auto shown = lesson("one-way");
  EXPECT_GT((shown.fates[{FateKind::dropped, FateReason::partition}]), 5u);
  EXPECT_EQ(shown.links.size(), 6u);
}

TEST(Lesson, AfterACrashTheClockGoesOn) {
  auto shown = lesson("crash");
  ASSERT_EQ(shown.lives.size(), 4u);
  for (const auto& life : shown.lives) {
    if (life.change != LifeChange::restart) continue;
    EXPECT_EQ(life.incarnation, Incarnation{2});
    const auto last = shown.events[{life.process, life.after}];
    const auto next = shown.events[{life.process, {life.after.value + 1}}];
    EXPECT_EQ(next.lamport.value, last.lamport.value + 1);
    EXPECT_EQ(next.incarnation, Incarnation{2});
    EXPECT_EQ(next.time, life.time);
  }
}

TEST(Lesson, APausedProcessHasARoomForThree) {
  auto shown = lesson("pause");
  EXPECT_GT((shown.fates[{FateKind::dropped, FateReason::queue}]), 0u);
  std::uint64_t at_once = 0;
  for (const auto& [id, event] : shown.events) {
    if (id.process != ProcessId{1}) continue;
    EXPECT_FALSE(event.time > Time{} + seconds(10) && event.time < Time{} + seconds(16));
    if (event.kind == EventKind::receive && event.time == Time{} + seconds(16)) ++at_once;
  }
  EXPECT_EQ(at_once, 3u);
}

TEST(Lesson, ASlowProcessHasLongMessages) {
  auto shown = lesson("slow");
  std::uint64_t slow = 0;
  for (const auto& [id, event] : shown.events) {
    if (event.kind != EventKind::receive) continue;
    const auto& sent = shown.events[event.message];
    const bool client3 = id.process == ProcessId{3} || event.message.process == ProcessId{3};
    if (sent.time < Time{} + seconds(10) || sent.time > Time{} + seconds(29) || !client3) continue;
    EXPECT_GE(event.time, sent.time + milliseconds(400));
    ++slow;
  }
  EXPECT_GT(slow, 10u);
}

}  // namespace
}  // namespace lamport::sim
