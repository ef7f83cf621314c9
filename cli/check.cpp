// `lamport check`: every rule on one trace or many, with findings that name file and line.
#include <vector>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/trace_check.hpp"
#include "cli/trace_input.hpp"
#include "cli/verdict_text.hpp"

namespace lamport::cli {

namespace {

struct CheckOptions {
  std::vector<std::string> traces;
  std::uint64_t findings = 20;
  bool json = false;
};

/// Of several exits the one to end with: what could not be read weighs more than what is broken.
int weight(Exit exit) {
  switch (exit) {
    case Exit::ok: return 0;
    case Exit::nothing_checked: return 1;
    case Exit::rule_broken: return 2;
    case Exit::interrupted: return 4;
    default: return 3;
  }
}

TraceCheck check_file(const std::string& path, Console& console) {
  TraceCheck check;
  check.file = path;
  auto input = TraceInput::open(path);
  if (!input) {
    check.error = input.error();
    check.verdict.state = RuleState::nothing_checked;
    return check;
  }
  const auto& file = input->file();
  Progress progress(console, "checking " + file.name());
  const auto look = [&](const JsonlReader& reader) {
    progress.update(reader.records(), 0, "records");
    return !interrupted();
  };
  check = check_trace(input->reader(), file.name(), look);
  // What can be read twice tells more about what it found.
  if (file.size() == 0 || check.interrupted) return check;
  if (auto again = TraceInput::open(path)) recall(again->reader(), check, look);
  return check;
}

void tell(const TraceCheck& check, const CheckOptions& options, Console& console) {
  const auto& verdict = check.verdict;
  const auto state = state_of(check);
  const auto colour = state == "ok"       ? Colour::green
                      : state == "broken" ? Colour::red
                                          : Colour::yellow;
  auto text = console.painted(Colour::bold, check.file) + ": " + console.painted(colour, state);
  if (verdict.finding_count != 0)
    text += ", " + grouped(verdict.finding_count) +
            (verdict.finding_count == 1 ? " finding" : " findings");
  text += "; " + grouped(verdict.records) + " records, " + grouped(verdict.events) + " events, " +
          grouped(verdict.receives) + " receives\n";
  console.print(text + verdict_text(verdict, check.file, options.findings, console));
  if (check.error) console.fail(*check.error);
  if (!verdict.complete)
    console.say("lamport: " + check.file + " says itself that it is not complete\n");
}

Exit check(const CheckOptions& options, Console& console) {
  std::vector<TraceCheck> checks;
  auto exit = Exit::ok;
  for (const auto& path : options.traces) {
    checks.push_back(check_file(path, console));
    const auto one = exit_of(checks.back());
    if (weight(one) > weight(exit)) exit = one;
    if (!options.json) tell(checks.back(), options, console);
    if (one == Exit::interrupted) break;
  }
  if (options.json) console.print(checks_json(checks) + "\n");
  return exit;
}

}  // namespace

void add_check(CommandLine& line) {
  auto options = std::make_shared<CheckOptions>();
  line.command(
          "check", "Decide every rule on traces",
          "lamport check run.jsonl                   the verdict, with each finding's proof\n"
          "lamport check a.jsonl b.jsonl.zst         several traces; the worst decides the exit\n"
          "lamport sim cluster -o - | lamport check -\n"
          "lamport check run.jsonl --json            for machines (docs/checking.md)")
      .argument("TRACE", options->traces, "Traces, plain or .zst; - is standard input")
      .option("--findings", options->findings, "N", "How many findings to show (default 20)")
      .flag("--json", options->json, "The verdicts as JSON, with all findings that were kept")
      .run([options](Console& console) { return check(*options, console); });
}

}  // namespace lamport::cli
