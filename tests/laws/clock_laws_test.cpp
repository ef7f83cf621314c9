// The laws that every logical clock of this project obeys, one set for all of them, and those that
// only one kind promises. Executions are random but of fixed seeds; a failure names its seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <latch>
#include <memory>
#include <thread>

#include "core/clock/atomic_lamport_clock.hpp"
#include "core/clock/lamport_clock.hpp"
#include "core/clock/logical_clock.hpp"
#include "core/clock/vector_clock.hpp"
#include "tests/laws/execution.hpp"

namespace lamport {
namespace {

using laws::Execution;

static_assert(LogicalClock<LamportClock>);
static_assert(LogicalClock<AtomicLamportClock>);
static_assert(LogicalClock<VectorClock>);

constexpr std::uint64_t seeds = 60;

bool less(LamportTime a, LamportTime b) {
  return a < b;
}
bool less(const VectorTime& a, const VectorTime& b) {
  return compare(a, b) == CausalOrder::before;
}

template <class Clock>
std::unique_ptr<Clock> clock_of(ProcessId process) {
  if constexpr (std::is_constructible_v<Clock, ProcessId>)
    return std::make_unique<Clock>(process);
  else
    return std::make_unique<Clock>();
}

// The timestamp that `Clock` gives each event of an execution.
template <class Clock>
std::vector<typename Clock::Timestamp> stamps_of(const Execution& execution,
                                                 std::uint32_t processes) {
  std::vector<std::unique_ptr<Clock>> clocks;
  for (std::uint32_t p = 0; p < processes; ++p) clocks.push_back(clock_of<Clock>({p}));
  std::vector<typename Clock::Timestamp> stamps;
  for (const auto& event : execution.events()) {
    auto& clock = *clocks[event.process];
    stamps.push_back(event.received ? clock.observe(stamps[*event.received]) : clock.tick());
  }
  return stamps;
}

template <class Clock>
class ClockLaws : public testing::Test {};
using Clocks = testing::Types<LamportClock, AtomicLamportClock, VectorClock>;
TYPED_TEST_SUITE(ClockLaws, Clocks);

TYPED_TEST(ClockLaws, ATickIsAboveAllBefore) {  // IR1
  const auto clock = clock_of<TypeParam>({0});
  for (int i = 0; i < 10; ++i) {
    const typename TypeParam::Timestamp before = clock->read();
    const typename TypeParam::Timestamp stamp = clock->tick();
    EXPECT_TRUE(less(before, stamp));
    EXPECT_EQ(clock->read(), stamp);
  }
}

TYPED_TEST(ClockLaws, AReceiveIsAboveItsMessageAndAllBefore) {  // IR2
  for (const int lead : {0, 1, 5}) {
    const auto sender = clock_of<TypeParam>({1});
    const auto receiver = clock_of<TypeParam>({0});
    for (int i = 0; i < 3; ++i) receiver->tick();
    typename TypeParam::Timestamp sent = sender->tick();
    for (int i = 0; i < lead; ++i) sent = sender->tick();
    const typename TypeParam::Timestamp before = receiver->read();
    const typename TypeParam::Timestamp stamp = receiver->observe(sent);
    EXPECT_TRUE(less(before, stamp));
    EXPECT_TRUE(less(sent, stamp));
    EXPECT_EQ(receiver->read(), stamp);
  }
}

TYPED_TEST(ClockLaws, TheClockCondition) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Execution execution(seed, 4, 40);
    const auto stamps = stamps_of<TypeParam>(execution, 4);
    for (std::size_t a = 0; a < stamps.size(); ++a)
      for (std::size_t b = 0; b < stamps.size(); ++b)
        ASSERT_TRUE(!execution.happened_before(a, b) || less(stamps[a], stamps[b]))
            << "seed " << seed << ": " << a << " -> " << b;
  }
}

template <class Clock>
class LamportClockLaws : public testing::Test {};
using LamportClocks = testing::Types<LamportClock, AtomicLamportClock>;
TYPED_TEST_SUITE(LamportClockLaws, LamportClocks);

TYPED_TEST(LamportClockLaws, CountsFromOne) {
  TypeParam clock;
  EXPECT_EQ(clock.read(), LamportTime{0});
  EXPECT_EQ(clock.tick(), LamportTime{1});
  EXPECT_EQ(clock.tick(), LamportTime{2});
}

TYPED_TEST(LamportClockLaws, AReceiveIsTheGreaterPlusOne) {
  const auto after = [](std::uint64_t own, std::uint64_t sent) {
    TypeParam clock(LamportTime{own});
    return clock.observe({sent}).value;
  };
  EXPECT_EQ(after(0, 0), 1U);
  EXPECT_EQ(after(5, 3), 6U);
  EXPECT_EQ(after(5, 4), 6U);
  EXPECT_EQ(after(5, 5), 6U);
  EXPECT_EQ(after(5, 6), 7U);
  EXPECT_EQ(after(3, 5), 6U);
  EXPECT_EQ(after(3, largest_exact_integer - 1), largest_exact_integer);
}

