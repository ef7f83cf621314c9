// fork and exec. Between the two the child calls only what is safe there.
#include "cli/child_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string_view>
#include <thread>
#include <utility>

namespace lamport::cli {

namespace {

using Texts = std::vector<std::string>;

std::vector<char*> pointers(Texts& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

Texts environment_with(const Texts& own) {
  auto all = own;
  for (char** at = environ; *at != nullptr; ++at) {
    bool replaced = false;
    for (const auto& variable : own) replaced = replaced || name_of(variable) == name_of(*at);
    if (!replaced) all.emplace_back(*at);
  }
  return all;
}

[[noreturn]] void become(char* const* arguments, char* const* environment, int log,
                         std::uint64_t largest_file, pid_t owner) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != owner) ::_exit(127);
  if (log >= 0) {
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
  }
  if (largest_file != 0) {
    const struct rlimit limit = {largest_file, largest_file};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);  // a write that is too much fails, as on a full disk
  }
  for (const int number : {SIGINT, SIGTERM, SIGPIPE}) std::signal(number, SIG_DFL);
  ::execve(arguments[0], arguments, environment);
  ::_exit(127);
}

ChildEnd end_of(int status) {
  if (WIFSIGNALED(status)) return {0, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

}  // namespace

std::string to_string(const ChildEnd& end) {
  if (end.signal != 0) return "was ended by signal " + std::to_string(end.signal);
  return "ended with code " + std::to_string(end.code);
}

Result<ChildProcess> ChildProcess::start(const ChildOptions& options) {
  auto arguments = options.arguments;
  auto environment = environment_with(options.environment);
  const auto argument_pointers = pointers(arguments);
  const auto environment_pointers = pointers(environment);
  int log = -1;
  if (!options.log.empty()) {
    log = ::open(options.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log < 0)
      return Error{ErrorCode::cannot_write,
                   std::string("cannot be opened: ") + std::strerror(errno),
                   {options.log},
                   ""};
  }
  const pid_t owner = ::getpid();
  const pid_t id = ::fork();
  if (id == 0)
    become(argument_pointers.data(), environment_pointers.data(), log, options.largest_file, owner);
  const int error = errno;
  if (log >= 0) ::close(log);
  if (id < 0)
    return Error{ErrorCode::unavailable,
                 std::string("no process can be started: ") + std::strerror(error),
                 {},
                 ""};
  return ChildProcess(id);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)), end_(other.end_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(end_, other.end_);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (id_ < 0 || ended()) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

void ChildProcess::signal(int number) const {
  if (!end_) ::kill(id_, number);
}

std::optional<ChildEnd> ChildProcess::ended() {
  int status = 0;
  if (!end_ && ::waitpid(id_, &status, WNOHANG) == id_) end_ = end_of(status);
  return end_;
}

std::optional<ChildEnd> ChildProcess::wait(Duration limit) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(limit.nanoseconds);
  while (!ended() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return end_;
}

std::string own_program() {
  std::string path(4096, '\0');
  const auto size = ::readlink("/proc/self/exe", path.data(), path.size());
  path.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return path;
}

}  // namespace lamport::cli
