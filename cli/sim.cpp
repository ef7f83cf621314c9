// `lamport sim`: its flags, the scenario that they ask for, and the list and the texts of the
// built-in ones. Runs are in sim_run.cpp, sweeps over many seeds in sweep.cpp.
#include <algorithm>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/scenario_input.hpp"
#include "cli/shell_word.hpp"
#include "cli/sim_options.hpp"
#include "core/base/time_text.hpp"
#include "core/formats/json_string.hpp"
#include "sim/embedded.hpp"
#include "sim/scenario_notes.hpp"
#include "sim/scenario_toml.hpp"

namespace lamport::cli {

namespace {

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

/// A trace names every process; the header of a million fits a line that can be read again.
constexpr std::uint32_t most_recorded = 1'000'000;

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

Exit choose(const SimOptions& options, Console& console) {
  if (options.list) return list(options, console);
  if (options.print) return print(*options.print, console);
  return options.seeds ? sweep(options, console) : simulate(options, console);
}

}  // namespace

Result<sim::Scenario> scenario_of(const SimOptions& options, Console& console) {
  const auto settings = settings_of(options);
  if (!settings) return settings.error();
  const auto found = find_scenario(options.scenario_name());
  if (!found) return found.error();
  auto scenario = sim::read_scenario(found->text, found->name, found->file, *settings);
  if (!scenario) return scenario.error();
  const bool recorded = !options.no_trace || options.check;
  if (recorded && scenario->process_count > most_recorded)
    return Error{ErrorCode::usage,
                 "a trace or a check is of up to " + std::to_string(most_recorded) +
                     " processes, and the scenario has " + std::to_string(scenario->process_count),
                 {},
                 "use --no-trace without --check, or fewer --processes"};
  for (const auto& note : sim::scenario_notes(*scenario, found->text, found->file, *settings))
    console.say("lamport: note: " + note + "\n");
  return scenario;
}

std::string command_of(const SimOptions& options) {
  auto command = "lamport sim " + shell_word(options.scenario_name());
  if (options.until) command += " --until " + to_string(*options.until);
  if (options.events) command += " --events " + std::to_string(*options.events);
  if (options.processes) command += " --processes " + std::to_string(*options.processes);
  for (const auto& setting : options.settings) command += " --set " + shell_word(setting);
  return command;
}

void add_sim(CommandLine& line) {
  auto options = std::make_shared<SimOptions>();
  line.command("sim", "Simulate a scenario and write its trace",
               "lamport sim cluster --seed 42 -o run.jsonl --check\n"
               "lamport sim --list                          the built-in scenarios\n"
               "lamport sim --print cluster > my.toml       one to start from\n"
               "lamport sim my.toml --until 30s --set links.loss=0.1\n"
               "lamport sim phold --events 1000000 --no-trace --json\n"
               "lamport sim faults --seeds 1..1000 --check --twice")
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
      .flag("--inputs", options->inputs,
            "Also write what each process was given, for lamport replay")
      .flag("--no-trace", options->no_trace, "Record nothing: only counts and the work hash")
      .flag("--check", options->check, "Decide every rule on the run")
      .option("--seeds", options->seeds, "A..B", "A run for each seed; needs --check or --twice")
      .option("--jobs", options->jobs, "N", "Threads for --seeds (default: one a core)")
      .flag("--twice", options->twice, "Run each seed twice and compare the digests")
      .flag("--json", options->json, "The summary or the list as JSON")
      .flag("--list", options->list, "Show the built-in scenarios")
      .option("--print", options->print, "NAME", "Show the text of a scenario")
      .run([options](Console& console) { return choose(*options, console); });
}

}  // namespace lamport::cli
