// Reads the table [script] of a scenario: a textbook's exercise. Its keys are the processes, in the
// order written; each has a list of its events:
//
//   [script]
//   p = ["send m1 to q", "internal", "receive m2"]
//   q = ["receive m1", "send m2 to p, r", "internal lunch"]
//   r = ["receive m2"]
//
// A message is a name, sent once, to one process or several. docs/scenarios.md tells it in full.
// When everything happens is worked out in sim/script_schedule.hpp.
#pragma once

#include "sim/scenario.hpp"
#include "sim/toml_fields.hpp"

namespace lamport::sim {

/// Puts the processes of the script, their steps and the world that plays them into `scenario`.
void read_script(TomlFields& document, Scenario& scenario);

}  // namespace lamport::sim
