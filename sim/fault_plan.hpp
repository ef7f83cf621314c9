// What the world will do in a run: the scenario's timeline; random faults are to come.
#pragma once

#include "sim/scenario.hpp"

namespace lamport::sim {

inline std::vector<TimelineEntry> plan_faults(const Scenario& scenario, Seed) {
  return scenario.timeline;
}

}  // namespace lamport::sim
