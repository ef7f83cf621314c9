// `lamport replay`: gives the inputs of a trace to fresh processes and holds the events that come
// of it against those of the trace.
#include "core/formats/replay.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/trace_input.hpp"
#include "core/formats/json_string.hpp"

namespace lamport::cli {

namespace {

struct ReplayOptions {
  std::string trace;
  bool json = false;
};

struct Replayed {
  std::optional<ReplayDifference> difference;
  bool truncated = false;
};

Result<Replayed> replay_all(TraceInput& input, Replay& replay, Console& console) {
  auto& reader = input.reader();
  Progress progress(console, "replaying");
  for (;;) {
    auto record = reader.next();
    if (!record) {
      if (reader.truncated()) return Replayed{std::nullopt, true};
      return record.error();
    }
    if (*record == nullptr) return Replayed{replay.end(), false};
    auto difference = replay.record(**record, reader.line());
    if (!difference) {
      auto error = difference.error();
      error.place.file = input.file().name();
      return error;
    }
    if (*difference) return Replayed{std::move(*difference), false};
    if (reader.records() % 4096 == 0)
      progress.update(input.file().position(), input.file().size(), "bytes");
  }
}

std::string event_name(EventId event) {
  return std::to_string(event.process.value) + ":" + std::to_string(event.index.value);
}

std::string as_json(const Replayed& replayed, const Replay& replay) {
  const auto& difference = replayed.difference;
  std::string json = "{\"same\":";
  json += difference || replay.inputs() == 0 ? "false" : "true";
  json += ",\"inputs\":" + std::to_string(replay.inputs()) +
          ",\"events\":" + std::to_string(replay.events()) + ",\"truncated\":";
  json += replayed.truncated ? "true" : "false";
  if (difference) {
    json += ",\"difference\":{\"event\":\"" + event_name(difference->event) +
            "\",\"line\":" + std::to_string(difference->line) + ",\"what\":";
    append_json_string(json, difference->what);
    if (!difference->recorded.empty()) json += ",\"recorded\":" + difference->recorded;
    if (!difference->replayed.empty()) json += ",\"replayed\":" + difference->replayed;
    json += '}';
  }
  return json + "}\n";
}

void tell(const ReplayDifference& difference, const std::string& file, Console& console) {
  const auto place = difference.line == 0 ? " at the end of " + file
                                          : " at " + file + ":" + std::to_string(difference.line);
  console.print(console.painted(Colour::red, "different") + " at event " +
                event_name(difference.event) + place + ": " + difference.what + "\n");
  if (!difference.recorded.empty()) console.print("  trace:  " + difference.recorded + "\n");
  if (!difference.replayed.empty()) console.print("  replay: " + difference.replayed + "\n");
}

Exit replay_trace(const ReplayOptions& options, Console& console) {
  auto input = TraceInput::open(options.trace);
  if (!input) return console.fail(input.error());
  auto header = input->reader().header();
  if (!header) return console.fail(header.error());
  const auto replay = make_replay(*header);
  if (replay == nullptr)
    return console.fail({ErrorCode::usage,
                         "the protocol \"" + header->protocol + "\" is not built in",
                         {input->file().name()},
                         "replay it with the program it comes from"});
  auto replayed = replay_all(*input, *replay, console);
  if (!replayed) return console.fail(replayed.error());

  if (options.json) console.print(as_json(*replayed, *replay));
  if (replayed->difference) {
    if (!options.json) tell(*replayed->difference, input->file().name(), console);
    return Exit::rule_broken;
  }
  if (replay->inputs() == 0) {
    console.say("lamport: " + input->file().name() +
                " has no inputs to replay; live traces have them, and those of lamport sim "
                "--inputs\n");
    return Exit::nothing_checked;
  }
  if (!options.json)
    console.print(console.painted(Colour::green, "the same") + ": " + grouped(replay->inputs()) +
                  " inputs through fresh processes give the " + grouped(replay->events()) +
                  " events of the trace\n");
  if (!replayed->truncated) return Exit::ok;
  console.say("lamport: " + input->file().name() +
              " is truncated: it has no end record; what is there was replayed\n");
  return Exit::bad_data;
}

}  // namespace

void add_replay(CommandLine& line) {
  auto options = std::make_shared<ReplayOptions>();
  line.command("replay", "Give a trace's inputs to fresh processes: the same events, or not",
               "lamport replay live.jsonl                   a trace of running nodes\n"
               "lamport sim cluster --inputs -o - | lamport replay -")
      .argument("TRACE", options->trace, "A trace, plain or .zst; - is standard input")
      .flag("--json", options->json, "The verdict as JSON")
      .run([options](Console& console) { return replay_trace(*options, console); });
}

}  // namespace lamport::cli
