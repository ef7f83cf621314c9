// `lamport status`: what a running node says of itself; with --healthy only whether it lives, which
// is what a container's health check asks.
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/node_access.hpp"
#include "cli/progress.hpp"

namespace lamport::cli {

namespace {

struct StatusOptions {
  std::optional<std::string> node;
  bool healthy = false;
  bool ready = false;
  bool json = false;
};

std::string described(const net::NodeStatus& status, const Console& console) {
  auto text = console.painted(Colour::bold, status.name) + ", process " +
              std::to_string(status.process.value) + " of " + std::to_string(status.processes) +
              ", " + status.role + "\n  Lamport time " + grouped(status.lamport.value) + ", " +
              grouped(status.index.value) + " events, incarnation " +
              std::to_string(status.incarnation.value) + "\n  commands: " + status.admission +
              ", unsent messages: " + grouped(status.unsent) + "\n";
  for (const auto& link : status.links) {
    text += "  link to " + std::to_string(link.to.value) + ": " +
            (!link.up   ? std::string("no news")
             : *link.up ? console.painted(Colour::green, "up")
                        : console.painted(Colour::red, "down"));
    if (link.unsent > 0) text += ", " + grouped(link.unsent) + " unsent";
    if (link.cut) text += ", cut";
    if (link.delay_ms > 0) text += ", delayed by " + std::to_string(link.delay_ms) + " ms";
    text += "\n";
  }
  return text;
}

Exit status(const StatusOptions& options, Console& console) {
  auto node = node_at(options.node);
  if (!node) return console.fail(node.error());
  if (options.healthy || options.ready) {
    const auto answer = node->get(options.ready ? "/readyz" : "/healthz");
    return answer ? Exit::ok : console.fail(answer.error());
  }
  if (options.json) {
    const auto body = node->get("/api/v1/state");
    if (!body) return console.fail(body.error());
    console.print(*body + "\n");
    return Exit::ok;
  }
  const auto status = node->status();
  if (!status) return console.fail(status.error());
  console.print(described(*status, console));
  return Exit::ok;
}

}  // namespace

void add_status(CommandLine& line) {
  auto options = std::make_shared<StatusOptions>();
  line.command("status", "Say how a running node is",
               "lamport status --node http://localhost:5001\n"
               "lamport status --healthy       says nothing; exit 0: it lives")
      .option("--node", options->node, "URL", node_help)
      .flag("--healthy", options->healthy, "Only whether it lives (/healthz)")
      .flag("--ready", options->ready, "Only whether it takes part in its run (/readyz)")
      .flag("--json", options->json, "The node's state as it gives it")
      .run([options](Console& console) { return status(*options, console); });
}

}  // namespace lamport::cli
