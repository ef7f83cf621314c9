// Whole numbers are written as such, so that counters stay exact up to 2^53.
#include "net/metrics_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace lamport::net {

namespace {

void append_value(std::string& text, double value) {
  std::array<char, 64> digits{};
  const bool whole = std::abs(value) < 9e15 && value == std::floor(value);
  const auto end =
      whole ? std::to_chars(digits.begin(), digits.end(), static_cast<std::int64_t>(value)).ptr
            : std::to_chars(digits.begin(), digits.end(), value).ptr;
  text.append(digits.begin(), end);
}

}  // namespace

std::string metrics_text(const std::vector<Metric>& metrics) {
  std::string text;
  std::string_view previous;
  for (const auto& metric : metrics) {
    const auto name = "lamport_" + std::string(metric.name);
    if (metric.name != previous) {
      const auto* type = metric.type == Metric::Type::counter ? " counter\n" : " gauge\n";
      text += "# HELP " + name + ' ' + std::string(metric.help) + "\n# TYPE " + name + type;
      previous = metric.name;
    }
    text += name;
    if (!metric.labels.empty()) text += '{' + metric.labels + '}';
    text += ' ';
    append_value(text, metric.value);
    text += '\n';
  }
  return text;
}

void append_http_metrics(std::vector<Metric>& metrics, const HttpCounters& counters,
                         std::size_t streams) {
  const auto add = [&](Metric::Type type, std::string_view name, std::string_view help,
                       std::uint64_t value) {
    metrics.push_back({type, name, help, "", static_cast<double>(value)});
  };
  using enum Metric::Type;
  add(counter, "http_connections_total", "Connections accepted.", counters.accepted);
  add(counter, "http_connections_evicted_total", "Closed to make room.", counters.evicted);
  add(counter, "http_connections_turned_away_total", "Refused for want of room.",
      counters.turned_away);
  add(counter, "http_timeouts_total", "Connections past a deadline.", counters.timed_out);
  add(counter, "http_requests_total", "Whole requests.", counters.requests);
  add(counter, "http_refused_total", "Requests refused before they were whole.", counters.refused);
  add(counter, "http_overloaded_total", "Requests for which there was no memory.",
      counters.overloaded);
  add(gauge, "http_memory_bytes", "Held for unfinished requests and answers not taken yet.",
      counters.memory);
  add(gauge, "http_connections", "Connections now.", counters.open);
  add(gauge, "http_streams", "Event streams now.", streams);
}

}  // namespace lamport::net
