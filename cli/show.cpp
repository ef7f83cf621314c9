// `lamport show`: the space-time diagram of a window of a trace, as text.
#include <algorithm>
#include <charconv>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/trace_input.hpp"
#include "core/base/time_text.hpp"
#include "core/formats/text_diagram.hpp"
#include "core/trace/record_names.hpp"

namespace lamport::cli {

namespace {

struct ShowOptions {
  std::string trace;
  std::string from = "1";
  std::uint64_t count = 40;
  std::optional<std::uint64_t> width;
  bool ascii = false;
};

/// Where the window begins: the number of a record, from 1, or a time.
struct Start {
  std::uint64_t record = 1;
  Time time;
};

Result<Start> start_of(const std::string& text) {
  Start start;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, start.record);
  if (error == std::errc{} && stop == end && start.record > 0) return start;
  if (auto time = parse_duration(text)) return Start{1, {time->nanoseconds}};
  return Error{ErrorCode::usage,
               "--from is \"" + text + "\"",
               {},
               "give the number of a record, from 1, or a time such as 2.5s"};
}

Time time_of(const Record& record) {
  if (const auto* event = std::get_if<EventRecord>(&record)) return event->time;
  if (const auto* fate = std::get_if<FateRecord>(&record)) return fate->time;
  if (const auto* life = std::get_if<LifeRecord>(&record)) return life->time;
  if (const auto* link = std::get_if<LinkRecord>(&record)) return link->time;
  return {};  // an input: it has no row
}

/// The record after the window if there is one: what --from would name next.
struct Window {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool more = false;
};

Result<Window> fill(TextDiagram& diagram, JsonlReader& reader, const Start& start,
                    std::uint64_t count) {
  Window window;
  for (;;) {
    auto record = reader.next();
    if (!record && !reader.truncated()) return record.error();
    if (!record || *record == nullptr) return window;
    if (std::holds_alternative<InputRecord>(**record)) continue;
    if (window.last == 0 && (reader.records() < start.record || time_of(**record) < start.time))
      continue;
    if (count == 0) {
      window.more = true;
      return window;
    }
    --count;
    if (window.first == 0) window.first = reader.records();
    window.last = reader.records();
    diagram.add(**record);
  }
}

std::string title(const Header& header) {
  auto text = std::string(name_of(header.source)) + " of " +
              (header.scenario.empty() ? header.protocol : header.scenario);
  if (header.source == TraceSource::simulation)
    text += ", seed " + std::to_string(header.seed.value);
  return text;
}

Exit show(const ShowOptions& options, Console& console) {
  auto start = start_of(options.from);
  if (!start) return console.fail(start.error());
  if (options.count == 0)
    return console.fail({ErrorCode::usage, "--count is 0", {}, "how many records to draw"});
  auto input = TraceInput::open(options.trace);
  if (!input) return console.fail(input.error());
  auto& reader = input->reader();
  auto header = reader.header();
  if (!header) return console.fail(header.error());

  TextDiagram diagram(*header);
  auto window = fill(diagram, reader, *start, options.count);
  if (!window) return console.fail(window.error());
  if (diagram.empty()) {
    console.say("lamport: nothing to show from " + options.from + " on; the trace has " +
                std::to_string(reader.records()) + " records\n");
    return Exit::nothing_checked;
  }
  const auto width = options.width ? *options.width : console.width();
  console.print(title(*header) + "\n\n" +
                diagram.draw({static_cast<std::size_t>(std::min<std::uint64_t>(width, 1000)),
                              options.ascii}));
  console.print("\nrecords " + std::to_string(window->first) + " to " +
                std::to_string(window->last) +
                "; a dot is an event, the number its Lamport time\n");
  if (window->more)
    console.say("more: lamport show " + options.trace + " --from " +
                std::to_string(window->last + 1) + "\n");
  if (reader.truncated()) {
    console.say("lamport: " + input->file().name() + " is truncated: it has no end record\n");
    return Exit::bad_data;
  }
  return Exit::ok;
}

}  // namespace

void add_show(CommandLine& line) {
  auto options = std::make_shared<ShowOptions>();
  line.command("show", "Draw the space-time diagram of a trace as text",
               "lamport show run.jsonl                      its first 40 records\n"
               "lamport show run.jsonl --from 2.5s --count 60\n"
               "lamport show run.jsonl --ascii --width 80   for a plain terminal or a mail")
      .argument("TRACE", options->trace, "A trace, plain or .zst; - is standard input")
      .option("--from", options->from, "N|TIME", "Where to begin: the N-th record, or a time")
      .option("--count", options->count, "N", "How many records (default 40)")
      .option("--width", options->width, "COLUMNS", "Columns to fit in (default: the terminal)")
      .flag("--ascii", options->ascii, "Only ASCII signs")
      .run([options](Console& console) { return show(*options, console); });
}

}  // namespace lamport::cli
