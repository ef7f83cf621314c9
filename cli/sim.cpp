// `lamport sim`: runs a scenario, writes its trace, checks it, and says what happened. Sweeps over
// many seeds are in sweep.cpp.
#include <algorithm>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/run_summary.hpp"
#include "cli/scenario_input.hpp"
#include "cli/trace_output.hpp"
#include "core/base/time_text.hpp"
#include "core/formats/json_string.hpp"
#include "sim/embedded.hpp"
#include "sim/run.hpp"
#include "sim/scenario_toml.hpp"

namespace lamport::cli {

namespace {

struct SimOptions {
  std::optional<std::string> scenario;
  std::optional<std::uint64_t> seed;
  std::optional<Duration> until;
  std::optional<std::uint64_t> events;
  std::optional<std::uint64_t> processes;
  std::vector<std::string> settings;
  std::optional<std::string> output;
  std::optional<std::string> print;
  bool list = false;
  bool vector = false;
  bool no_trace = false;
  bool check = false;
  bool json = false;
};

/// Vector timestamps cost a number for each process at each event.
constexpr std::uint32_t most_processes_with_vectors = 4096;

Error usage(std::string why, std::string hint = {}) {
  return {ErrorCode::usage, std::move(why), {}, std::move(hint)};
}

/// A trace's bytes when nobody wants them: only their digest counts.
class NoSink final : public ByteSink {
 public:
  Result<Done> write(std::string_view) override { return Done{}; }
};

Exit list(const SimOptions& options, Console& console) {
  std::string out = options.json ? "{\"scenarios\":[" : "";
  std::size_t widest = 0;
  for (const auto& scenario : sim::embedded_scenarios())
    widest = std::max(widest, scenario.name.size());
  for (const auto& scenario : sim::embedded_scenarios()) {
    const auto summary = sim::summary_of(scenario.text);
    if (!options.json) {
      out += console.painted(Colour::bold, scenario.name) +
             std::string(widest - scenario.name.size() + 2, ' ') + summary + "\n";
      continue;
    }
    if (out.back() != '[') out += ',';
    out += "{\"name\":";
    append_json_string(out, scenario.name);
    out += ",\"summary\":";
    append_json_string(out, summary);
    out += '}';
  }
  console.print(out + (options.json ? "]}\n" : ""));
  return Exit::ok;
}

Exit print(const std::string& name, Console& console) {
  auto found = find_scenario(name);
  if (!found) return console.fail(found.error());
  console.print(found->text);
  return Exit::ok;
}

/// The flags that are settings, in the form of --set.
Result<std::vector<sim::GivenSetting>> settings_of(const SimOptions& options) {
  std::vector<sim::GivenSetting> settings;
  for (const auto& text : options.settings) {
    auto setting = parse_setting(text);
    if (!setting) return setting.error();
    settings.push_back(std::move(*setting));
  }
  const auto add = [&](const std::string& key, const std::optional<std::uint64_t>& value) {
    if (!value) return;
    const auto text = std::to_string(*value);
    settings.push_back({key, text, "--" + key + " " + text});
  };
  add("events", options.events);
  add("processes", options.processes);
  if (options.until)
    settings.push_back({"until", std::to_string(options.until->nanoseconds),
                        "--until " + to_string(*options.until)});
  return settings;
}

std::optional<Error> contradiction(const SimOptions& options) {
  if (options.no_trace && options.output) return usage("--no-trace and -o exclude each other");
  if (options.no_trace && options.vector)
    return usage("--no-trace and --vector exclude each other");
  if (options.json && options.output == "-")
    return usage("-o - and --json both want standard output", "write the trace to a file");
  return std::nullopt;
}

/// Runs the scenario into a trace, whose file appears when it is whole.
class Recording {
 public:
  static Result<Recording> open(const SimOptions& options) {
    Recording recording;
    if (options.no_trace) return recording;
    if (options.output) {
      auto output = TraceOutput::open(*options.output);
      if (!output) return output.error();
      recording.output_ = std::make_unique<TraceOutput>(std::move(*output));
    }
    recording.none_ = std::make_unique<NoSink>();
    recording.writer_ = std::make_unique<JsonlWriter>(recording.output_ ? recording.output_->sink()
                                                                        : *recording.none_);
    return recording;
  }

