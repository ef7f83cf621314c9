// See trace_check.hpp.
#include "cli/trace_check.hpp"

#include "core/check/checker.hpp"
#include "core/check/recollection.hpp"

namespace lamport::cli {

namespace {

constexpr std::uint64_t records_between_looks = 0x4000;

bool time_to_look(const JsonlReader& reader) {
  return reader.records() % records_between_looks == 0;
}

}  // namespace

TraceCheck check_trace(JsonlReader& reader, const std::string& file,
                       const CheckProgress& progress) {
  TraceCheck check;
  check.file = file;
  auto header = reader.header();
  if (!header) {
    check.error = header.error();
    check.truncated = reader.truncated();
    check.verdict.state = RuleState::nothing_checked;
    check.verdict.whole = false;
    return check;
  }
  Checker checker;
  checker.header(*header);
  for (;;) {
    const auto record = reader.next();
    if (!record) {
      check.error = record.error();
      check.truncated = reader.truncated();
      break;
    }
    if (*record == nullptr) break;
    checker.record(**record, reader.line());
    if (time_to_look(reader) && !progress(reader)) {
      check.interrupted = true;
      break;
    }
  }
  check.verdict = checker.finish(reader.at_end() && !check.interrupted);
  check.bytes = reader.bytes();
  return check;
}

void recall(JsonlReader& reader, TraceCheck& check, const CheckProgress& progress) {
  Recollection recollection(check.verdict);
  if (!recollection.needed() || !reader.header()) return;
  for (;;) {
    const auto record = reader.next();
    if (!record || *record == nullptr) break;
    recollection.record(**record, reader.line());
    if (time_to_look(reader) && !progress(reader)) return;
  }
  recollection.finish();
}

std::string_view state_of(const TraceCheck& check) {
  if (check.interrupted) return "interrupted";
  if (check.truncated) return "truncated";
  if (check.error) return "unreadable";
  if (check.verdict.state == RuleState::ok && !check.verdict.complete) return "incomplete";
  return name_of(check.verdict.state);
}

Exit exit_of(const TraceCheck& check) {
  if (check.interrupted) return Exit::interrupted;
  if (check.error) return exit_for(check.error->code);
  if (check.verdict.state == RuleState::broken) return Exit::rule_broken;
  if (check.verdict.state == RuleState::ok && check.verdict.complete) return Exit::ok;
  return Exit::nothing_checked;
}

}  // namespace lamport::cli
