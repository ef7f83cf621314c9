// Child: a function, or a program, in a process of its own whose output goes to a file, as nodes
// and servers that are measured run. It dies with this object, or with the program that made it.
#pragma once

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace lamport::bench {

/// Says why nothing can be measured and ends the program: no figure is better than a wrong one.
[[noreturn]] inline void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

/// Tries again every millisecond until `ready` holds; after two minutes it gives up.
inline void wait_until(const std::string& what, const std::function<bool()>& ready) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (!ready()) {
    if (std::chrono::steady_clock::now() > until) give_up("in vain: " + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

class Child {
 public:
  Child(std::string log, const std::function<int()>& run) : log_(std::move(log)) {
    // Emptied here, so that nobody reads what an earlier process said.
    const int file = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    pid_ = ::fork();
    if (file < 0 || pid_ < 0) give_up("no process can be made");
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::dup2(file, STDOUT_FILENO);
      ::dup2(file, STDERR_FILENO);
      ::_exit(run());
    }
    ::close(file);
  }
  /// A program with its arguments.
  Child(std::string log, std::vector<std::string> words)
      : Child(std::move(log), [&words] {
          std::vector<char*> pointers;
          for (auto& word : words) pointers.push_back(word.data());
          pointers.push_back(nullptr);
          return ::execv(pointers[0], pointers.data());
        }) {}
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  /// The port on which it listens, once it has written that down as a node does.
  [[nodiscard]] std::string port() const {
    std::string found;
    wait_until("a port in " + log_, [&] {
      std::ostringstream text;
      text << std::ifstream(log_).rdbuf();
      if (::waitpid(pid_, nullptr, WNOHANG) != 0) give_up("it ended:\n" + text.str());
      constexpr std::string_view before = R"("what":"listening","port":)";
      const auto written = text.str();
      const auto at = written.find(before);
      const auto end = written.find('}', at);
      if (at == std::string::npos || end == std::string::npos) return false;
      found = written.substr(at + before.size(), end - at - before.size());
      return true;
    });
    return found;
  }

 private:
  std::string log_;
  pid_t pid_ = -1;
};

}  // namespace lamport::bench
