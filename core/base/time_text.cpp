// See time_text.hpp.
#include "core/base/time_text.hpp"

#include <array>
#include <charconv>
#include <optional>

#include "core/base/ids.hpp"

namespace lamport {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};

constexpr std::array<Unit, 6> units{{{"h", 3'600'000'000'000},
                                     {"min", 60'000'000'000},
                                     {"s", 1'000'000'000},
                                     {"ms", 1'000'000},
                                     {"us", 1'000},
                                     {"ns", 1}}};
constexpr std::size_t seconds_unit = 2;

Error not_a_duration(std::string_view text) {
  return {ErrorCode::usage,
          "\"" + std::string(text) + "\" is not a duration",
          {},
          "write a number and a unit: 10s, 1.5ms, 200us, 50ns, 2min, 1h"};
}

std::optional<std::uint64_t> digits(std::string_view text) {
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

/// `whole.fraction` times `unit`, if that is a whole number of nanoseconds up to the limit.
std::optional<std::uint64_t> scaled(std::uint64_t whole, std::string_view fraction,
                                    std::uint64_t unit) {
  if (whole > largest_exact_integer / unit) return std::nullopt;
  auto total = whole * unit;
  for (const char digit : fraction) {
    if (digit < '0' || digit > '9') return std::nullopt;
    // A digit is worth a tenth of the one before it; 0 is worth 0 however fine.
    if (unit % 10 != 0 && digit != '0') return std::nullopt;
    unit /= 10;
    total += static_cast<std::uint64_t>(digit - '0') * unit;
  }
  if (total > largest_exact_integer) return std::nullopt;
  return total;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  const auto unit_at = text.find_first_not_of("0123456789.");
  if (unit_at == std::string_view::npos) return not_a_duration(text);
  const auto number = text.substr(0, unit_at);
  const auto point = number.find('.');
  const auto whole = digits(number.substr(0, point));
  const auto fraction =
      point == std::string_view::npos ? std::string_view{} : number.substr(point + 1);
  if (!whole || (point != std::string_view::npos && fraction.empty())) return not_a_duration(text);
  for (const auto& unit : units) {
    if (unit.name != text.substr(unit_at)) continue;
    if (const auto total = scaled(*whole, fraction, unit.nanoseconds)) return Duration{*total};
    return Error{ErrorCode::usage,
                 "\"" + std::string(text) + "\" is out of range",
                 {},
                 "durations are whole nanoseconds, at most 2^53 - 1 (104 days)"};
  }
  return not_a_duration(text);
}

std::string to_string(Duration duration) {
  auto i = seconds_unit;
  while (i + 1 < units.size() && duration.nanoseconds != 0 &&
         duration.nanoseconds < units[i].nanoseconds)
    ++i;
  const auto unit = units[i].nanoseconds;
  auto text = std::to_string(duration.nanoseconds / unit);
  if (auto rest = duration.nanoseconds % unit; rest != 0) {
    auto fraction = std::to_string(unit + rest).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    text += "." + fraction;
  }
  return text + std::string(units[i].name);
}

std::string to_string(Time time) {
  return to_string(Duration{time.nanoseconds});
}

}  // namespace lamport
