// The built program as a child process: run to its end with its output caught, or started and
// signalled while it runs.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace lamport::cli {

struct Finished {
  int exit = -1;  ///< 128 + the signal's number if one killed it
  std::string out;
  std::string err;
};

/// Runs lamport with these arguments, standard input empty. `input` replaces standard input.
[[nodiscard]] Finished lamport(const std::vector<std::string>& arguments,
                               const std::string& input = "");

/// A lamport that runs; killed if it still does when this goes.
class Running {
 public:
  /// Its standard output goes into a pipe that output() reads; its talk is caught.
  explicit Running(const std::vector<std::string>& arguments);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  [[nodiscard]] int process() const { return process_; }
  void signal(int number) const;
  /// Closes our end of its standard output, as a reader does that has gone.
  void close_output();
  /// Reads some bytes of its output; blocks until there are some.
  std::string read_some() const;
  /// Waits for its end.
  Finished wait();

 private:
  int process_;
  int output_;
  std::string errors_;
};

/// A directory of the test's own, gone with it.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  /// The path of a file in it.
  [[nodiscard]] std::string operator/(const std::string& name) const {
    return (path_ / name).string();
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::filesystem::path path_;
};

inline std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace lamport::cli
