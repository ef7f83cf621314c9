// How fast the simulator is: phold at three sizes through the public process interface, beside the
// same by hand over the simulator's queue (the limit) and over a std::priority_queue (the plain
// way); cluster; the memory a process takes. Order and equality of runs are tests/sim's business,
// here only the `work` hash is compared, so that all do the same.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <map>

#include "bench/benchmark.hpp"
#include "bench/phold_by_hand.hpp"
#include "bench/phold_run.hpp"
#include "core/base/assert.hpp"
#include "core/protocols/cluster.hpp"
#include "core/protocols/phold.hpp"
#include "sim/simulator.hpp"

namespace lamport::bench {
namespace {

constexpr Seed seed{42};
/// Not measured: what comes before the simulator first asks whether to go on.
constexpr std::uint64_t first_deliveries = 0x4000;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Load {
  std::uint32_t processes;
  std::uint64_t deliveries;
};

/// Runs a scenario; the seconds that follow its first deliveries, and its work.
struct Measured {
  double seconds = 0;
  std::uint64_t events = 0;
  std::uint64_t work = 0;
  double peak_bytes = 0;  // of memory; see in_its_own_process
};

// Runs `run` in a process of its own, so that none finds the memory that another left, nor its huge
// pages.
template <class Run>
Measured in_its_own_process(Run run) {
  int ends[2];
  LAMPORT_ASSERT(pipe(ends) == 0, "no pipe");
  const auto child = fork();
  if (child == 0) {
    const Measured measured = run();
    _exit(write(ends[1], &measured, sizeof measured) == sizeof measured ? 0 : 1);
  }
  Measured measured;
  int status = 0;
  rusage usage{};
  const auto got = read(ends[0], &measured, sizeof measured);
  LAMPORT_ASSERT(wait4(child, &status, 0, &usage) == child && status == 0 && got == sizeof measured,
                 "a run did not end");
  close(ends[0]);
  close(ends[1]);
  measured.peak_bytes = static_cast<double>(usage.ru_maxrss) * 1024;
  return measured;
}

template <class P, class Make>
Measured simulate(const sim::Scenario& scenario, Make make) {
  sim::RunSink sink{{}, scenario.process_count};
  sim::Simulator<P, sim::RunSink> simulator{scenario, seed, make, sink};
  double start = 0;
  std::uint64_t events_before = 0;
  const auto outcome = simulator.run([&](Time, std::uint64_t events) {
    if (start == 0) {
      start = cpu_seconds();
      events_before = events;
    }
    return true;
  });
  return {cpu_seconds() - start, outcome.events - events_before, sink.work(), 0};
}

Measured simulate_phold(const Load& load) {
  const auto count = load.processes;
  const auto events = count + 2 * (first_deliveries + load.deliveries);
  return simulate<Phold>(phold_scenario(count, events),
                         [count](ProcessId) { return Phold{count}; });
}

template <class Queue>
Measured phold_by_hand(const Load& load) {
  PholdByHand<Queue> engine{load.processes, seed};
  engine.deliver(first_deliveries);
  const auto start = cpu_seconds();
  engine.deliver(load.deliveries);
  return {cpu_seconds() - start, 2 * load.deliveries, engine.work(), 0};
}

// The first to run a load says what its work is; the others must do the same.
void must_be_the_same(std::uint32_t processes, std::uint64_t work) {
  static std::map<std::uint32_t, std::uint64_t> works;
  LAMPORT_ASSERT(works.emplace(processes, work).first->second == work,
                 "two engines did different work");
}

void phold(std::uint32_t processes, const char* size, std::uint64_t deliveries, double floor) {
  const Load load{processes, smoke() ? 20'000 : deliveries};
  const auto name = std::string("phold, ") + size + " processes: a delivery";
  const auto measure = [load](Measured (*run)(const Load&), benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state) {
      const auto measured = in_its_own_process([&] { return run(load); });
      LAMPORT_ASSERT(measured.events == 2 * load.deliveries, "a run ended early");
      if (run != phold_by_hand<RingQueue>) must_be_the_same(load.processes, measured.work);
      state.SetIterationTime(measured.seconds);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(load.deliveries) * state.iterations());
  };
  add(name, Role::ours, "simulator", [=](auto& state) {
    measure(simulate_phold, state);
    state.counters["floor_times"] = floor;
    state.counters["goal_limit"] = 1.3;
  })->UseManualTime();
  add(name, Role::limit, "by hand on the bare wheel", [=](auto& state) {
    measure(phold_by_hand<WheelQueue>, state);
  })->UseManualTime();
  add(name, Role::limit, "by hand in no order, the model alone", [=](auto& state) {
    measure(phold_by_hand<RingQueue>, state);
  })->UseManualTime();
  add(name, Role::instead, "by hand on std priority_queue", [=](auto& state) {
    measure(phold_by_hand<HeapQueue>, state);
  })->UseManualTime();
}

void cluster() {
  add("cluster, 100 processes: an event", Role::ours, "simulator", [](auto& state) {
    sim::Scenario scenario;
    scenario.process_count = 100;
    scenario.until = seconds(1'000'000);
    scenario.event_limit = smoke() ? 100'000 : 2'000'000;
    ClusterSettings settings;
    settings.process_count = scenario.process_count;
    settings.automatic_min = milliseconds(3);
    settings.automatic_max = milliseconds(8);
    std::int64_t events = 0;
    for ([[maybe_unused]] auto _ : state) {
      const auto measured = in_its_own_process([&] {
        return simulate<Cluster>(scenario, [settings](ProcessId) { return Cluster{settings}; });
      });
      events += static_cast<std::int64_t>(measured.events);
      must_be_the_same(scenario.process_count, measured.work);
      state.SetIterationTime(measured.seconds);
    }
    state.SetItemsProcessed(events);
  })->UseManualTime();
}

void memory() {
  add("phold, peak memory a process", Role::ours, "simulator", [](auto& state) {
    constexpr std::uint32_t million = 1'000'000;
    const auto peak = [](std::uint32_t processes) {
      return in_its_own_process([=] { return simulate_phold({processes, processes}); }).peak_bytes;
    };
    double bytes = 0;
    for ([[maybe_unused]] auto _ : state) bytes = (peak(million) - peak(2)) / million;
    state.counters["bytes"] = bytes;
    state.counters["ceiling_bytes"] = 64;
  })->Iterations(1);
}

const bool registered = [] {
  memory();  // first, while this program is small
  phold(1'000, "1,000", 4'000'000, 1);
  phold(100'000, "100,000", 4'000'000, 6);
  phold(1'000'000, "1,000,000", 5'000'000, 12);
  cluster();
  return true;
}();

}  // namespace
}  // namespace lamport::bench
