// A real node as a child process of a test: started, killed, told to end. Its port lies below those
// that the kernel gives to others, so that it is still free when the node comes back.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace lamport::net {

/// A port of the loopback that nothing listens on.
[[nodiscard]] std::uint16_t unused_port();

class NodeProcess {
 public:
  /// `arguments` of `lamport node`; its log goes to the file `log`.
  NodeProcess(std::vector<std::string> arguments, std::string log);
  ~NodeProcess();
  NodeProcess(const NodeProcess&) = delete;
  NodeProcess& operator=(const NodeProcess&) = delete;

  void start();
  /// Sends the signal; the node may live on.
  void signal(int number) const;
  /// Waits for its end: the exit code, or 128 and the signal that ended it.
  int wait();
  void kill();
  [[nodiscard]] bool running() const { return pid_ > 0; }

 private:
  std::vector<std::string> arguments_;
  std::string log_;
  pid_t pid_ = 0;
};

}  // namespace lamport::net