TYPED_TEST(LamportClockLaws, TheTotalOrderExtendsHappenedBefore) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Execution execution(seed, 4, 40);
    const auto times = stamps_of<TypeParam>(execution, 4);
    const auto stamp = [&](std::size_t i) {
      return TotalOrderStamp{times[i], {execution.events()[i].process}};
    };
    for (std::size_t a = 0; a < times.size(); ++a)
      for (std::size_t b = 0; b < times.size(); ++b) {
        ASSERT_EQ(stamp(a) == stamp(b), a == b) << "seed " << seed;
        ASSERT_TRUE(!execution.happened_before(a, b) || stamp(a) < stamp(b)) << "seed " << seed;
      }
  }
}

TYPED_TEST(LamportClockLaws, EndsInsteadOfWrapping) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  TypeParam at_end(last_lamport_time);
  EXPECT_DEATH(at_end.tick(), "ticked at its end");
  TypeParam fresh;
  EXPECT_DEATH(fresh.observe(last_lamport_time), "at its end");
}

TEST(AtomicLamportClock, AssignsWhatThePlainClockAssigns) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Execution execution(seed, 3, 50);
    EXPECT_EQ(stamps_of<AtomicLamportClock>(execution, 3), stamps_of<LamportClock>(execution, 3));
  }
}

TEST(AtomicLamportClock, NeverAssignsATimestampTwice) {
  constexpr std::ptrdiff_t threads = 4;
  constexpr std::size_t each = 50'000;
  AtomicLamportClock clock;
  std::vector<std::vector<LamportTime>> assigned(threads);
  std::latch all_here(threads);
  {
    std::vector<std::jthread> running;
    for (auto& mine : assigned)
      running.emplace_back([&clock, &mine, &all_here] {
        all_here.arrive_and_wait();
        for (std::size_t i = 0; i < each; ++i) {
          // Just ahead of the clock, so that threads meet where it jumps.
          const LamportTime sent{clock.read().value + 1};
          mine.push_back(i % 4 == 0 ? clock.tick() : clock.observe(sent));
        }
      });
  }
  std::vector<LamportTime> all;
  for (const auto& mine : assigned) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(all.end(), mine.begin(), mine.end());
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  EXPECT_EQ(clock.read(), all.back());
}

TEST(VectorClock, ItsOrderIsHappenedBefore) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Execution execution(seed, 4, 40);
    const auto stamps = stamps_of<VectorClock>(execution, 4);
    for (std::size_t a = 0; a < stamps.size(); ++a)
      for (std::size_t b = 0; b < stamps.size(); ++b) {
        const auto expected = a == b                            ? CausalOrder::equal
                              : execution.happened_before(a, b) ? CausalOrder::before
                              : execution.happened_before(b, a) ? CausalOrder::after
                                                                : CausalOrder::concurrent;
        ASSERT_EQ(compare(stamps[a], stamps[b]), expected)
            << "seed " << seed << ": " << a << " " << b;
      }
  }
}

TEST(VectorTime, AnAbsentEntryIsZero) {
  const VectorTime one({1});
  const VectorTime padded({1, 0, 0});
  const VectorTime more({1, 1});
  EXPECT_EQ(one, padded);
  EXPECT_EQ(compare(one, more), CausalOrder::before);
  EXPECT_EQ(compare(more, one), CausalOrder::after);
  EXPECT_EQ(compare(VectorTime({2}), more), CausalOrder::concurrent);
  EXPECT_EQ(one[ProcessId{7}], 0U);
}

TEST(VectorTime, MergingIsALeastUpperBound) {
  const auto merged = [](VectorTime a, const VectorTime& b) {
    a.merge(b);
    return a;
  };
  const std::vector<VectorTime> some = {VectorTime(),       VectorTime({1}),
                                        VectorTime({0, 2}), VectorTime({3, 1, 1}),
                                        VectorTime({1, 2}), VectorTime({0, 0, 4})};
  for (const auto& a : some) {
    EXPECT_EQ(merged(a, a), a);
    for (const auto& b : some) {
      EXPECT_EQ(merged(a, b), merged(b, a));
      const auto order = compare(a, merged(a, b));
      EXPECT_TRUE(order == CausalOrder::before || order == CausalOrder::equal);
      for (const auto& c : some) EXPECT_EQ(merged(merged(a, b), c), merged(a, merged(b, c)));
    }
  }
}

}  // namespace
}  // namespace lamport
