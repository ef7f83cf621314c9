// One run of `lamport sim`: the scenario with its settings, the trace and the check on the way, the
// summary and the exit code afterwards.
#include "cli/exercise.hpp"
#include "cli/interrupt.hpp"
#include "cli/no_sink.hpp"
#include "cli/progress.hpp"
#include "cli/run_summary.hpp"
#include "cli/shell_word.hpp"
#include "cli/sim_options.hpp"
#include "cli/trace_output.hpp"
#include "core/check/checker.hpp"
#include "sim/run.hpp"

namespace lamport::cli {

namespace {

/// Vector timestamps cost a number for each process at each event.
constexpr std::uint32_t most_processes_with_vectors = 4096;

Error usage(std::string why, std::string hint = {}) {
  return {ErrorCode::usage, std::move(why), {}, std::move(hint)};
}

std::optional<Error> contradiction(const SimOptions& options) {
  if (options.no_trace && options.output) return usage("--no-trace and -o exclude each other");
  if (options.no_trace && options.vector)
    return usage("--no-trace and --vector exclude each other");
  if (options.no_trace && options.inputs)
    return usage("--no-trace and --inputs exclude each other");
  if (options.json && options.output == "-")
    return usage("-o - and --json both want standard output", "write the trace to a file");
  if (options.twice || options.jobs)
    return usage("--twice and --jobs are for many runs", "add --seeds A..B");
  return std::nullopt;
}

/// A run's trace, whose file appears when it is whole.
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

/// What to try next.
std::string advice(const SimOptions& options, const FinishedRun& run) {
  if (!run.output.empty() && run.output != "-") {
    const auto trace = shell_word(run.output);
    auto text = "next: lamport show " + trace + "\n";
    text += options.check ? "      lamport report " + trace + " -o run.html\n"
                          : "      lamport check " + trace + "\n";
    return text;
  }
  if (run.output == "-") return "";
  return "next: " + command_of(options) + " --seed " + std::to_string(run.seed.value) +
         " -o run.jsonl" + (options.check ? "" : " --check") + "\n";
}

Exit tell(const SimOptions& options, const FinishedRun& run, Console& console) {
  const auto summary = options.json ? summary_json(run) : summary_text(run, console);
  options.output == "-" ? console.say(summary) : console.print(summary);
  if (run.scenario.protocol == "script" && !options.json && options.output != "-")
    console.print("\n" + exercise_answers(run.scenario, console));
  if (!options.json) console.say(advice(options, run));
  if (run.report.outcome.ending == sim::Ending::interrupted) return Exit::interrupted;
  return run.check ? exit_of(*run.check) : Exit::ok;
}

}  // namespace

Exit simulate(const SimOptions& options, Console& console) {
  if (const auto wrong = contradiction(options)) return console.fail(*wrong);
  const auto scenario = scenario_of(options, console);
  if (!scenario) return console.fail(scenario.error());
  if (options.vector && scenario->process_count > most_processes_with_vectors)
    return console.fail(usage("vector timestamps are for up to 4096 processes"));

  auto recording = Recording::open(options);
  if (!recording) return console.fail(recording.error());
  FinishedRun run{*scenario, scenario->default_seed};
  run.output = options.output.value_or("");
  if (options.seed) run.seed = {*options.seed};
  Checker checker;
  const sim::Recorders recorders{recording->writer(), options.check ? &checker : nullptr,
                                 options.vector, options.inputs};
  {
    Progress progress(console, "simulating");
    run.report = sim::run(*scenario, run.seed, recorders, [&](Time, std::uint64_t events) {
      progress.update(events, scenario->event_limit, "events");
      return !interrupted() && !recording->failed();
    });
  }
  if (auto done = recording->finish(run); !done) return console.fail(done.error());
  if (options.check) {
    run.check.emplace();
    run.check->file = run.output.empty() ? scenario->name : run.output;
    run.check->verdict = checker.finish();
    run.check->interrupted = run.report.outcome.ending == sim::Ending::interrupted;
  }
  return tell(options, run, console);
}

}  // namespace lamport::cli
