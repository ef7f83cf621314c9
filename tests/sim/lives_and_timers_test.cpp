// Lives and timers: the two small tables that faults act on.
#include <gtest/gtest.h>

#include "sim/lives.hpp"
#include "sim/timers.hpp"

namespace lamport::sim {
namespace {

TEST(Lives, AChangeHappensOnlyWhereItApplies) {
  Lives lives{2};
  const ProcessId process{1};
  EXPECT_EQ(lives.of(process), Life::up);
  EXPECT_FALSE(lives.apply(process, LifeChange::restart));
  EXPECT_FALSE(lives.apply(process, LifeChange::resume));
  EXPECT_TRUE(lives.apply(process, LifeChange::pause));
  EXPECT_FALSE(lives.apply(process, LifeChange::pause));
  EXPECT_TRUE(lives.apply(process, LifeChange::crash)) << "a paused process can crash";
  EXPECT_FALSE(lives.apply(process, LifeChange::crash));
  EXPECT_FALSE(lives.apply(process, LifeChange::pause));
  EXPECT_EQ(lives.incarnation(process), Incarnation{1});
  EXPECT_TRUE(lives.apply(process, LifeChange::restart));
  EXPECT_EQ(lives.of(process), Life::up);
  EXPECT_EQ(lives.incarnation(process), Incarnation{2});
  EXPECT_EQ(lives.incarnation({0}), Incarnation{1});
}

TEST(Timers, OnlyTheLatestSettingExpiresAndOnce) {
  Timers timers{2};
  timers.set({0}, {5}, {100}, {1});
  timers.set({0}, {5}, {200}, {1});
  EXPECT_FALSE(timers.expire({0}, {5}, {100}, {1}));
  EXPECT_TRUE(timers.expire({0}, {5}, {200}, {1}));
  EXPECT_FALSE(timers.expire({0}, {5}, {200}, {1}));
}

TEST(Timers, ASettingOfTheSameTimeButAnotherEventIsAnother) {
  Timers timers{1};
  timers.set({0}, {5}, {100}, {2});
  EXPECT_FALSE(timers.expire({0}, {5}, {100}, {1}));
  EXPECT_TRUE(timers.expire({0}, {5}, {100}, {2}));
}

TEST(Timers, CancelTakesOneAndACrashAll) {
  Timers timers{2};
  timers.cancel({0}, {5});
  timers.set({0}, {5}, {100}, {1});
  timers.set({0}, {6}, {100}, {1});
  timers.set({1}, {5}, {100}, {1});
  timers.cancel({0}, {5});
  EXPECT_FALSE(timers.expire({0}, {5}, {100}, {1}));
  timers.cancel_all({0});
  EXPECT_FALSE(timers.expire({0}, {6}, {100}, {1}));
  EXPECT_TRUE(timers.expire({1}, {5}, {100}, {1}));
}

}  // namespace
}  // namespace lamport::sim
