// Real nodes as processes, killed at random under load: afterwards every message has been received
// exactly once, and what was recorded replays. And how a node ends when it cannot start.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <thread>

#include "net/node_client.hpp"
#include "tests/net/node_process.hpp"
#include "tests/net/stage.hpp"

namespace lamport::net {
namespace {

// Until it holds, or a minute has passed.
bool wait_until(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Runs the program; its exit code.
int lamport(const std::string& arguments) {
  const int status = std::system((std::string(LAMPORT_BINARY) + " " + arguments).c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Two nodes in a scratch directory.
class Live : public testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const {
    return scratch_.path() + "/" + name;
  }
  [[nodiscard]] std::string url(std::size_t node) const {
    return "http://127.0.0.1:" + std::to_string(ports_[node]);
  }
  std::vector<std::string> arguments(std::size_t node, const std::string& set) const {
    std::vector<std::string> words{"--id",     std::to_string(node),
                                   "--listen", "127.0.0.1:" + std::to_string(ports_[node]),
                                   "--data",   path(std::to_string(node)),
                                   "--set",    set};
    if (node == 0)
      words.insert(words.end(), {"--processes", "2"});
    else
      words.insert(words.end(), {"--coordinator", url(0)});
    return words;
  }
  [[nodiscard]] bool ready(std::size_t node) const {
    const auto status = NodeClient(url(node)).status();
    return status && status->admission == "open" && !status->run.empty();
  }
  /// Nothing is under way any more.
  [[nodiscard]] bool quiet() const {
    for (std::size_t node : {0U, 1U}) {
      const auto status = NodeClient(url(node)).status();
      if (!status || status->unsent != 0) return false;
    }
    return true;
  }

  const ScratchDirectory scratch_;
  std::uint16_t ports_[2] = {unused_port(), unused_port()};
};

TEST_F(Live, KilledAtRandomUnderLoad) {
  const char* asked = std::getenv("LAMPORT_KILLS");  // NOLINT(concurrency-mt-unsafe)
  const int kills = asked == nullptr ? 30 : std::stoi(asked);
  const std::string busy = "automatic_min=1ms,automatic_max=4ms";
  NodeProcess nodes[] = {{arguments(0, busy), path("0.log")}, {arguments(1, busy), path("1.log")}};
  nodes[1].start();
  nodes[0].start();
  std::mt19937 draw(7);  // the same kills every time, as far as time allows
  for (int i = 0; i < kills; ++i) {
    const auto victim = draw() % 2;
    ASSERT_TRUE(wait_until([&] { return ready(0) && ready(1); })) << read(path("1.log"));
    // Not synchronisation: how long it lives under load is what is drawn.
    std::this_thread::sleep_for(std::chrono::milliseconds(draw() % 100));
    nodes[victim].kill();
    nodes[victim].start();
  }
  ASSERT_TRUE(wait_until([&] { return ready(0) && ready(1); }));
  for (std::size_t node : {0U, 1U})
    ASSERT_EQ(lamport("send --node " + url(node) + " --to " + std::to_string(1 - node) +
                      " still-here >/dev/null"),
              0);
  for (std::size_t node : {0U, 1U}) ASSERT_TRUE(NodeClient(url(node)).automatic(false, 1'000));
  ASSERT_TRUE(wait_until([&] { return quiet(); })) << read(path("0.log")) << read(path("1.log"));
  const auto trace = path("live.jsonl");
  ASSERT_EQ(lamport("collect " + url(0) + " -o " + trace + " 2>" + path("collect.log")), 0)
      << read(path("collect.log"));
  EXPECT_EQ(lamport("check " + trace + " >" + path("check.log")), 0) << read(path("check.log"));
  EXPECT_EQ(lamport("replay " + trace + " >" + path("replay.log")), 0) << read(path("replay.log"));
  const auto text = read(trace);
  EXPECT_EQ(text.find("\"fate\":\"undelivered\""), std::string::npos) << "a message is missing";
  EXPECT_NE(text.find("\"receive\""), std::string::npos);
  for (auto& node : nodes) {
    node.signal(SIGTERM);
    EXPECT_EQ(node.wait(), 0);
  }
}

TEST_F(Live, EndsWithAClearLineWhereItCannotStart) {
  const auto log = path("0.log");
  const auto ends = [&](const std::vector<std::string>& words) {
    NodeProcess node(words, log);
    node.start();
    return node.wait();
  };
  NodeProcess first(arguments(0, "automatic=false"), path("first.log"));
  first.start();
  ASSERT_TRUE(wait_until([&] { return ready(0); }));
  auto other = arguments(0, "automatic=false");
  EXPECT_EQ(ends(other), 69) << "the journal is in use\n" << read(log);
  other[5] = path("elsewhere");
  EXPECT_EQ(ends(other), 69) << "the port is in use\n" << read(log);
  first.signal(SIGTERM);
  EXPECT_EQ(first.wait(), 0);
  std::ofstream(path("file")) << "x";
  other[5] = path("file") + "/below";
  EXPECT_EQ(ends(other), 73) << read(log);
  other[5] = path("elsewhere");
  std::filesystem::create_directories(other[5]);
  std::ofstream(path("elsewhere/journal.db")) << std::string(5000, 'x');
  EXPECT_EQ(ends(other), 65) << read(log);
  other = arguments(1, "automatic=false");
  other[5] = path("0");
  EXPECT_EQ(ends(other), 64) << "another node's journal\n" << read(log);
  EXPECT_EQ(ends({"--id", "0"}), 64) << read(log);
  EXPECT_EQ(ends(arguments(0, "automatic=maybe")), 64) << read(log);
}

// A limit on the size of its files stands for a full disk.
TEST_F(Live, AFullDiskEndsItAndLosesNothing) {
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  struct rlimit small = before;
  small.rlim_cur = 300'000;
  const auto busy = "automatic_min=1ms,automatic_max=1ms";
  NodeProcess node(arguments(0, busy), path("0.log"));
  // The signal stays ignored through exec.
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  node.start();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(node.wait(), 74) << read(path("0.log"));
  EXPECT_NE(read(path("0.log")).find("the journal failed"), std::string::npos);
  node.start();
  ASSERT_TRUE(wait_until([&] { return ready(0); }));
  node.signal(SIGTERM);
  EXPECT_EQ(node.wait(), 0);
}

}  // namespace
}  // namespace lamport::net
