// Physical time as the core sees it: a number it is told, in nanoseconds. Nothing here reads a
// clock; logical time is in core/clock.
#pragma once

#include <compare>
#include <cstdint>

namespace lamport {

/// A length of time in nanoseconds.
struct Duration {
  std::uint64_t nanoseconds = 0;
  friend constexpr auto operator<=>(Duration, Duration) = default;
  friend constexpr Duration operator+(Duration a, Duration b) {
    return {a.nanoseconds + b.nanoseconds};
  }
};

/// An instant in nanoseconds since the start of the run. A simulation starts at 0.
struct Time {
  std::uint64_t nanoseconds = 0;
  friend constexpr auto operator<=>(Time, Time) = default;
  friend constexpr Time operator+(Time at, Duration by) {
    return {at.nanoseconds + by.nanoseconds};
  }
};

constexpr Duration nanoseconds(std::uint64_t count) {
  return {count};
}
constexpr Duration microseconds(std::uint64_t count) {
  return {count * 1'000};
}
constexpr Duration milliseconds(std::uint64_t count) {
  return {count * 1'000'000};
}
constexpr Duration seconds(std::uint64_t count) {
  return {count * 1'000'000'000};
}

}  // namespace lamport
