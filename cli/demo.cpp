// `lamport demo`: the four nodes of the demonstration as processes of this machine, looked after as
// compose.yaml looks after its containers.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "cli/child_process.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"

namespace lamport::cli {

namespace {

struct DemoOptions {
  std::string directory = "lamport-demo";
  std::uint64_t port = 5000;
  bool ephemeral = false;
};

struct DemoNode {
  std::string service;  ///< as compose.yaml calls it
  std::string name;
};
const std::vector<DemoNode> demo_nodes{{"unap-server", "Servidor UNAP"},
                                       {"client1", "Cliente 1"},
                                       {"client2", "Cliente 2"},
                                       {"client3", "Cliente 3"}};

using Clock = std::chrono::steady_clock;

/// One of the four: started again when it dies, later and later if it dies young.
class Supervised {
 public:
  Supervised(const DemoOptions& options, std::size_t number)
      : node_(demo_nodes[number]), ephemeral_(options.ephemeral) {
    const auto id = std::to_string(number);
    const auto address = "127.0.0.1:" + std::to_string(options.port + number);
    page_ = "http://localhost:" + std::to_string(options.port + number) + "/";
    child_.arguments = {own_program(), "node",
                        "--id",        id,
                        "--name",      node_.name,
                        "--listen",    address,
                        "--processes", std::to_string(demo_nodes.size())};
    if (number != 0) add("--coordinator", "http://127.0.0.1:" + std::to_string(options.port));
    if (options.ephemeral)
      child_.arguments.emplace_back("--ephemeral");
    else
      add("--data", options.directory + "/" + node_.service);
    child_.log = options.directory + "/" + node_.service + ".log";
  }

  Result<Done> start() {
    auto process = ChildProcess::start(child_);
    if (!process) return process.error();
    process_.emplace(std::move(*process));
    started_ = Clock::now();
    return Done{};
  }

  /// Looks after it. An error means that it cannot live: it died young again and again.
  Result<Done> look_after(Console& console) {
    if (process_) {
      const auto end = process_->ended();
      if (!end) return Done{};
      process_.reset();
      const bool young = Clock::now() - started_ < std::chrono::seconds(10);
      early_deaths_ = young ? early_deaths_ + 1 : 0;
      if (early_deaths_ > most_early_deaths || hopeless(*end))
        return Error{ErrorCode::unavailable,
                     node_.service + " " + to_string(*end),
                     {},
                     "its log says why: " + child_.log};
      console.say(node_.service + " " + to_string(*end) + "; it is started again\n");
      again_ = Clock::now() + std::chrono::milliseconds(200) * (1 << early_deaths_);
    }
    if (Clock::now() < again_) return Done{};
    return start();
  }

  void signal(int number) const {
    if (process_) process_->signal(number);
  }
  bool gone(Duration limit) { return !process_ || process_->wait(limit).has_value(); }

  [[nodiscard]] std::string line() const {
    auto text = "  " + node_.service;
    text.resize(16, ' ');
    return text + page_ + "\n";
  }

 private:
  static constexpr int most_early_deaths = 4;

  // What it was told or what it has stored does not fit, or its port is taken: it will not the next
  // time either. One without a journal ends as if for want of a port when a new run has begun.
  [[nodiscard]] bool hopeless(const ChildEnd& end) const {
    return end.code == static_cast<int>(Exit::usage) ||
           end.code == static_cast<int>(Exit::bad_data) ||
           (end.code == static_cast<int>(Exit::unavailable) && !ephemeral_);
  }

  void add(const std::string& flag, const std::string& value) {
    child_.arguments.push_back(flag);
    child_.arguments.push_back(value);
  }

  DemoNode node_;
  ChildOptions child_;
  std::string page_;
  std::optional<ChildProcess> process_;
  Clock::time_point started_;
  Clock::time_point again_;
  int early_deaths_ = 0;
  bool ephemeral_;
};

// As docker stop does: asked first, then made to.
void stop(std::vector<Supervised>& nodes) {
  for (const auto& node : nodes) node.signal(SIGTERM);
  const auto until = Clock::now() + std::chrono::seconds(10);
  for (auto& node : nodes) {
    const auto left = std::max(until - Clock::now(), Clock::duration::zero());
    if (!node.gone(nanoseconds(static_cast<std::uint64_t>(left.count())))) node.signal(SIGKILL);
  }
  nodes.clear();
}

Exit demo(const DemoOptions& options, Console& console) {
  if (options.port == 0 || options.port + demo_nodes.size() > 65536)
    return console.fail({ErrorCode::usage,
                         "--port is " + std::to_string(options.port),
                         {},
                         "the first of four ports that follow each other, such as 5000"});
  std::error_code failed;
  std::filesystem::create_directories(options.directory, failed);
  if (failed)
    return console.fail({ErrorCode::cannot_write,
                         "the directory cannot be made: " + failed.message(),
                         {options.directory},
                         ""});
  std::vector<Supervised> nodes;
  for (std::size_t i = 0; i < demo_nodes.size(); ++i) nodes.emplace_back(options, i);
  std::string lines;
  for (auto& node : nodes) {
    if (auto started = node.start(); !started) return console.fail(started.error());
    lines += node.line();
  }
  console.print(lines);
  console.say(options.ephemeral ? "Logs are in " + options.directory + ". Ctrl-C stops all four.\n"
                                : "Logs and journals are in " + options.directory +
                                      ". Ctrl-C stops all four; what they recorded stays.\n");
  while (!interrupted()) {
    for (auto& node : nodes)
      if (auto alive = node.look_after(console); !alive) {
        stop(nodes);
        return console.fail(alive.error());
      }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  stop(nodes);
  return Exit::ok;
}

}  // namespace

void add_demo(CommandLine& line) {
  auto options = std::make_shared<DemoOptions>();
  line.command("demo", "Run the four nodes of the demonstration as processes of this machine",
               "lamport demo                    then open http://localhost:5000/\n"
               "lamport demo --dir /tmp/demo --port 6000")
      .option("--dir", options->directory, "DIR",
              "Where journals and logs are kept (default lamport-demo)")
      .option("--port", options->port, "N", "The first of four ports (default 5000)")
      .flag("--ephemeral", options->ephemeral, "Keep no journals: every start is a new run")
      .run([options](Console& console) { return demo(*options, console); });
}

}  // namespace lamport::cli
