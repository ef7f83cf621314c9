// One run of a process type from header to last record: the same for a protocol of the table
// (sim/protocols.hpp) and for a process that somebody else writes, so that theirs is as fast as
// ours. The end record and the file belong to the caller.
#pragma once

#include "sim/run_sink.hpp"
#include "sim/scenario.hpp"
#include "sim/simulator.hpp"

namespace lamport::sim {

/// What a run was, in numbers.
struct RunReport {
  Outcome outcome;
  KindCounts kinds{};
  std::array<std::uint64_t, 4> fates{};  ///< by FateKind
  std::uint64_t work = 0;                ///< see work_of
  std::vector<KindCounts> by_process;    ///< empty without recorders
  std::vector<LamportTime> stamps;       ///< final, by process; empty without recorders
};

/// The first line of the run's trace.
[[nodiscard]] Header header_of(const Scenario& scenario, Seed seed);

/// Runs `scenario` with the processes that `make` gives, and writes the header and every record
/// into the recorders. Of the scenario it reads all but `protocol_settings`: what a process is told
/// before it starts is the factory's. Cost: that of sim::Simulator.
///
///   sim::Scenario scenario;
///   scenario.process_count = 3;
///   const auto report = sim::simulate<Greeter>(scenario, {42}, [](ProcessId) { return Greeter{};
///   });
template <Process P>
[[nodiscard]] RunReport simulate(
    const Scenario& scenario, Seed seed, typename Simulator<P, RunSink>::Factory make,
    const Recorders& recorders = {},
    const KeepGoing& keep_going = [](Time, std::uint64_t) { return true; }) {
  RunSink sink{recorders, scenario.process_count};
  if (sink.wants_fates()) sink.header(header_of(scenario, seed));
  Simulator<P, RunSink> simulator{scenario, seed, std::move(make), sink};
  const auto outcome = simulator.run(keep_going);
  RunReport report{outcome, sink.kinds(), sink.fates(), sink.work(), sink.by_process(), {}};
  if (!sink.wants_fates()) return report;
  for (std::uint32_t id = 0; id < scenario.process_count; ++id)
    report.stamps.push_back(simulator.node({id}).clock().lamport());
  return report;
}

}  // namespace lamport::sim
