// What `lamport sim` says about a run: as text for people, as JSON for machines.
#pragma once

#include <optional>
#include <string>

#include "cli/console.hpp"
#include "cli/trace_check.hpp"
#include "core/trace/records.hpp"
#include "sim/protocols.hpp"
#include "sim/scenario.hpp"

namespace lamport::cli {

/// A run and what became of its trace.
struct FinishedRun {
  const sim::Scenario& scenario;
  Seed seed;
  sim::RunReport report = {};
  std::optional<TraceCheck> check = {};  ///< if one was asked for
  std::optional<EndRecord> end = {};     ///< of the trace, if one was made
  std::string output = {};               ///< its file; empty: none
  std::uint64_t output_size = 0;
};

/// Events by kind and process, final stamps, messages and their fates, verdict, digest.
[[nodiscard]] std::string summary_text(const FinishedRun& run, const Console& console);

/// One JSON object and a line feed.
[[nodiscard]] std::string summary_json(const FinishedRun& run);

/// "work" as it is shown: 16 hexadecimal digits.
[[nodiscard]] std::string work_text(std::uint64_t work);

}  // namespace lamport::cli
