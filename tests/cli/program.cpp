// See program.hpp. Output goes through files, so that no pipe can fill up; only a running program's
// standard output is a pipe.
#include "tests/cli/program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>

namespace lamport::cli {

namespace {

std::string temporary_file(const std::string& text = "") {
  std::string path = testing::TempDir() + "lamport-XXXXXX";
  const int descriptor = ::mkstemp(path.data());
  if (descriptor < 0 ||
      ::write(descriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    std::abort();
  ::close(descriptor);
  return path;
}

void redirect(int from, const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags);
  if (descriptor < 0 || ::dup2(descriptor, from) < 0) ::_exit(126);
}

/// Replaces this process by lamport.
[[noreturn]] void become_lamport(const std::vector<std::string>& arguments) {
  std::vector<char*> words{const_cast<char*>("lamport")};
  for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::execv(LAMPORT_BINARY, words.data());
  ::_exit(127);
}

int exit_of(int process) {
  int status = 0;
  if (::waitpid(process, &status, 0) != process) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string take(const std::string& path) {
  auto text = contents(path);
  std::filesystem::remove(path);
  return text;
}

}  // namespace

Finished lamport(const std::vector<std::string>& arguments, const std::string& input) {
  const auto in = temporary_file(input);
  const auto out = temporary_file();
  const auto err = temporary_file();
  const int process = ::fork();
  if (process == 0) {
    redirect(STDIN_FILENO, in, O_RDONLY);
    redirect(STDOUT_FILENO, out, O_WRONLY);
    redirect(STDERR_FILENO, err, O_WRONLY);
    become_lamport(arguments);
  }
  const int exit = exit_of(process);
  std::filesystem::remove(in);
  return {exit, take(out), take(err)};
}

Running::Running(const std::vector<std::string>& arguments) : errors_(temporary_file()) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) std::abort();
  process_ = ::fork();
  if (process_ == 0) {
    redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
    redirect(STDERR_FILENO, errors_, O_WRONLY);
    ::dup2(pipe[1], STDOUT_FILENO);
    become_lamport(arguments);
  }
  ::close(pipe[1]);
  output_ = pipe[0];
}

Running::~Running() {
  close_output();
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    (void)exit_of(process_);
    std::filesystem::remove(errors_);
  }
}

void Running::signal(int number) const {
  ::kill(process_, number);
}

void Running::close_output() {
  if (output_ >= 0) ::close(output_);
  output_ = -1;
}

std::string Running::read_some() const {
  std::string text(4096, '\0');
  const auto count = ::read(output_, text.data(), text.size());
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

Finished Running::wait() {
  Finished finished;
  while (output_ >= 0) {
    const auto more = read_some();
    if (more.empty()) break;
    finished.out += more;
  }
  finished.exit = exit_of(process_);
  process_ = -1;
  finished.err = take(errors_);
  return finished;
}

TemporaryDirectory::TemporaryDirectory() {
  std::string path = testing::TempDir() + "lamport-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) std::abort();
  path_ = path;
}

}  // namespace lamport::cli
