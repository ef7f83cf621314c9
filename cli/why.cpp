// `lamport why`: how two events stand in happened-before, with a proof.
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/event_name.hpp"
#include "cli/json_text.hpp"
#include "cli/trace_input.hpp"
#include "core/check/causal_relation.hpp"
#include "core/check/proof.hpp"
#include "core/trace/record_names.hpp"

namespace lamport::cli {

namespace {

struct WhyOptions {
  std::string trace;
  std::string a;
  std::string b;
  bool json = false;
};

std::string_view word(CausalOrder order) {
  switch (order) {
    case CausalOrder::before: return "before";
    case CausalOrder::after: return "after";
    case CausalOrder::equal: return "same";
    case CausalOrder::concurrent: return "concurrent";
  }
  return "";
}

std::string row(const ChainEvent& event, const std::string& file) {
  auto text = "  " + proof::name(event.at.event);
  text.resize(std::max<std::size_t>(text.size() + 1, 14), ' ');
  text += std::string(name_of(event.kind));
  text.resize(std::max<std::size_t>(text.size() + 1, 24), ' ');
  text += "L " + std::to_string(event.lamport.value);
  text.resize(std::max<std::size_t>(text.size() + 1, 36), ' ');
  return text + file + ":" + std::to_string(event.at.line) + "\n";
}

std::string knows(const ChainEvent& who, std::uint64_t count, const ChainEvent& of) {
  const auto what = of.at.event;
  return "  what happened before " + proof::name(who.at.event) + " holds " + std::to_string(count) +
         (count == 1 ? " event of " : " events of ") + proof::name(what.process) + "; " +
         proof::name(what) + " is number " + std::to_string(what.index.value) + "\n";
}

std::string concurrent_text(const CausalAnswer& answer) {
  const auto a = proof::name(answer.a.at.event);
  const auto b = proof::name(answer.b.at.event);
  auto text = a + " and " + b + " are concurrent: neither happened before the other\n" +
              knows(answer.b, answer.b_knows, answer.a) + knows(answer.a, answer.a_knows, answer.b);
  if (answer.a.lamport == answer.b.lamport)
    return text + "  their Lamport times are equal: " + std::to_string(answer.a.lamport.value) +
           "\n";
  const bool a_less = answer.a.lamport < answer.b.lamport;
  const auto& less = a_less ? answer.a : answer.b;
  const auto& more = a_less ? answer.b : answer.a;
  return text + "  " + proof::stamp(less.at.event, less.lamport) + " < " +
         proof::stamp(more.at.event, more.lamport) + ", although " + proof::name(less.at.event) +
         " did not happen before " + proof::name(more.at.event) +
         ": a smaller Lamport time alone proves nothing\n";
}

std::string answer_text(const CausalAnswer& answer, const std::string& file) {
  if (answer.order == CausalOrder::concurrent) return concurrent_text(answer);
  const auto a = proof::name(answer.a.at.event);
  if (answer.order == CausalOrder::equal) return a + " is one event, not two\n";
  const auto b = proof::name(answer.b.at.event);
  const auto count = answer.messages;
  auto text = (answer.order == CausalOrder::before ? a + " happened before " + b
                                                   : b + " happened before " + a) +
              ": ";
  text += count == 0 ? "they are events of one process, one after the other\n"
                     : "a chain with the fewest messages, " + std::to_string(count) + "\n";
  for (const auto& event : answer.chain) text += row(event, file);
  return text;
}

void add(Json& json, const ChainEvent& event) {
  json.open('{').key("event").string(proof::name(event.at.event)).key("line").number(event.at.line);
  json.key("kind").string(name_of(event.kind)).key("lamport").number(event.lamport.value);
  json.close('}');
}

std::string answer_json(const CausalAnswer& answer) {
  Json json;
  json.open('{').key("format").string("lamport-why").key("version").number(1);
  json.key("order").string(word(answer.order)).key("a");
  add(json, answer.a);
  json.key("b");
  add(json, answer.b);
  json.key("a_knows").number(answer.a_knows).key("b_knows").number(answer.b_knows);
  json.key("messages").number(answer.messages).key("chain").open('[');
  for (const auto& event : answer.chain) add(json, event);
  return json.close(']').close('}').text() + "\n";
}

Error not_there(const CausalRelation& relation, EventId event, const Header& header) {
  const auto last = relation.last_of(event.process).value;
  return {ErrorCode::usage,
          "there is no event " + proof::name(event) + " in the trace",
          {},
          event.process.value >= header.processes.size()
              ? "it has processes 0 to " + std::to_string(header.processes.size() - 1)
              : proof::name(event.process) + " has " + std::to_string(last) + " events"};
}

Exit why(const WhyOptions& options, Console& console) {
  const auto a = parse_event(options.a);
  if (!a) return console.fail(a.error());
  const auto b = parse_event(options.b);
  if (!b) return console.fail(b.error());
  auto input = TraceInput::open(options.trace);
  if (!input) return console.fail(input.error());
  auto& reader = input->reader();
  const auto header = reader.header();
  if (!header) return console.fail(header.error());

  CausalRelation relation(*a, *b);
  while (!relation.decided()) {
    const auto record = reader.next();
    if (!record) return console.fail(record.error());
    if (*record == nullptr) break;
    relation.record(**record, reader.line());
  }
  const auto answer = relation.answer();
  if (!answer) {
    const bool a_missing = a->index.value == 0 || relation.last_of(a->process) < a->index;
    return console.fail(not_there(relation, a_missing ? *a : *b, *header));
  }
  console.print(options.json ? answer_json(*answer) : answer_text(*answer, input->file().name()));
  return Exit::ok;
}

}  // namespace

void add_why(CommandLine& line) {
  auto options = std::make_shared<WhyOptions>();
  line.command("why", "Say how two events stand in happened-before, and prove it",
               "lamport why run.jsonl 1:2 0:5    the second event of process 1, the fifth of 0\n"
               "lamport why run.jsonl 1:2 0:5 --json")
      .argument("TRACE", options->trace, "A trace, plain or .zst; - is standard input")
      .argument("A", options->a, "An event, as process:index")
      .argument("B", options->b, "Another event")
      .flag("--json", options->json, "The answer as JSON (docs/checking.md)")
      .run([options](Console& console) { return why(*options, console); });
}

}  // namespace lamport::cli
