// The event queue against a sorted set, under every shape of load that we could think of. A failure
// prints the command that replays it.
#include "sim/event_queue.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <set>
#include <string>
#include <type_traits>

#include "core/base/random.hpp"

namespace lamport::sim {
namespace {

struct Empty {};
struct Number {
  std::uint64_t value = 0;
};
struct Text {
  std::string value;
};

static_assert(sizeof(Entry<Empty>) == 32, "a million processes should not pay for empty bodies");
static_assert(sizeof(Entry<Number>) == 40);

// One random sequence a seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(mix(seed)) {}
  std::uint64_t operator()() { return mix(state_ += 0x9e3779b97f4a7c15); }
  std::uint64_t below(std::uint64_t bound) { return (*this)() % bound; }
  /// Any number of digits is as likely as any other.
  std::uint64_t of_any_size(unsigned most_bits) { return (*this)() >> (63 - below(most_bits)); }

 private:
  std::uint64_t state_;
};

// What a run does: `wait` draws how long an entry waits, `pending` how many wait at a step, for a
// run of `steps` pops; `senders` are few when many keys shall tie up to the index.
struct Load {
  const char* name;
  std::function<std::uint64_t(Dice&, std::uint64_t step)> wait;
  std::function<std::size_t(std::uint64_t step)> pending;
  std::uint32_t senders = 1000;
  std::uint64_t steps = 20'000;
};

std::uint64_t phold_wait(Dice& dice, std::uint64_t) {
  return 1'000'000 + dice.of_any_size(24);
}
std::function<std::size_t(std::uint64_t)> always(std::size_t count) {
  return [count](std::uint64_t) { return count; };
}

const Load loads[]{
    {"one at a time", phold_wait, always(1)},
    {"a handful, days ahead", [](Dice& dice, auto) { return dice.of_any_size(50); }, always(7)},
    {"a thousand", phold_wait, always(1000)},
    {"a hundred thousand", phold_wait, always(100'000), 100'000, 150'000},
    {"around the few that a heap is for", phold_wait,
     [](std::uint64_t step) { return 20 + step / 16 % 200; }},
    {"all delays equal", [](auto&, auto) { return 5'000'000; }, always(3000)},
    {"all at one time", [](auto&, std::uint64_t) { return 0; }, always(5000), 20},
    {"next to nothing", [](Dice& dice, auto) { return dice.below(3); }, always(3000), 50},
    {"nanoseconds to days", [](Dice& dice, auto) { return dice.of_any_size(47); }, always(5000)},
    {"few processes, many timers",
     [](Dice& dice, auto) { return (1 + dice.below(20'000)) * 1'000'000'000; }, always(20'000), 2},
    {"a busy few among the idle",
     [](Dice& dice, auto) {
       return dice.below(10) == 0 ? 3'600'000'000'000 + dice.below(1'000'000'000)
                                  : dice.below(5000);
     },
     [](std::uint64_t step) { return 2000 + step / 10; }, 1000, 60'000},
    {"bursts at one time", [](auto&, std::uint64_t step) { return 1000 - step % 1000; },
     [](std::uint64_t step) { return step % 10'000 < 5000 ? 10 : 6000; }, 300},
    {"a burst beyond any bucket", [](Dice& dice, auto) { return 1'000'000 + dice.below(2); },
     always(80'000), 80'000, 200'000},
    {"long silence, then bustle",
     [](Dice& dice, std::uint64_t step) {
       return step % 8000 < 100 ? 1'000'000'000'000 : dice.below(100'000);
     },
     [](std::uint64_t step) { return step % 8000 < 100 ? 200 : 6000; }},
    {"fill, drain, fill", phold_wait,
     [](std::uint64_t step) { return step / 10'000 % 2 == 0 ? 9000 : 0; }},
    {"ever faster",
     [](Dice& dice, std::uint64_t step) { return dice.below((1ULL << 40) / (1 + step * step)); },
     always(4000)},
    {"ever slower",
     [](Dice& dice, std::uint64_t step) { return dice.below(1 + step * step * step); },
     always(4000)},
};

template <class Body>
Body body_of(std::uint64_t value) {
  if constexpr (std::is_same_v<Body, Text>)
    return {std::to_string(value) + std::string(value % 40, '.')};
  else if constexpr (std::is_same_v<Body, Number>)
    return {value};
  else
    return {};
}

template <class Body>
bool same(const Entry<Body>& a, const Entry<Body>& b) {
  if constexpr (!std::is_same_v<Body, Empty>)
    if (a.body.value != b.body.value) return false;
  return !(a < b) && !(b < a) && a.stamp == b.stamp;
}

// Runs a load through the queue and the reference; false at the first difference.
template <class Body>
bool agrees(const Load& load, std::uint64_t seed) {
  Dice dice{seed};
  EventQueue<Body> queue;
  std::set<Entry<Body>> reference;
  std::uint32_t pushed = 0;
  Time now;
  const auto pop = [&] {
    const auto expected = *reference.begin();
    reference.erase(reference.begin());
    if (!same(*queue.next(), expected)) return false;
    const auto& entry = queue.pop();
    now = entry.due;
    return same(entry, expected);
  };
  for (std::uint64_t step = 0; step < load.steps; ++step) {
    // Asking for the next entry may open a bucket; what is pushed then may come before it.
    if (dice.below(50) == 0 && (queue.next() == nullptr) != reference.empty()) return false;
    while (reference.size() < load.pending(step)) {
      const Entry<Body> entry{{now.nanoseconds + load.wait(dice, step)},
                              static_cast<std::uint32_t>(dice.below(load.senders)),
                              pushed++ / 4,
                              {dice.below(1000)},
                              static_cast<std::uint32_t>(dice.below(2)),
                              pushed,
                              body_of<Body>(dice.below(1'000'000))};
      reference.insert(entry);
      queue.push(entry);
    }
    if (queue.size() != reference.size()) return false;
    if (!reference.empty() && !pop()) return false;
  }
  while (!reference.empty())
    if (!pop()) return false;
  return queue.empty() && queue.next() == nullptr;
}

template <class Body>
class EventQueueHolds : public testing::Test {};
using Bodies = testing::Types<Empty, Number, Text>;
TYPED_TEST_SUITE(EventQueueHolds, Bodies);

TYPED_TEST(EventQueueHolds, TheOrderOfASortedSet) {
  const char* only = std::getenv("LAMPORT_SEED");
  const std::uint64_t first = only == nullptr ? 1 : std::strtoull(only, nullptr, 10);
  const std::uint64_t seeds = only == nullptr && std::is_same_v<TypeParam, Empty> ? 2 : 1;
  for (auto seed = first; seed < first + seeds; ++seed)
    for (const auto& load : loads)
      ASSERT_TRUE(agrees<TypeParam>(load, seed))
          << "load: " << load.name << "\nreplay: LAMPORT_SEED=" << seed
          << " test_sim --gtest_filter=EventQueueHolds*";
}

TEST(EventQueue, GivesTheEntryItselfAndKeepsItWhileOthersArePushed) {
  EventQueue<Text> queue;
  for (std::uint32_t i = 0; i < 1000; ++i)
    queue.push({{1000 + i}, i, 1, {}, 0, 0, {std::string(50, 'a')}});
  ASSERT_NE(queue.next(), nullptr);
  auto& entry = queue.pop();
  for (std::uint32_t i = 0; i < 10'000; ++i)
    queue.push({{1000 + i % 7}, i, 2, {}, 0, 0, {std::string(50, 'b')}});
  EXPECT_EQ(entry.sender, 0U);
  EXPECT_EQ(entry.body.value, std::string(50, 'a'));
}

TEST(EventQueue, GuessesWhatComesUpInsideABucket) {
  EventQueue<Empty> queue;
  for (std::uint32_t i = 0; i < 100'000; ++i) queue.push({{1'000'000 + i}, i, 1, {}, i, 0, {}});
  std::uint32_t right = 0;
  for (std::uint32_t i = 0; i + 16 < 100'000; ++i) {
    ASSERT_NE(queue.next(), nullptr);
    right += queue.upcoming().to == i + 16;
    (void)queue.pop();
  }
  EXPECT_GT(right, 90'000U);
}

}  // namespace
}  // namespace lamport::sim