  [[nodiscard]] JsonlWriter* writer() const { return writer_.get(); }
  [[nodiscard]] bool failed() const { return writer_ && writer_->failure(); }

  /// Ends the trace and puts it in its place.
  Result<Done> finish(FinishedRun& run) {
    if (!writer_) return Done{};
    auto end = writer_->end();
    if (!end) return end.error();
    run.end = *end;
    if (!output_) return Done{};
    run.output_size = output_->size();
    return output_->commit();
  }

 private:
  std::unique_ptr<TraceOutput> output_;
  std::unique_ptr<NoSink> none_;
  std::unique_ptr<JsonlWriter> writer_;
};

sim::RunReport run_watched(const sim::Scenario& scenario, Seed seed, const SimOptions& options,
                           const Recording& recording, Console& console) {
  Progress progress(console, "simulating");
  Checker checker;
  const sim::Recorders recorders{recording.writer(), options.check ? &checker : nullptr,
                                 options.vector};
  return sim::run(scenario, seed, recorders, [&](Time, std::uint64_t events) {
    progress.update(events, scenario.event_limit, "events");
    return !interrupted() && !recording.failed();
  });
}

Exit simulate(const SimOptions& options, Console& console) {
  if (const auto wrong = contradiction(options)) return console.fail(*wrong);
  const auto settings = settings_of(options);
  if (!settings) return console.fail(settings.error());
  const auto scenario = load_scenario(options.scenario.value_or("cluster"), *settings);
  if (!scenario) return console.fail(scenario.error());
  if (options.vector && scenario->process_count > most_processes_with_vectors)
    return console.fail(usage("vector timestamps are for up to 4096 processes"));
  const auto seed = options.seed ? Seed{*options.seed} : scenario->default_seed;

  auto recording = Recording::open(options);
  if (!recording) return console.fail(recording.error());
  FinishedRun run{*scenario,
                  seed,
                  run_watched(*scenario, seed, options, *recording, console),
                  {},
                  options.output.value_or(""),
                  0};
  if (auto done = recording->finish(run); !done) return console.fail(done.error());

  const auto summary = options.json ? summary_json(run) : summary_text(run, console);
  options.output == "-" ? console.say(summary) : console.print(summary);
  return run.report.outcome.ending == sim::Ending::interrupted ? Exit::interrupted : Exit::ok;
}

Exit choose(const SimOptions& options, Console& console) {
  if (options.list) return list(options, console);
  if (options.print) return print(*options.print, console);
  return simulate(options, console);
}

}  // namespace

void add_sim(CommandLine& line) {
  auto options = std::make_shared<SimOptions>();
  line.command("sim", "Simulate a scenario and write its trace",
               "lamport sim cluster --seed 42 -o run.jsonl --check\n"
               "lamport sim --list                          the built-in scenarios\n"
               "lamport sim --print cluster > my.toml       one to start from\n"
               "lamport sim my.toml --until 30s --set links.loss=0.1\n"
               "lamport sim phold --events 1000000 --no-trace --json")
      .argument("SCENARIO", options->scenario,
                "A built-in scenario or a .toml file (default cluster)")
      .option("--seed", options->seed, "N", "What everything random comes from")
      .option("--until", options->until, "TIME", "Virtual time to run for, such as 10s")
      .option("--events", options->events, "N", "Stop after the step of the N-th event")
      .option("--processes", options->processes, "N", "How many processes")
      .option("--set", options->settings, "KEY=VALUE", "Any other key of the scenario")
      .option("-o,--output", options->output, "FILE",
              "The trace: .jsonl, .jsonl.zst, or - for standard output")
      .flag("--vector", options->vector, "Put a vector timestamp on every event")
      .flag("--no-trace", options->no_trace, "Record nothing: only counts and the work hash")
      .flag("--check", options->check, "Decide every rule on the run")
      .flag("--json", options->json, "The summary or the list as JSON")
      .flag("--list", options->list, "Show the built-in scenarios")
      .option("--print", options->print, "NAME", "Show the text of a scenario")
      .run([options](Console& console) { return choose(*options, console); });
}

}  // namespace lamport::cli
