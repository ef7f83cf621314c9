// The answers to an exercise (a scenario of the protocol "script"): the space-time diagram, and a
// table of every event's stamps, Lamport's and vectors. How a script is played is the simulator's.
#pragma once

#include <string>

#include "cli/console.hpp"
#include "sim/scenario.hpp"

namespace lamport::cli {

/// Text to print, played anew from `scenario`, which is small and has no chance in it.
[[nodiscard]] std::string exercise_answers(const sim::Scenario& scenario, const Console& console);

}  // namespace lamport::cli
