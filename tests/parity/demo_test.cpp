// `lamport demo`: four nodes that find each other; one that is killed comes back; Ctrl-C ends all.
#include <gtest/gtest.h>

#include <fstream>

#include "cli/child_process.hpp"
#include "tests/parity/live_cluster.hpp"

namespace lamport::parity {
namespace {

// The process that keeps this journal, found by its arguments.
int node_of(const std::string& data) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(entry.path() / "cmdline");
    const std::string arguments{std::istreambuf_iterator<char>(file), {}};
    if (arguments.find(std::string("node\0", 5)) != std::string::npos &&
        arguments.find(data + '\0') != std::string::npos)
      return std::stoi(name);
  }
  return 0;
}

TEST(Demo, RunsFourNodesBringsBackOneThatDiesAndEndsCleanly) {
  const TestDirectory directory("demo");
  const LiveCluster addresses(directory, {});  // for its ports; starts nothing
  const auto data = directory.path() + "/demo";
  auto demo = cli::ChildProcess::start(
      {{LAMPORT_BINARY, "demo", "--dir", data, "--port", std::to_string(addresses.port(0))},
       {},
       directory.path() + "/demo.log",
       0});
  ASSERT_TRUE(demo) << to_string(demo.error());
  ASSERT_TRUE(addresses.all_ready());

  const auto before = addresses.client(2).status();
  ASSERT_TRUE(before);
  EXPECT_EQ(before->name, "Cliente 2");
  const int victim = node_of(data + "/client2");
  ASSERT_NE(victim, 0);
  ::kill(victim, SIGKILL);
  EXPECT_TRUE(eventually([&] {
    const auto status = addresses.client(2).status();
    return status && status->incarnation.value == 2 && status->index >= before->index;
  }));

  demo->signal(SIGINT);
  const auto end = demo->wait(seconds(60));
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->code, 0) << to_string(*end);
  for (const auto* service : {"unap-server", "client1", "client2", "client3"})
    EXPECT_EQ(node_of(data + "/" + service), 0) << service;
}

TEST(Demo, GivesUpWhereItsPortsAreTaken) {
  const TestDirectory directory("taken");
  LiveCluster other(directory, {.processes = 1, .ephemeral = true});
  other.start(0);
  ASSERT_TRUE(other.ready(0));
  auto demo =
      cli::ChildProcess::start({{LAMPORT_BINARY, "demo", "--dir", directory.path() + "/demo",
                                 "--port", std::to_string(other.port(0))},
                                {},
                                directory.path() + "/demo.log",
                                0});
  ASSERT_TRUE(demo);
  const auto end = demo->wait(seconds(100));
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->code, 69) << to_string(*end);
}

}  // namespace
}  // namespace lamport::parity
