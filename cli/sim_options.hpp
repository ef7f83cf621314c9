// What was asked of `lamport sim`, and the two ways to run a scenario: once, or over many seeds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/console.hpp"
#include "cli/exit.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "sim/scenario.hpp"

namespace lamport::cli {

struct SimOptions {
  std::optional<std::string> scenario;
  std::optional<std::uint64_t> seed;
  std::optional<Duration> until;
  std::optional<std::uint64_t> events;
  std::optional<std::uint64_t> processes;
  std::vector<std::string> settings;
  std::optional<std::string> output;
  std::optional<std::string> seeds;
  std::optional<std::uint64_t> jobs;
  std::optional<std::string> print;
  bool twice = false;
  bool list = false;
  bool vector = false;
  bool inputs = false;
  bool no_trace = false;
  bool check = false;
  bool json = false;

  [[nodiscard]] std::string scenario_name() const { return scenario.value_or("cluster"); }
};

/// The scenario that is asked for, with the flags that are settings of it. Says on standard error
/// what of it is in vain. An error also for one that is too large for what is asked of it.
[[nodiscard]] Result<sim::Scenario> scenario_of(const SimOptions& options, Console& console);

/// "lamport sim SCENARIO --set ...", as a shell takes it, for a seed to follow.
[[nodiscard]] std::string command_of(const SimOptions& options);

/// One run: its trace, its check, its summary.
Exit simulate(const SimOptions& options, Console& console);

/// `--seeds A..B`: a run for each seed, on several threads; the first that fails is told with the
/// command that runs it again.
Exit sweep(const SimOptions& options, Console& console);

}  // namespace lamport::cli
