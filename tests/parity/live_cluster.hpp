// A cluster of real nodes: processes of the lamport program on this machine, with directories of
// their own, that a test starts, kills and asks. Every wait has a deadline; nothing sleeps to be in
// time.
#pragma once

#include <csignal>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/child_process.hpp"
#include "net/node_client.hpp"

namespace lamport::parity {

struct LiveOptions {
  std::uint32_t processes = 4;
  bool ephemeral = false;
  std::string protocol_settings = "automatic=false";
  std::string admin_token = "test-token";
};

/// A directory that is made for one test and removed after it.
class TestDirectory {
 public:
  explicit TestDirectory(const std::string& name);
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;
  ~TestDirectory();

  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// Asks until `done` or the deadline; whether it was done.
bool eventually(const std::function<bool()>& done, Duration limit = seconds(60));

class LiveCluster {
 public:
  /// Chooses ports; starts nothing. `directory` outlives the cluster.
  LiveCluster(const TestDirectory& directory, const LiveOptions& options);

  /// Starts a node that is not running. `largest_file`: see ChildOptions.
  void start(std::uint32_t id, std::uint64_t largest_file = 0);
  void start_all();
  void kill(std::uint32_t id) { end(id, SIGKILL); }
  /// Sends a signal that ends it, and waits for that.
  cli::ChildEnd end(std::uint32_t id, int signal);
  /// A signal that does not end it: SIGSTOP, SIGCONT.
  void signal(std::uint32_t id, int signal) { nodes_[id].process->signal(signal); }
  /// Whether it runs; false as well if it has ended by itself.
  [[nodiscard]] bool running(std::uint32_t id);

  [[nodiscard]] std::uint32_t size() const { return options_.processes; }
  [[nodiscard]] int port(std::uint32_t id) const;
  [[nodiscard]] std::string url(std::uint32_t id) const;
  [[nodiscard]] std::string data(std::uint32_t id) const;
  [[nodiscard]] std::string log(std::uint32_t id) const;
  [[nodiscard]] const std::string& token() const { return options_.admin_token; }
  /// A new client.
  [[nodiscard]] net::NodeClient client(std::uint32_t id) const;

  /// Waits until a node takes part in the run.
  [[nodiscard]] bool ready(std::uint32_t id) const;
  [[nodiscard]] bool all_ready() const;
  /// Waits until nothing is under way between any nodes, all of which run.
  [[nodiscard]] bool quiet() const;

  /// What its nodes logged last, for a failure's message.
  [[nodiscard]] std::string last_words() const;

 private:
  struct Node {
    std::optional<cli::ChildProcess> process;
  };

  const TestDirectory& directory_;
  LiveOptions options_;
  std::uint16_t first_port_;
  std::vector<Node> nodes_;
};

}  // namespace lamport::parity
