// `lamport report`: a trace as one HTML file that opens anywhere, from disk, without a network.
#include <algorithm>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/input_file.hpp"
#include "cli/interrupt.hpp"
#include "cli/output_file.hpp"
#include "cli/report_page.hpp"
#include "cli/shell_word.hpp"
#include "cli/trace_check.hpp"
#include "core/check/proof.hpp"
#include "core/formats/jsonl_reader.hpp"
#include "core/formats/zstd_stream.hpp"
#include "sim/embedded.hpp"

namespace lamport::cli {

namespace {

/// More than this no browser opens in reasonable time.
constexpr std::size_t largest_trace = std::size_t{256} << 20;

struct ReportOptions {
  std::string trace;
  std::string output = "report.html";
};

/// The whole trace as plain bytes.
Result<std::string> read_plain(InputFile& file) {
  PlainSource source(file);
  std::string bytes;
  for (;;) {
    constexpr std::size_t block = std::size_t{1} << 18;
    const auto before = bytes.size();
    bytes.resize(before + block);
    auto count = source.read({bytes.data() + before, block});
    if (!count) return count.error();
    bytes.resize(before + *count);
    if (*count == 0) return bytes;
    if (bytes.size() > largest_trace)
      return Error{ErrorCode::bad_data,
                   "the trace has more than 256 MiB",
                   {file.name()},
                   "look at a part of it with lamport show"};
  }
}

/// As it is given to --set.
std::string setting_text(const std::pair<std::string, SettingValue>& setting) {
  const auto& [key, value] = setting;
  if (const auto* number = std::get_if<std::uint64_t>(&value))
    return key + "=" + std::to_string(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return key + (*truth ? "=true" : "=false");
  return key + "=" + std::get<std::string>(value);
}

/// The command that makes this very trace again; empty where there is none, because the trace has
/// been changed, or is of a scenario in somebody's file.
std::string reproduction(const TraceCheck& check, const Header& header, std::string_view trace) {
  const auto built_in = sim::embedded_scenarios();
  const bool known = std::any_of(built_in.begin(), built_in.end(), [&](const auto& scenario) {
    return scenario.name == header.scenario;
  });
  if (check.error || header.source != TraceSource::simulation || !known) return {};
  auto command =
      "lamport sim " + shell_word(header.scenario) + " --seed " + std::to_string(header.seed.value);
  for (const auto& setting : header.settings)
    command += " --set " + shell_word(setting_text(setting));
  // A quote within a string is escaped: what is looked for can only be what it seems.
  if (trace.find(",\"vector\":{") != std::string_view::npos) command += " --vector";
  if (trace.find("\n{\"type\":\"input\"") != std::string_view::npos) command += " --inputs";
  return command + " -o run.jsonl";
}

/// The verdict in the words of the page (web/README.md).
ReportVerdict verdict_of(const TraceCheck& check, const Header& header, std::string_view trace) {
  ReportVerdict verdict;
  verdict.title = header.scenario.empty() ? check.file : header.scenario;
  verdict.reproduce = reproduction(check, header, trace);
  verdict.state = check.error                                         ? "unread"
                  : check.verdict.state == RuleState::broken          ? "broken"
                  : check.verdict.state == RuleState::nothing_checked ? "unknown"
                                                                      : "ok";
  for (const auto& rule : check.verdict.rules)
    verdict.rules.push_back({rule.rule, rule.state == RuleState::ok       ? "ok"
                                        : rule.state == RuleState::broken ? "broken"
                                                                          : "not-checked"});
  for (const auto& finding : check.verdict.findings) {
    auto& shown = verdict.findings.emplace_back();
    shown.rule = finding.rule;
    shown.text = finding.proof;
    for (const auto& one : {finding.first, finding.second})
      if (one.event.index.value != 0 && one.line != 0)
        shown.events.push_back(proof::name(one.event));
  }
  return verdict;
}

/// The bytes are there, so findings can be completed in a second reading.
TraceCheck judge(std::string_view trace, const std::string& name) {
  const auto go_on = [](const JsonlReader&) { return !interrupted(); };
  MemorySource source(trace);
  JsonlReader reader(source, name);
  auto check = check_trace(reader, name, go_on);
  MemorySource again(trace);
  JsonlReader second(again, name);
  recall(second, check, go_on);
  return check;
}

Exit report(const ReportOptions& options, Console& console) {
  auto file = InputFile::open(options.trace);
  if (!file) return console.fail(file.error());
  const auto trace = read_plain(**file);
  if (!trace) return console.fail(trace.error());

  const auto& name = (*file)->name();
  MemorySource start(*trace);
  const auto header = JsonlReader(start, name).header();
  if (!header) return console.fail(header.error());
  const auto check = judge(*trace, name);
  if (check.interrupted) return Exit::interrupted;

  auto output = OutputFile::open(options.output);
  if (!output) return console.fail(output.error());
  if (auto written = write_report(**output, *trace, verdict_of(check, *header, *trace)); !written)
    return console.fail(written.error());
  if (auto done = (*output)->commit(); !done) return console.fail(done.error());
  console.say("wrote " + options.output + ": " + std::to_string(check.verdict.records) +
              " records, " + std::to_string((*output)->size() / 1024) + " KiB, " +
              std::string(state_of(check)) + "\n");
  return check.error ? console.fail(*check.error) : Exit::ok;
}

}  // namespace

void add_report(CommandLine& line) {
  auto options = std::make_shared<ReportOptions>();
  line.command("report", "Write a trace as one HTML file with its diagram",
               "lamport report run.jsonl -o run.html        then open run.html in a browser\n"
               "lamport sim cluster -o - | lamport report - -o run.html")
      .argument("TRACE", options->trace, "A trace, plain or .zst; - is standard input")
      .option("-o,--output", options->output, "FILE", "Where to write (default report.html)")
      .run([options](Console& console) { return report(*options, console); });
}

}  // namespace lamport::cli
