// How a verdict is shown: to people as lines of text, to machines as JSON (docs/checking.md).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "cli/console.hpp"
#include "cli/trace_check.hpp"
#include "core/check/verdict.hpp"

namespace lamport::cli {

/// Findings first, "<file>:<line>: <rule>: <proof>" each, at most `most_findings`; then the rules
/// by state. Ends with a line feed. `file` is what findings are placed in.
[[nodiscard]] std::string verdict_text(const Verdict& verdict, const std::string& file,
                                       std::uint64_t most_findings, const Console& console);

/// One JSON object, format "lamport-check", version 1, without a line feed.
[[nodiscard]] std::string checks_json(std::span<const TraceCheck> checks);

}  // namespace lamport::cli
