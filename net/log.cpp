// Lines of the log, and instants as text.
#include "net/log.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <optional>

#include "core/formats/json_string.hpp"

namespace lamport::net {
namespace {

constexpr std::uint64_t second = 1'000'000'000;
constexpr std::array<std::string_view, 3> level_names{"info", "warning", "error"};

void append(std::string& out, const LogField& field) {
  out += ',';
  append_json_string(out, field.name);
  out += ':';
  if (const auto* text = std::get_if<std::string_view>(&field.value))
    append_json_string(out, is_utf8(*text) ? *text : "(not UTF-8)");
  if (const auto* number = std::get_if<std::uint64_t>(&field.value)) out += std::to_string(*number);
  if (const auto* raw = std::get_if<RawJson>(&field.value)) out += raw->json;
}

std::tm calendar(std::uint64_t wall) {
  const auto seconds = static_cast<std::time_t>(wall / second);
  std::tm fields{};
  ::gmtime_r(&seconds, &fields);
  return fields;
}

std::string formatted(const std::tm& fields, const char* format) {
  std::array<char, 40> text{};
  const auto size = std::strftime(text.data(), text.size(), format, &fields);
  return {text.data(), size};
}

}  // namespace

Log::Log()
    : write_([](std::string_view line) {
        // One write a line: the lines of several threads do not mix. A log that cannot be written
        // stops nobody.
        [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
      }) {}

void Log::line(Level level, std::string_view what, std::initializer_list<LogField> fields) const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto wall = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  std::string out = "{\"at\":\"" + utc_milliseconds(static_cast<std::uint64_t>(wall)) + '"';
  append(out, {"level", level_names[static_cast<std::size_t>(level)]});
  append(out, {"what", what});
  for (const auto& field : fields) append(out, field);
  write_(out + "}\n");
}

void Log::error(std::string_view what, const Error& error) const {
  const auto text = to_string(error);
  line(Level::error, what, {{"why", std::string_view{text}}});
}

std::string utc_seconds(std::uint64_t wall) {
  return formatted(calendar(wall), "%Y-%m-%dT%H:%M:%SZ");
}

std::string utc_milliseconds(std::uint64_t wall) {
  std::array<char, 8> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03uZ",
                static_cast<unsigned>(wall / 1'000'000 % 1'000));
  return formatted(calendar(wall), "%Y-%m-%dT%H:%M:%S") + fraction.data();
}

std::optional<std::uint64_t> parse_utc_seconds(const std::string& text) {
  std::tm fields{};
  const char* end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &fields);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return static_cast<std::uint64_t>(::timegm(&fields)) * second;
}

}  // namespace lamport::net
