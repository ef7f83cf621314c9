// One line on standard error for work that takes over half a second, drawn over itself five times a
// second and wiped at the end; nothing when nobody watches.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "cli/console.hpp"

namespace lamport::cli {

class Progress {
 public:
  /// `what` is said first: "simulating", "checking".
  Progress(Console& console, std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` of `total` `unit`; a total of 0 is unknown. Cheap, but call it every thousand events or
  /// so, not for each.
  void update(std::uint64_t done, std::uint64_t total, std::string_view unit);

  /// A whole line meanwhile, watched or not.
  void say(std::string_view line);

 private:
  using Clock = std::chrono::steady_clock;
  void wipe();

  Console& console_;
  std::string what_;
  Clock::time_point started_;
  Clock::time_point next_;
  std::size_t shown_ = 0;
};

/// "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);

}  // namespace lamport::cli
