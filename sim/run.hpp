// One run of a scenario from header to last record, whatever its protocol. The end record and the
// file belong to the caller.
#pragma once

#include "sim/protocols.hpp"
#include "sim/run_sink.hpp"
#include "sim/scenario.hpp"

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

/// Runs `scenario`, which comes from read_scenario and so is valid: its protocol exists and its
/// settings fit. Writes the header and every record into the recorders.
[[nodiscard]] RunReport run(const Scenario& scenario, Seed seed, const Recorders& recorders,
                            const KeepGoing& keep_going);

}  // namespace lamport::sim
