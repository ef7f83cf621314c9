// One run of a scenario whose protocol is one of the table.
#pragma once

#include "sim/protocols.hpp"

namespace lamport::sim {

/// Runs `scenario`, which comes from read_scenario and so is valid: its protocol exists and its
/// settings fit. Writes the header and every record into the recorders.
[[nodiscard]] RunReport run(const Scenario& scenario, Seed seed, const Recorders& recorders,
                            const KeepGoing& keep_going);

}  // namespace lamport::sim
