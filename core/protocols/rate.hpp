// The command "rate", which every protocol with automatic events knows: how long, on average, a
// process pauses between two of them. What it does then is its own affair.
#pragma once

#include <cstdint>

#include "core/base/time.hpp"
#include "core/process/message.hpp"

namespace lamport {

/// Makes pauses uniform from half of the mean to one and a half of it; 1 ms to an hour.
inline CommandAnswer set_rate(std::uint64_t mean_milliseconds, Duration& min, Duration& max) {
  constexpr std::uint64_t longest_mean_ms = 3'600'000;
  if (mean_milliseconds == 0 || mean_milliseconds > longest_mean_ms)
    return CommandAnswer::bad_argument;
  const auto mean = milliseconds(mean_milliseconds).nanoseconds;
  min = nanoseconds(mean / 2);
  max = nanoseconds(mean + mean / 2);
  return CommandAnswer::done;
}

/// What set_rate was told, or the mean of pauses that were set otherwise.
inline Duration mean_of(Duration min, Duration max) {
  return {(min.nanoseconds + max.nanoseconds) / 2};
}

}  // namespace lamport
