// The faults of a run, decided before it begins: the scenario's timeline and, drawn from the seed,
// its random faults. They depend on nothing that happens in the run, so one more fault shifts no
// other draw.
#pragma once

#include <vector>

#include "sim/scenario.hpp"

namespace lamport::sim {

/// When the last random fault is over.
[[nodiscard]] Time random_faults_end(const Scenario& scenario);

/// Everything that the world does, by time; at one time, the timeline in its order first.
/// A random fault and its end are two entries. Where faults overlap on a process or a link, the
/// first end of one ends all that it undoes; at random_faults_end all is well in any case.
[[nodiscard]] std::vector<TimelineEntry> plan_faults(const Scenario& scenario, Seed seed);

}  // namespace lamport::sim
