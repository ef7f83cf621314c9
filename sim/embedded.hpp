// The built-in scenarios as they stand in sim/scenarios, carried in the binary by the build.
#pragma once

#include <span>
#include <string_view>

namespace lamport::sim {

struct EmbeddedScenario {
  std::string_view name;  ///< the file's name without .toml
  std::string_view text;
};

/// All of them, ascending by name.
[[nodiscard]] std::span<const EmbeddedScenario> embedded_scenarios();

}  // namespace lamport::sim
