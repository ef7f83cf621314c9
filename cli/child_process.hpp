// A program that this one starts and looks after: its arguments, where its output goes, how it
// ended. What to do when it ends is its owner's business.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace lamport::cli {

struct ChildOptions {
  std::vector<std::string> arguments;    ///< the program first
  std::vector<std::string> environment;  ///< "NAME=value", in place of or beside what is inherited
  std::string log;                       ///< both outputs are appended to this file; empty: ours
  std::uint64_t largest_file = 0;        ///< RLIMIT_FSIZE in bytes; 0: as it is
};

/// How a child ended: by itself with a code, or by a signal.
struct ChildEnd {
  int code = 0;
  int signal = 0;
};

/// "ended with code 3", "was ended by signal 9".
[[nodiscard]] std::string to_string(const ChildEnd& end);

/// In a process group of its own, so that Ctrl-C reaches only its owner; ended with SIGTERM should
/// the owner die. Destroying it kills the child. Thread rule: one thread, that of the start.
class ChildProcess {
 public:
  /// Fails with unavailable. A program that cannot be executed ends with code 127.
  static Result<ChildProcess> start(const ChildOptions& options);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  [[nodiscard]] int id() const { return id_; }

  /// Sends a signal, unless it has ended.
  void signal(int number) const;

  /// How it ended, if it has.
  std::optional<ChildEnd> ended();

  /// Waits until it ends, at most that long.
  std::optional<ChildEnd> wait(Duration limit);

 private:
  explicit ChildProcess(int id) : id_(id) {}

  int id_;
  std::optional<ChildEnd> end_;
};

/// The program that is running, as a path to execute.
[[nodiscard]] std::string own_program();

}  // namespace lamport::cli
