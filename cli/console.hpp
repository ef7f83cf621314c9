// What a command says: data on standard output, talk on standard error, so that a pipe gets only
// data. Knows whether colours and a progress line are wanted; reads NO_COLOR, TERM and isatty once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/exit.hpp"
#include "core/base/result.hpp"

namespace lamport::cli {

enum class Colour : std::uint8_t { plain, bold, faint, red, green, yellow };

class Console {
 public:
  /// Ask the environment: https://no-color.org, TERM=dumb, and whether the streams are terminals.
  static Console from_environment();

  /// Data, to standard output. Failures show in finish().
  void print(std::string_view text);

  /// Talk, to standard error, whole lines with their line feed.
  void say(std::string_view text);

  /// "lamport: <error>" on standard error; returns the exit code for it.
  Exit fail(const Error& error);

  /// `text` in a colour if standard output shows colours, else as it is.
  [[nodiscard]] std::string painted(Colour colour, std::string_view text) const;

  /// Whether a person watches standard error, so that a progress line makes sense.
  [[nodiscard]] bool watched() const { return watched_; }

  /// Columns of the terminal on standard output, or 100.
  [[nodiscard]] std::size_t width() const { return width_; }

  /// Flushes standard output; an output that was not written whole turns `exit` into cannot_write.
  Exit finish(Exit exit);

 private:
  bool colours_ = false;
  bool watched_ = false;
  std::size_t width_ = 100;
};

}  // namespace lamport::cli
