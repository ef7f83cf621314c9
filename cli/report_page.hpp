// A report as one HTML file: the template of web/dist with a trace and a verdict put into it, as
// web/README.md says. What the verdict is, is the checker's business; how it looks, the page's.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/byte_sink.hpp"

namespace lamport::cli {

/// A rule and how it ended: "ok", "broken" or "not-checked".
struct ReportRule {
  std::string rule;
  std::string state;
};

/// What a rule found, and the events ("<process>:<index>") that show it.
struct ReportFinding {
  std::string rule;
  std::string text;
  std::vector<std::string> events;
};

struct ReportVerdict {
  std::string title;
  std::string state = "none";  ///< ok, broken, unknown, unread, none
  std::vector<ReportRule> rules;
  std::vector<ReportFinding> findings;
  std::string reproduce;  ///< a command line; empty: none
};

/// Writes the page. `trace` is plain JSON Lines, whole or not. Fails with unavailable if the pages
/// were not there when this was built, else as the sink does. Cost: the trace is compressed.
Result<Done> write_report(ByteSink& sink, std::string_view trace, const ReportVerdict& verdict);

}  // namespace lamport::cli
