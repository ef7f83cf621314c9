// Reads a scenario from a TOML file (docs/scenarios.md) and from settings given beside it. Bytes
// come from whoever opened the file. What a scenario holds is in sim/scenario.hpp.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "sim/scenario.hpp"
#include "sim/toml_settings.hpp"

namespace lamport::sim {

/// `name` is the scenario's, `file` is what errors call the text. What comes back is valid: its
/// protocol exists, every process that it names is there, times and probabilities are possible.
/// An error says where, which key, and what is allowed; only the first mistake is reported.
/// Cost: linear in the text, whatever the text is.
[[nodiscard]] Result<Scenario> read_scenario(std::string_view text, std::string_view name,
                                             const std::string& file,
                                             std::span<const GivenSetting> settings = {});

/// The `summary` of a scenario, or nothing if the text is no TOML.
[[nodiscard]] std::string summary_of(std::string_view text);

}  // namespace lamport::sim
