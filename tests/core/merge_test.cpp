// Holds the order of merged logs: the places that docs/trace-format.md gives, on examples; and on
// random executions, whatever is cut off their logs, no receive before its send.
#include "core/trace/merge.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "core/clock/lamport_clock.hpp"

namespace lamport {
namespace {

EventRecord event(std::uint32_t process, std::uint64_t index, std::uint64_t lamport) {
  return {.process = {process}, .index = {index}, .lamport = {lamport}, .time = {}};
}

FateRecord fate(EventId message, ProcessId to, FateKind kind = FateKind::dropped) {
  return {message, to, kind, {}, FateReason::loss};
}

std::vector<std::uint64_t> handles(Merge& merge) {
  std::vector<std::uint64_t> handles;
  for (const auto& record : merge.take()) handles.push_back(record.handle);
  return handles;
}

TEST(Merge, OrdersByStampThenProcess) {
  Merge merge(2);
  merge.add({1}, event(1, 1, 1), 0);
  merge.add({1}, event(1, 2, 5), 1);
  merge.add({0}, event(0, 1, 1), 2);
  merge.add({0}, event(0, 2, 3), 3);
  EXPECT_EQ(handles(merge), (std::vector<std::uint64_t>{2, 0, 3, 1}));
}

TEST(Merge, PutsFatesBehindTheirSendAndTheRestBehindTheEventBefore) {
  Merge merge(3);
  merge.add({0}, InputRecord{.process = {0}, .step = 1, .after = {}}, 0);
  merge.add({0}, event(0, 1, 1), 1);
  merge.add({0}, LinkRecord{.from = {0}, .to = {1}, .time = {}}, 2);
  merge.add({0}, event(0, 2, 2), 3);
  merge.add({0}, fate({{0}, {1}}, {2}), 4);
  merge.add({0}, fate({{0}, {1}}, {1}), 5);
  merge.add({0}, LifeRecord{.process = {0}, .incarnation = {}, .after = {2}, .time = {}}, 6);
  merge.add({1}, event(1, 1, 1), 7);
  merge.add({1}, fate({{0}, {1}}, {1}, FateKind::duplicated), 8);
  EXPECT_EQ(handles(merge), (std::vector<std::uint64_t>{0, 1, 5, 8, 4, 2, 7, 3, 6}));
}

TEST(Merge, LeavesOutFatesOfMessagesThatAreNotThere) {
  Merge merge(2);
  merge.add({0}, event(0, 1, 1), 0);
  merge.add({0}, fate({{0}, {2}}, {1}), 1);
  merge.add({0}, fate({{1}, {1}}, {1}), 2);
  EXPECT_EQ(handles(merge), (std::vector<std::uint64_t>{0}));
}

TEST(Merge, KeepsTheOrderOfALogAndNoReceiveBeforeItsSend) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::mt19937_64 random(seed);
    constexpr std::uint32_t count = 4;
    std::vector<LamportClock> clocks(count);
    std::vector<std::vector<EventRecord>> logs(count);
    std::vector<EventRecord> all;
    for (int i = 0; i < 60; ++i) {
      const ProcessId process{static_cast<std::uint32_t>(random() % count)};
      auto& clock = clocks[process.value];
      auto happened = event(process.value, logs[process.value].size() + 1, 0);
      if (!all.empty() && random() % 2 == 0) {
        const auto& sent = all[random() % all.size()];
        happened.kind = EventKind::receive;
        happened.message = {sent.process, sent.index};
        happened.lamport = clock.observe(sent.lamport);
      } else {
        happened.lamport = clock.tick();
      }
      logs[process.value].push_back(happened);
      all.push_back(happened);
    }
    Merge merge(count);
    std::vector<EventRecord> added;
    for (std::uint32_t id = count; id-- > 0;)
      for (const auto& record : logs[id]) {
        merge.add({id}, record, added.size());
        added.push_back(record);
      }
    std::map<ProcessId, std::uint64_t> seen;
    for (const auto& placed : merge.take()) {
      const auto& record = added[placed.handle];
      EXPECT_EQ(record.index.value, ++seen[record.process]) << seed;
      if (record.kind == EventKind::receive) {
        EXPECT_GE(seen[record.message.process], record.message.index.value) << seed;
      }
    }
  }
}

}  // namespace
}  // namespace lamport
