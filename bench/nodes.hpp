// Live nodes for benchmarks, each a process of its own: the program itself, or a process type that
// makes the load. What is measured of them is the benchmark's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/child.hpp"
#include "net/node_client.hpp"
#include "net/node_program.hpp"

namespace lamport::bench {

/// A directory for what a benchmark writes, on the disk that temporary files have.
class Scratch {
 public:
  Scratch()
      : path_(std::filesystem::temp_directory_path() /
              ("lamport-bench-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

enum class Keeps : std::uint8_t { journal, nothing };

using Flags = std::vector<std::string>;

/// `place` is --processes N at the coordinator, --coordinator URL at others.
inline Flags node_flags(const Scratch& scratch, Keeps keeps, const std::string& id,
                        const Flags& place) {
  Flags flags{"--id", id, "--listen", "127.0.0.1:0"};
  flags.insert(flags.end(), place.begin(), place.end());
  if (keeps == Keeps::nothing)
    flags.emplace_back("--ephemeral");
  else
    flags.insert(flags.end(), {"--data", scratch / id});
  return flags;
}

inline Flags lone_node(const Scratch& scratch) {
  return node_flags(scratch, Keeps::journal, "0", {"--processes", "1"});
}

/// `lamport node`, acting only when it is told to.
inline std::unique_ptr<Child> start_program(const std::string& log, Flags flags) {
  flags.insert(flags.begin(), {LAMPORT_BINARY, "node", "--set", "automatic=false"});
  return std::make_unique<Child>(log, std::move(flags));
}

/// A node that runs `process`.
template <class P>
std::unique_ptr<Child> start_process(const std::string& log, const P& process, const Flags& flags) {
  return std::make_unique<Child>(log, [&] {
    std::vector<const char*> arguments{"node"};
    for (const auto& flag : flags) arguments.push_back(flag.c_str());
    return net::run_node(static_cast<int>(arguments.size()), arguments.data(), "load",
                         [&](const net::ProcessSetting&) { return process; });
  });
}

/// Durable events of a node so far.
inline std::uint64_t events_of(net::NodeClient& client) {
  const auto status = client.status();
  if (!status) give_up(to_string(status.error()));
  return status->index.value;
}

/// Two nodes; `start` makes one from its log and flags.
template <class Start>
struct Pair {
  Pair(const Scratch& scratch, Keeps keeps, Start start) {
    children[0] = start(scratch / "0.log", node_flags(scratch, keeps, "0", {"--processes", "2"}));
    const auto coordinator = "http://127.0.0.1:" + children[0]->port();
    children[1] =
        start(scratch / "1.log", node_flags(scratch, keeps, "1", {"--coordinator", coordinator}));
    for (const auto& child : children) clients.emplace_back("http://127.0.0.1:" + child->port());
  }

  /// Waits for so many events, neither fewer nor more.
  void wait_for_events(std::size_t id, std::uint64_t count) {
    std::uint64_t seen = 0;
    wait_until("node " + std::to_string(id) + " to have " + std::to_string(count) + " events",
               [&] { return (seen = events_of(clients[id])) >= count; });
    if (seen != count) give_up("a node has more events than it was given");
  }

  std::unique_ptr<Child> children[2];
  std::vector<net::NodeClient> clients;
};

}  // namespace lamport::bench
