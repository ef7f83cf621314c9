// What streams about happened-before, held against brute-force reachability on thousands of small
// random traces: relations, chains with the fewest messages, cuts.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/check/causal_relation.hpp"
#include "core/check/cut.hpp"
#include "tests/check/random_records.hpp"

namespace lamport {
namespace {

CausalAnswer answer_about(const RandomTrace& trace, std::size_t a, std::size_t b) {
  CausalRelation relation(trace.id(a), trace.id(b));
  std::uint64_t line = 1;
  for (const auto& record : trace.records()) relation.record(record, ++line);
  const auto answer = relation.answer();
  EXPECT_TRUE(answer);
  return answer.value_or(CausalAnswer{});
}

CausalOrder truth(const RandomTrace& trace, std::size_t a, std::size_t b) {
  if (a == b) return CausalOrder::equal;
  if (trace.happened_before(a, b)) return CausalOrder::before;
  return trace.happened_before(b, a) ? CausalOrder::after : CausalOrder::concurrent;
}

/// Fewest messages on a way from a to b, by relaxing every edge until nothing changes.
std::uint64_t fewest_messages(const RandomTrace& trace, std::size_t a, std::size_t b) {
  const auto size = trace.events().size();
  std::vector<std::uint64_t> fewest(size, size);
  fewest[a] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t to = 0; to < size; ++to)
      for (std::size_t from = 0; from < to; ++from) {
        const bool same = trace.events()[from].process == trace.events()[to].process;
        if (!same && trace.sender(to) != from) continue;
        const auto through = fewest[from] + (same ? 0 : 1);
        if (through < fewest[to]) changed = (fewest[to] = through, true);
      }
  }
  return fewest[b];
}

std::uint64_t events_before(const RandomTrace& trace, std::size_t event, ProcessId process) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < trace.events().size(); ++i)
    count +=
        trace.events()[i].process == process && (i == event || trace.happened_before(i, event));
  return count;
}

/// Consecutive events of a chain are of one process in order, or a send and its receive.
void expect_chain(const RandomTrace& trace, const CausalAnswer& answer, EventId from, EventId to) {
  ASSERT_GE(answer.chain.size(), 2u);
  EXPECT_EQ(answer.chain.front().at.event, from);
  EXPECT_EQ(answer.chain.back().at.event, to);
  for (std::size_t i = 1; i < answer.chain.size(); ++i) {
    const auto& one = answer.chain[i - 1].at;
    const auto& next = answer.chain[i].at;
    EXPECT_LT(one.line, next.line);
    if (one.event.process == next.event.process) {
      EXPECT_LT(one.event.index, next.event.index);
      continue;
    }
    const auto& record = std::get<EventRecord>(trace.records()[next.line - 2]);
    EXPECT_EQ(record.kind, EventKind::receive);
    EXPECT_EQ(record.message, one.event);
  }
}

TEST(CausalRelation, IsReachability) {
  std::map<CausalOrder, int> seen;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    const auto processes = static_cast<std::uint32_t>(1 + seed % 5);
    const RandomTrace trace(seed, processes, 4 + seed % 20);
    std::mt19937_64 random(seed);
    for (int pair = 0; pair < 8; ++pair) {
      const auto a = random() % trace.events().size();
      const auto b = random() % trace.events().size();
      const auto answer = answer_about(trace, a, b);
      ASSERT_EQ(answer.order, truth(trace, a, b)) << "seed " << seed << ": " << a << ", " << b;
      ++seen[answer.order];
      EXPECT_EQ(answer.a_knows, events_before(trace, a, trace.id(b).process));
      EXPECT_EQ(answer.b_knows, events_before(trace, b, trace.id(a).process));
      const bool before = answer.order == CausalOrder::before;
      if (!before && answer.order != CausalOrder::after) {
        EXPECT_TRUE(answer.chain.empty());
        continue;
      }
      const auto first = before ? a : b;
      const auto second = before ? b : a;
      expect_chain(trace, answer, trace.id(first), trace.id(second));
      EXPECT_EQ(answer.messages, fewest_messages(trace, first, second)) << "seed " << seed;
    }
  }
  for (const auto order :
       {CausalOrder::before, CausalOrder::after, CausalOrder::equal, CausalOrder::concurrent})
    EXPECT_GT(seen[order], 500);
}

TEST(CausalRelation, SaysNothingOfEventsThatAreNotThere) {
  const RandomTrace trace(1, 2, 10);
  CausalRelation relation({{0}, {1}}, {{1}, {100}});
  for (const auto& record : trace.records()) relation.record(record, 1);
  EXPECT_FALSE(relation.answer());
  EXPECT_EQ(relation.last_of({1}), trace.last({1}));
}

TEST(Cut, IsConsistentIfWhatHappenedBeforeItsEventsIsInside) {
  int consistent = 0;
  int broken = 0;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    const auto processes = static_cast<std::uint32_t>(1 + seed % 4);
    const RandomTrace trace(seed, processes, 4 + seed % 12);
    std::mt19937_64 random(seed);
    std::vector<EventIndex> at;
    for (std::uint32_t id = 0; id < processes; ++id)
      at.push_back({random() % (trace.last({id}).value + 1)});
    Cut cut(at);
    std::uint64_t line = 1;
    for (const auto& record : trace.records()) cut.record(record, ++line);

    const auto inside = [&](std::size_t event) {
      return trace.id(event).index <= at[trace.id(event).process.value];
    };
    bool closed = true;
    std::uint64_t count = 0;
    for (std::size_t b = 0; b < trace.events().size(); ++b) {
      count += inside(b);
      for (std::size_t a = 0; a < b; ++a)
        closed = closed && !(inside(b) && trace.happened_before(a, b) && !inside(a));
    }
    ASSERT_EQ(cut.consistent(), closed) << "seed " << seed;
    EXPECT_EQ(cut.events_inside(), count);
    EXPECT_TRUE(cut.beyond_the_end().empty());
    for (const auto& message : cut.breaking()) {
      const auto& receive = std::get<EventRecord>(trace.records()[message.receive.line - 2]);
      const auto& send = std::get<EventRecord>(trace.records()[message.send.line - 2]);
      EXPECT_EQ(receive.message, message.send.event);
      EXPECT_GT(send.index, at[send.process.value]);
      EXPECT_LE(receive.index, at[receive.process.value]);
    }
    std::vector<std::pair<EventId, ProcessId>> expected;
    for (std::size_t b = 0; b < trace.events().size(); ++b)
      if (trace.sender(b) != b && inside(trace.sender(b)) && !inside(b))
        expected.emplace_back(trace.id(trace.sender(b)), trace.id(b).process);
    for (const auto& [send, to] : trace.open())
      if (inside(send)) expected.emplace_back(trace.id(send), to);
    std::sort(expected.begin(), expected.end());
    std::vector<std::pair<EventId, ProcessId>> in_transit;
    for (const auto& message : cut.in_transit())
      in_transit.emplace_back(message.send.event, message.to);
    EXPECT_EQ(in_transit, expected) << "seed " << seed;
    ++(closed ? consistent : broken);
  }
  EXPECT_GT(consistent, 500);
  EXPECT_GT(broken, 500);
}

TEST(Cut, SaysWhichProcessDoesNotReachIt) {
  const RandomTrace trace(1, 2, 10);
  Cut cut({trace.last({0}), {trace.last({1}).value + 1}});
  for (const auto& record : trace.records()) cut.record(record, 1);
  EXPECT_EQ(cut.beyond_the_end(), std::vector<ProcessId>{{1}});
}

}  // namespace
}  // namespace lamport
