// The node's log: one JSON object a line, for people who follow it and for programs that collect
// it. Whatever a person or a peer wrote is escaped in it. It decides nothing about what is logged.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/result.hpp"

namespace lamport::net {

/// A value of a log line: text, a number, or JSON that is there already.
struct RawJson {
  std::string_view json;
};
struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::uint64_t, RawJson> value;
};

enum class Level : std::uint8_t { info, warning, error };

/// Thread rule: any thread; lines never mix.
class Log {
 public:
  using Write = std::function<void(std::string_view line)>;

  /// Lines go to standard error.
  Log();
  /// Lines, each with its line feed, go to `write`.
  explicit Log(Write write) : write_(std::move(write)) {}

  /// {"at":"2026-11-23T17:00:00.123Z","level":"info","what":"joined",..}
  void line(Level level, std::string_view what, std::initializer_list<LogField> fields = {}) const;
  void error(std::string_view what, const Error& error) const;

 private:
  Write write_;
};

/// RFC 3339 in UTC of nanoseconds since 1970, to the second or the millisecond.
[[nodiscard]] std::string utc_seconds(std::uint64_t wall);
[[nodiscard]] std::string utc_milliseconds(std::uint64_t wall);
/// The inverse of utc_seconds; nothing if `text` is not one.
[[nodiscard]] std::optional<std::uint64_t> parse_utc_seconds(const std::string& text);

}  // namespace lamport::net
