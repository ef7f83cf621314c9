// What a scenario says in vain: it is valid, and yet a key or an entry of the timeline cannot have
// any effect, which is often a slip of the pen. Only what is certain for every seed is told. What
// is an error is decided where the scenario is read.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario.hpp"
#include "sim/toml_settings.hpp"

namespace lamport::sim {

/// One sentence each, "file:line:column: ...", in the order of: keys, timeline. `scenario` is what
/// read_scenario made of the other arguments. Cost: the text once more, and the timeline's changes
/// of links.
[[nodiscard]] std::vector<std::string> scenario_notes(const Scenario& scenario,
                                                      std::string_view text,
                                                      const std::string& file,
                                                      std::span<const GivenSetting> settings = {});

}  // namespace lamport::sim
