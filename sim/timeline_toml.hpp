// The happenings of a scenario file: its [[timeline]] and its [[random_faults]]. What they do to a
// run is in sim/simulator.hpp and sim/fault_plan.hpp.
#pragma once

#include "sim/process_reader.hpp"
#include "sim/scenario.hpp"
#include "sim/toml_fields.hpp"

namespace lamport::sim {

/// Reads both lists of `document` into `scenario`, whose processes and times are already read.
/// Refuses what cannot happen: times that fall, a crash of a process that is down, more changes of
/// links than a run can bear.
void read_happenings(TomlFields& document, const ProcessReader& processes, Scenario& scenario);

}  // namespace lamport::sim
