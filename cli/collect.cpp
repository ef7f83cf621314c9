// `lamport collect`: the logs of running nodes as one trace, without stopping them, and without
// waiting for ever for one that hangs.
#include <set>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/trace_output.hpp"
#include "net/collector.hpp"
#include "net/node_client.hpp"

namespace lamport::cli {

namespace {

struct CollectOptions {
  std::vector<std::string> nodes;
  std::string output = "live.jsonl";
  Duration timeout = seconds(10);
};

constexpr Duration patience = seconds(1);

Result<net::Collected> collected(const CollectOptions& options, Console& console) {
  std::vector<std::string> urls;
  for (const auto& node : options.nodes) {
    auto url = net::node_url(node);
    if (!url) return url.error();
    urls.push_back(*url);
  }
  Progress progress(console, "collecting");
  std::set<std::string> told;
  net::CollectOptions how;
  how.timeout = options.timeout;
  how.on_page = [&](std::uint64_t records) {
    progress.update(records, 0, "records");
    return !interrupted();
  };
  how.waiting = [&](const std::string& url, Duration waited) {
    if (waited >= patience && told.insert(url).second) progress.say("waiting for " + url + "\n");
    return !interrupted();
  };
  return net::collect(urls, how);
}

Exit collect(const CollectOptions& options, Console& console) {
  auto output = TraceOutput::open(options.output);
  if (!output) return console.fail(output.error());
  const auto run = collected(options, console);
  if (interrupted()) return Exit::interrupted;
  if (!run) return console.fail(run.error());
  JsonlWriter writer(output->sink());
  if (auto end = run->write(writer); !end) return console.fail(end.error());
  if (auto done = output->commit(); !done) return console.fail(done.error());

  console.say("wrote " + options.output + ": " + grouped(run->records()) + " records of " +
              std::to_string(run->header().processes.size()) + " processes, " +
              grouped(run->undelivered()) + " messages still under way\n");
  for (const auto& unread : run->unread())
    console.say("lamport: " + unread.name + " could not be read: " + unread.why + "\n");
  if (run->header().complete) return Exit::ok;
  console.say(
      "lamport: the trace is not complete; what depends on events that could not be read "
      "is not in it\n");
  return Exit::nothing_checked;
}

}  // namespace

void add_collect(CommandLine& line) {
  auto options = std::make_shared<CollectOptions>();
  line.command("collect", "Write the trace of running nodes, without stopping them",
               "lamport collect http://localhost:5000 -o live.jsonl && lamport check live.jsonl\n"
               "lamport collect http://localhost:5000 --timeout 2s\n"
               "lamport collect http://localhost:5000 http://localhost:6001    the second one is "
               "not\n"
               "                                            where its cluster says")
      .argument("URL", options->nodes,
                "Any node of the cluster; others where they cannot be found through it")
      .option("-o,--output", options->output, "FILE",
              "Where to write (default live.jsonl); .zst compresses, - is standard output")
      .option("--timeout", options->timeout, "DURATION",
              "How long to wait for one answer of a node (default 10s); then it is left out")
      .run([options](Console& console) { return collect(*options, console); });
}

}  // namespace lamport::cli
