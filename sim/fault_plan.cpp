// See fault_plan.hpp. Arrivals are a Poisson process, one for each kind of fault that the scenario
// asks for.
#include "sim/fault_plan.hpp"

#include <algorithm>

#include "core/base/random.hpp"
#include "sim/links.hpp"

namespace lamport::sim {
namespace {

using Kind = RandomFault::Kind;

/// What a fault does and what undoes it.
struct Pair {
  Happening begin;
  Happening end;
};

class Planner {
 public:
  Planner(const Scenario& scenario, Seed seed)
      : scenario_(scenario), stream_(RandomStream::of(seed, Purpose::fault)) {}

  /// Adds the faults of the scenario's `number`-th random fault.
  void plan(std::uint32_t number, std::vector<TimelineEntry>& out) {
    const auto& fault = scenario_.random_faults[number];
    const auto end = random_faults_end(scenario_);
    Time at;
    for (std::uint64_t nth = 1;; ++nth) {
      Draws draws{stream_, {{number}, {nth}}, {}, 0};
      at = at + std::max(exponential(draws, fault.every), nanoseconds(1));
      if (at >= end) return;
      const auto over = std::min(end, at + uniform_between(draws, fault.shortest, fault.longest));
      auto what = draw(fault, draws);
      out.push_back({at, std::move(what.begin)});
      out.push_back({over, std::move(what.end)});
    }
  }

 private:
  [[nodiscard]] Pair draw(const RandomFault& fault, Draws& draws) const {
    switch (fault.kind) {
      case Kind::crash: {
        const auto process = any(draws);
        return {Crash{process, fault.state_lost}, Restart{process}};
      }
      case Kind::pause: {
        const auto process = any(draws);
        return {Pause{process}, Resume{process}};
      }
      case Kind::slow: {
        const auto process = any(draws);
        return {Slow{process, fault.extra}, Slow{process, {}}};
      }
      case Kind::cut: {
        const auto from = any(draws);
        const auto to = another(from, draws);
        return {LinkCut{from, to}, LinkHeal{from, to}};
      }
      case Kind::partition: {
        Partition partition{halves(draws)};
        HealLinks heal{links_between(partition)};
        return {std::move(partition), std::move(heal)};
      }
      case Kind::one_way_partition: break;
    }
    auto sides = halves(draws);
    HealLinks heal{links_from_to(sides[0], sides[1])};
    return {OneWayPartition{std::move(sides[0]), std::move(sides[1])}, std::move(heal)};
  }

  ProcessId any(Draws& draws) const {
    return {static_cast<std::uint32_t>(uniform_below(draws, scenario_.process_count))};
  }
  ProcessId another(ProcessId than, Draws& draws) const {
    const auto other =
        static_cast<std::uint32_t>(uniform_below(draws, scenario_.process_count - 1));
    return {other < than.value ? other : other + 1};
  }
  /// Every process on one of two sides, neither of which is empty.
  std::vector<std::vector<ProcessId>> halves(Draws& draws) const {
    std::vector<std::vector<ProcessId>> sides(2);
    for (std::uint32_t id = 0; id < scenario_.process_count; ++id)
      sides[uniform_below(draws, 2)].push_back({id});
    for (auto& side : sides) {
      if (!side.empty()) continue;
      auto& full = &side == &sides[0] ? sides[1] : sides[0];
      side.push_back(full.back());
      full.pop_back();
    }
    return sides;
  }

  const Scenario& scenario_;
  RandomStream stream_;
};

}  // namespace

Time random_faults_end(const Scenario& scenario) {
  if (scenario.faults_until != Time{}) return scenario.faults_until;
  return {scenario.until.nanoseconds / 4 * 3};
}

std::vector<TimelineEntry> plan_faults(const Scenario& scenario, Seed seed) {
  auto plan = scenario.timeline;
  Planner planner(scenario, seed);
  for (std::uint32_t number = 0; number < scenario.random_faults.size(); ++number)
    planner.plan(number, plan);
  std::stable_sort(plan.begin(), plan.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  return plan;
}

}  // namespace lamport::sim
