// One trace, read and checked: what `lamport check` and `lamport report` share. It says nothing to
// anybody.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/exit.hpp"
#include "core/check/verdict.hpp"
#include "core/formats/jsonl_reader.hpp"

namespace lamport::cli {

struct TraceCheck {
  std::string file;            ///< what people call it
  Verdict verdict;             ///< as far as the trace could be read
  std::optional<Error> error;  ///< why it could not be read to its end
  bool truncated = false;      ///< the error is that it stops early
  bool interrupted = false;
  std::uint64_t bytes = 0;
};

/// Called every few thousand records; false: stop reading.
using CheckProgress = std::function<bool(const JsonlReader&)>;

/// Reads what `reader`, from which nothing has been read, gives, and decides every rule on it.
[[nodiscard]] TraceCheck check_trace(JsonlReader& reader, const std::string& file,
                                     const CheckProgress& progress);

/// Reads the same trace again, from its beginning, to complete findings of `check`.
void recall(JsonlReader& reader, TraceCheck& check, const CheckProgress& progress);

/// "ok", "broken", "nothing-checked", "incomplete", "truncated", "unreadable", "interrupted".
[[nodiscard]] std::string_view state_of(const TraceCheck& check);
[[nodiscard]] Exit exit_of(const TraceCheck& check);

}  // namespace lamport::cli
