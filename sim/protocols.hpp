// The protocols that scenarios can name: their settings, their needs, and how to run each. The one
// table from which files are checked, help is printed and the simulator is instantiated.
#pragma once

#include <span>
#include <string_view>

#include "core/base/result.hpp"
#include "sim/scenario.hpp"
#include "sim/simulate.hpp"

namespace lamport::sim {

/// A setting of a protocol: a table entry under the protocol's name in a scenario file.
struct ProtocolSetting {
  enum class Type : std::uint8_t { integer, boolean, duration, process };
  std::string_view name;
  Type type = Type::integer;
  std::uint64_t min = 0;
  std::uint64_t max = largest_exact_integer;
  std::string_view summary;
};

/// Most processes in any scenario.
inline constexpr std::uint32_t most_processes = 10'000'000;

struct ProtocolInfo {
  std::string_view name;
  std::string_view summary;
  std::uint32_t fewest_processes = 1;
  /// Where each process keeps something about every other, memory grows with their square.
  std::uint32_t most_processes = sim::most_processes;
  bool needs_reliable_links = false;
  std::span<const ProtocolSetting> settings;
  /// Runs a scenario of this protocol, whose settings and links are as this entry demands.
  RunReport (*run)(const Scenario&, Seed, const Recorders&, const KeepGoing&);
};

[[nodiscard]] std::span<const ProtocolInfo> protocols();
/// Null when there is none of that name.
[[nodiscard]] const ProtocolInfo* find_protocol(std::string_view name);

}  // namespace lamport::sim
