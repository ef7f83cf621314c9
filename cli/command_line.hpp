// Flags and arguments, declared where the command is: each subcommand is one file with a function
// `void add_<name>(CommandLine&)` that binds flags to an options struct and says what to run. Only
// command_line.cpp sees CLI11, which costs seconds a translation unit.
//
//   void add_check(CommandLine& line) {
//     auto options = std::make_shared<CheckOptions>();
//     line.command("check", "Decide every rule on traces", "lamport check run.jsonl\n")
//         .argument("TRACE", options->traces, "Traces; - is standard input")
//         .flag("--json", options->json, "Findings as JSON")
//         .run([options](Console& console) { return check(*options, console); });
//   }
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console.hpp"
#include "cli/exit.hpp"
#include "core/base/time.hpp"

namespace lamport::cli {

/// Reads one value of a flag into its target; says what is wrong with it, or nothing.
using Take = std::function<std::string(const std::string&)>;

// How text becomes a value of each type that a flag can have.
std::string take_value(const std::string& text, std::string& target);
/// Whole numbers from 0 to 2^53 - 1.
std::string take_value(const std::string& text, std::uint64_t& target);
/// "10s", "1.5ms".
std::string take_value(const std::string& text, Duration& target);
template <class T>
std::string take_value(const std::string& text, std::optional<T>& target) {
  return take_value(text, target.emplace());
}
template <class T>
std::string take_value(const std::string& text, std::vector<T>& target) {
  return take_value(text, target.emplace_back());
}

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// One subcommand. Targets live as long as the CommandLine; the shared options of the example do.
class Subcommand {
 public:
  /// A flag without a value. `names` as in "-f,--flag".
  Subcommand& flag(const std::string& names, bool& target, const std::string& help);

  /// A flag with a value, shown as `value` in the help. With a vector target it can be repeated.
  template <class T>
  Subcommand& option(const std::string& names, T& target, const std::string& value,
                     const std::string& help) {
    return add(names, value, help, [&target](const auto& text) { return take_value(text, target); },
               {is_list<T>, false});
  }

  /// A flag whose value is one of `words`.
  Subcommand& choice(const std::string& names, std::string& target,
                     const std::vector<std::string>& words, const std::string& help);

  /// An argument without a flag. Required, unless the target is optional; a vector takes one or
  /// more.
  template <class T>
  Subcommand& argument(const std::string& name, T& target, const std::string& help) {
    return add(name, name, help, [&target](const auto& text) { return take_value(text, target); },
               {is_list<T>, !is_optional<T>});
  }

  /// What the command does. It runs after all flags have been read.
  void run(std::function<Exit(Console&)> action);

 private:
  friend class CommandLine;
  struct Shape {
    bool many;
    bool required;
  };
  struct Parser;
  explicit Subcommand(std::shared_ptr<Parser> parser) : parser_(std::move(parser)) {}
  Subcommand& add(const std::string& names, const std::string& value, const std::string& help,
                  Take take, Shape shape);

  std::shared_ptr<Parser> parser_;
};

class CommandLine {
 public:
  CommandLine(const std::string& summary, const std::string& version, const std::string& examples);
  ~CommandLine();

  /// Adds a subcommand. `examples` are whole command lines, one a line; --help shows them first.
  Subcommand command(const std::string& name, const std::string& summary,
                     const std::string& examples);

  /// Reads the arguments and runs the subcommand they name. Usage errors go to standard error and
  /// end with Exit::usage.
  Exit run(int count, const char* const* arguments, Console& console);

 private:
  std::shared_ptr<Subcommand::Parser> parser_;
  std::vector<Subcommand> commands_;
};

}  // namespace lamport::cli
