// Durations and instants as people write and read them: "10s", "1.5ms", "250 ns" is not one. Exact:
// no floating point. Traces hold plain integers instead (docs/trace-format.md).
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace lamport {

/// A decimal number and a unit, ns, us, ms, s, min or h, without a space; at most 2^53 - 1 ns and
/// never finer than 1 ns.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);

/// The shortest exact form in the largest unit up to seconds: "10s", "1.5ms", "0s".
[[nodiscard]] std::string to_string(Duration duration);

/// As a duration since the start of the run.
[[nodiscard]] std::string to_string(Time time);

}  // namespace lamport
