// A scenario by name: one that is built in, or a file of one's own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "sim/toml_settings.hpp"

namespace lamport::cli {

/// The text of a scenario and what to call it.
struct ScenarioText {
  std::string name;
  std::string file;  ///< as errors call it
  std::string text;
};

/// A name with a slash in it or with .toml at its end is a path, "-" is standard input, everything
/// else is built in. Reads at most what a scenario may be long.
[[nodiscard]] Result<ScenarioText> find_scenario(const std::string& name);

/// "links.loss=0.1" as it is given to --set.
[[nodiscard]] Result<sim::GivenSetting> parse_setting(const std::string& text);

}  // namespace lamport::cli
