// `lamport send` and `lamport internal`: one event at a running node, however often the request has
// to be made.
#include <algorithm>
#include <limits>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/node_access.hpp"

namespace lamport::cli {

namespace {

struct EventOptions {
  std::optional<std::string> node;
  std::optional<std::uint64_t> to;
  std::string text;
  std::optional<std::string> label;
  bool json = false;
};

using Caused = Result<std::vector<net::CausedEvent>>;

Exit tell(const Caused& caused, bool json, Console& console) {
  if (!caused) return console.fail(caused.error());
  for (const auto& event : *caused)
    console.print(json ? event.line + "\n"
                       : "event " + std::to_string(event.event.process.value) + ":" +
                             std::to_string(event.event.index.value) + ", Lamport time " +
                             std::to_string(event.lamport.value) + "\n");
  return Exit::ok;
}

Exit send(const EventOptions& options, Console& console) {
  if (!options.to || *options.to > std::numeric_limits<std::uint32_t>::max())
    return console.fail({ErrorCode::usage,
                         options.to ? "--to is no process" : "--to is missing",
                         {},
                         "give the number of the process that it goes to, such as --to 2"});
  auto node = node_at(options.node);
  if (!node) return console.fail(node.error());
  const ProcessId to{static_cast<std::uint32_t>(*options.to)};
  return tell(node->send(to, options.text, unique_key()), options.json, console);
}

Exit internal(const EventOptions& options, Console& console) {
  auto node = node_at(options.node);
  if (!node) return console.fail(node.error());
  return tell(node->internal(options.label.value_or(""), unique_key()), options.json, console);
}

}  // namespace

void add_send(CommandLine& line) {
  auto options = std::make_shared<EventOptions>();
  line.command("send", "Let a running node send a message",
               "lamport send --node http://localhost:5001 --to 2 hola")
      .option("--node", options->node, "URL", node_help)
      .option("--to", options->to, "ID", "The process that it goes to")
      .argument("TEXT", options->text, "What it says: at most 256 bytes")
      .flag("--json", options->json, "The send event as its line of a trace")
      .run([options](Console& console) { return send(*options, console); });
}

void add_internal(CommandLine& line) {
  auto options = std::make_shared<EventOptions>();
  line.command("internal", "Let a running node have an internal event",
               "lamport internal --node http://localhost:5001 compute")
      .option("--node", options->node, "URL", node_help)
      .argument("TEXT", options->label, "Its label: at most 256 bytes")
      .flag("--json", options->json, "The event as its line of a trace")
      .run([options](Console& console) { return internal(*options, console); });
}

}  // namespace lamport::cli
