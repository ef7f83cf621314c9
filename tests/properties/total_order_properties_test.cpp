// Total order over many seeds: the protocol keeps its rule whatever the world does to it, and the
// rule finds who delivers without waiting.
#include <gtest/gtest.h>

#include "core/check/total_order_rule.hpp"
#include "core/protocols/total_order.hpp"
#include "tests/properties/bad_world.hpp"
#include "tests/properties/rule_run.hpp"

namespace lamport::sim {
namespace {

template <class P = TotalOrder>
RuleRun run_total_order(const Scenario& scenario, std::uint64_t seed) {
  TotalOrderSettings settings;
  settings.process_count = scenario.process_count;
  settings.pause_min = milliseconds(1);
  settings.pause_max = milliseconds(40);
  settings.broadcasts = 5;
  return run_under_rule<P, TotalOrderRule>(scenario, {seed},
                                           [=](ProcessId) { return P{settings}; });
}

TEST(TotalOrderProperties, AllDeliverAllInOneOrder) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto processes = static_cast<std::uint32_t>(1 + seed % 6);
    const auto ran = run_total_order(good_world(processes), seed);
    ASSERT_EQ(ran.findings.count(), 0u) << "seed " << seed << ": " << ran.first();
    ASSERT_EQ(ran.grants, 5u * processes * processes) << "seed " << seed;
    ASSERT_EQ(ran.outcome.ending, Ending::quiet);
  }
}

TEST(TotalOrderProperties, CrashesPausesPartitionsAndSlowLinksBreakNothing) {
  std::uint64_t grants = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const auto ran = run_total_order(bad_world(seed), seed);
    ASSERT_EQ(ran.findings.count(), 0u) << "seed " << seed << ": " << ran.first();
    ASSERT_EQ(ran.outcome.ending, Ending::quiet) << "seed " << seed;
    ASSERT_EQ(ran.outcome.undelivered, 0u) << "seed " << seed;
    grants += ran.grants;
  }
  EXPECT_GE(grants, 20'000u);
}

// Delivers what it receives when it receives it.
struct Impatient {
  using Body = TotalOrder::Body;
  explicit Impatient(const TotalOrderSettings& settings) : right(settings) {}

  void on_start(Outbox<Body>& out) { right.on_start(out); }
  void on_timer(TimerId timer, Outbox<Body>& out) { right.on_timer(timer, out); }
  void on_message(const Message<Body>& message, Outbox<Body>& out) {
    if (message.body.kind == TotalOrderKind::broadcast)
      out.internal("deliver (" + std::to_string(message.sent.value) + ", " +
                   std::to_string(message.from().value) + ")");
  }

  TotalOrder right;
};

TEST(TotalOrderProperties, TheRuleFindsWhoDeliversWithoutWaiting) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    EXPECT_GT(run_total_order<Impatient>(good_world(3), seed).findings.count(), 0u) << seed;
}

}  // namespace
}  // namespace lamport::sim
