// Plays the script into memory with vectors and lays out what the trace says.
#include "cli/exercise.hpp"

#include <algorithm>
#include <array>

#include "core/formats/byte_sink.hpp"
#include "core/formats/jsonl_reader.hpp"
#include "core/formats/text_diagram.hpp"
#include "core/trace/record_names.hpp"
#include "sim/run.hpp"

namespace lamport::cli {
namespace {

using Row = std::array<std::string, 4>;

/// Vectors are written out up to this many processes; above, only what is not zero.
constexpr std::size_t widest_vector = 12;

std::string trace_of(const sim::Scenario& scenario) {
  StringSink bytes;
  JsonlWriter writer(bytes);
  (void)sim::run(scenario, {}, {&writer, nullptr, true}, [](Time, std::uint64_t) { return true; });
  (void)writer.end();  // memory takes everything
  return bytes.text();
}

std::string vector_text(const EventRecord& event, std::size_t processes) {
  std::string text;
  if (processes > widest_vector) {
    for (const auto& entry : event.vector)
      text += (text.empty() ? "" : " ") + std::to_string(entry.process.value) + ":" +
              std::to_string(entry.index);
    return "{" + text + "}";
  }
  std::vector<std::uint64_t> full(processes, 0);
  for (const auto& entry : event.vector) full[entry.process.value] = entry.index;
  for (const auto index : full) text += (text.empty() ? "" : ", ") + std::to_string(index);
  return "(" + text + ")";
}

std::string what(const EventRecord& event, const sim::Scenario& scenario) {
  auto text = std::string(name_of(event.kind));
  if (!event.label.empty()) text += " " + std::string(event.label);
  std::string to;
  for (const auto recipient : event.to)
    to += (to.empty() ? " to " : ", ") + scenario.name_of(recipient);
  return text + to;
}

std::string table(std::vector<std::vector<Row>> rows_by_process, const Console& console) {
  std::vector<Row> rows{{"event", "what", "Lamport", "vector"}};
  for (auto& rows_of_one : rows_by_process)
    rows.insert(rows.end(), rows_of_one.begin(), rows_of_one.end());
  std::array<std::size_t, 4> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string gap(widths[i] - row[i].size(), ' ');
      line += i == 2 ? gap + row[i] : row[i] + gap;
      line += "  ";
    }
    line.resize(line.find_last_not_of(' ') + 1);
    text += (&row == &rows.front() ? console.painted(Colour::bold, line) : line) + "\n";
  }
  return text;
}

}  // namespace

std::string exercise_answers(const sim::Scenario& scenario, const Console& console) {
  const auto trace = trace_of(scenario);
  MemorySource source(trace);
  JsonlReader reader(source, scenario.name);
  const auto header = reader.header();
  TextDiagram diagram(*header);
  std::vector<std::vector<Row>> rows(scenario.process_count);
  for (auto next = reader.next(); next && *next != nullptr; next = reader.next()) {
    diagram.add(**next);
    const auto* event = std::get_if<EventRecord>(*next);
    if (event == nullptr) continue;
    rows[event->process.value].push_back(
        {scenario.name_of(event->process) + std::to_string(event->index.value),
         what(*event, scenario), std::to_string(event->lamport.value),
         vector_text(*event, scenario.process_count)});
  }
  return diagram.draw({console.width(), false}) + "\n" + table(std::move(rows), console);
}

}  // namespace lamport::cli
