// `lamport cut`: whether a cut through a trace is consistent, and which messages break it.
#include <vector>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/event_name.hpp"
#include "cli/json_text.hpp"
#include "cli/progress.hpp"
#include "cli/trace_input.hpp"
#include "core/check/cut.hpp"
#include "core/check/proof.hpp"

namespace lamport::cli {

namespace {

struct CutOptions {
  std::string trace;
  std::string at;
  bool json = false;
};

Result<std::vector<EventId>> parse_events(std::string_view text) {
  std::vector<EventId> events;
  for (;;) {
    const auto comma = text.find(',');
    const auto event = parse_event(text.substr(0, comma));
    if (!event) return event.error();
    events.push_back(*event);
    if (comma == std::string_view::npos) return events;
    text.remove_prefix(comma + 1);
  }
}

/// The cut's event of each process; of one that is not named, none is inside.
Result<std::vector<EventIndex>> cut_at(const std::vector<EventId>& events, const Header& header) {
  std::vector<EventIndex> at(header.processes.size());
  std::vector<bool> named(at.size());
  for (const auto& event : events) {
    const auto process = event.process.value;
    if (process >= at.size())
      return Error{ErrorCode::usage,
                   "there is no " + proof::name(event.process) + " in the trace",
                   {},
                   "it has processes 0 to " + std::to_string(at.size() - 1)};
    if (named[process])
      return Error{ErrorCode::usage,
                   proof::name(event.process) + " is cut twice",
                   {},
                   "name one event a process"};
    named[process] = true;
    at[process] = event.index;
  }
  return at;
}

std::string placed(const EvidenceEvent& at, const std::string& file) {
  return proof::name(at.event) +
         (at.line == 0 ? std::string() : " (" + file + ":" + std::to_string(at.line) + ")");
}

std::string cut_text(const Cut& cut, const std::string& file) {
  constexpr std::size_t most_shown = 20;
  std::string text = cut.consistent() ? "consistent" : "not consistent";
  text += ": " + grouped(cut.events_inside()) + " events inside, ";
  const auto in_transit = cut.in_transit();
  if (!cut.consistent()) {
    text += grouped(cut.breaking_count()) + " received inside but sent outside\n";
    for (std::size_t i = 0; i < std::min(cut.breaking().size(), most_shown); ++i)
      text += "  " + placed(cut.breaking()[i].receive, file) + " receives " +
              placed(cut.breaking()[i].send, file) + ", which is outside\n";
    if (cut.breaking_count() > most_shown)
      text += "  and " + grouped(cut.breaking_count() - most_shown) + " more\n";
    return text;
  }
  text += grouped(in_transit.size()) + " messages in transit\n";
  for (std::size_t i = 0; i < std::min(in_transit.size(), most_shown); ++i)
    text += "  " + placed(in_transit[i].send, file) + " to " + proof::name(in_transit[i].to) + "\n";
  if (in_transit.size() > most_shown)
    text += "  and " + grouped(in_transit.size() - most_shown) + " more\n";
  return text;
}

std::string cut_json(const Cut& cut) {
  Json json;
  json.open('{').key("format").string("lamport-cut").key("version").number(1);
  json.key("consistent").truth(cut.consistent()).key("events").number(cut.events_inside());
  json.key("breaking_count").number(cut.breaking_count()).key("breaking").open('[');
  for (const auto& one : cut.breaking()) {
    json.open('{').key("message").string(proof::name(one.send.event));
    json.key("sent").number(one.send.line).key("receive").string(proof::name(one.receive.event));
    json.key("received").number(one.receive.line).close('}');
  }
  json.close(']').key("in_transit").open('[');
  for (const auto& one : cut.in_transit())
    json.open('{')
        .key("message")
        .string(proof::name(one.send.event))
        .key("to")
        .number(one.to.value)
        .key("sent")
        .number(one.send.line)
        .close('}');
  return json.close(']').close('}').text() + "\n";
}

Exit run_cut(const CutOptions& options, Console& console) {
  if (options.at.empty())
    return console.fail({ErrorCode::usage, "it is not said where to cut", {}, "--at 0:3,1:5"});
  const auto events = parse_events(options.at);
  if (!events) return console.fail(events.error());
  auto input = TraceInput::open(options.trace);
  if (!input) return console.fail(input.error());
  auto& reader = input->reader();
  const auto header = reader.header();
  if (!header) return console.fail(header.error());
  auto at = cut_at(*events, *header);
  if (!at) return console.fail(at.error());

  Cut cut(*std::move(at));
  Result<const Record*> record = reader.next();
  for (; record && *record != nullptr; record = reader.next()) cut.record(**record, reader.line());
  if (!record && !reader.truncated()) return console.fail(record.error());
  if (const auto beyond = cut.beyond_the_end(); !beyond.empty())
    return console.fail({record ? ErrorCode::usage : ErrorCode::bad_data,
                         proof::name(beyond.front()) + " has only " +
                             std::to_string(cut.last_of(beyond.front()).value) + " events",
                         {},
                         "cut it at one of them, or at 0 to leave it out"});
  console.print(options.json ? cut_json(cut) : cut_text(cut, input->file().name()));
  if (!record) return console.fail(record.error());
  return cut.consistent() ? Exit::ok : Exit::rule_broken;
}

}  // namespace

void add_cut(CommandLine& line) {
  auto options = std::make_shared<CutOptions>();
  line.command("cut", "Say whether a cut through a trace is consistent",
               "lamport cut run.jsonl --at 0:3,1:5,2:2   up to these events, one a process\n"
               "lamport cut run.jsonl --at 0:3 --json    of processes not named nothing is inside")
      .argument("TRACE", options->trace, "A trace, plain or .zst; - is standard input")
      .option("--at", options->at, "EVENTS", "Where to cut: process:index,... (required)")
      .flag("--json", options->json, "The answer as JSON (docs/checking.md)")
      .run([options](Console& console) { return run_cut(*options, console); });
}

}  // namespace lamport::cli
