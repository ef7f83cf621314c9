// fork, exec and ports.
#include "tests/net/node_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace lamport::net {

std::uint16_t unused_port() {
  constexpr int first = 10'000;
  constexpr int count = 20'000;
  static int next = ::getpid() * 16;
  for (int tries = 0; tries < count; ++tries) {
    const auto port = static_cast<std::uint16_t>(first + next++ % count);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool free =
        ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    if (free) return port;
  }
  ADD_FAILURE() << "no port is free";
  return 0;
}

NodeProcess::NodeProcess(std::vector<std::string> arguments, std::string log)
    : arguments_(std::move(arguments)), log_(std::move(log)) {}

NodeProcess::~NodeProcess() {
  if (running()) kill();
}

void NodeProcess::start() {
  std::vector<std::string> words{LAMPORT_BINARY, "node"};
  words.insert(words.end(), arguments_.begin(), arguments_.end());
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_ = ::fork();
  ASSERT_GE(pid_, 0);
  if (pid_ != 0) return;
  const int log = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execv(pointers[0], pointers.data());
  ::_exit(127);
}

void NodeProcess::signal(int number) const {
  ASSERT_GT(pid_, 0);
  ::kill(pid_, number);
}

int NodeProcess::wait() {
  int status = 0;
  const auto pid = std::exchange(pid_, 0);
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void NodeProcess::kill() {
  signal(SIGKILL);
  (void)wait();
}

}  // namespace lamport::net
