// See run_summary.hpp.
#include "cli/run_summary.hpp"

#include <algorithm>
#include <numeric>

#include "cli/progress.hpp"
#include "cli/verdict_text.hpp"
#include "core/base/time_text.hpp"
#include "core/formats/digest.hpp"
#include "core/formats/json_string.hpp"
#include "core/trace/record_names.hpp"

namespace lamport::cli {

namespace {

constexpr std::size_t most_rows = 16;
constexpr std::uint64_t most_findings = 10;
constexpr std::array<std::string_view, 4> endings{"time", "events", "quiet", "interrupted"};

std::uint64_t sum(const sim::KindCounts& kinds) {
  return std::accumulate(kinds.begin(), kinds.end(), std::uint64_t{0});
}

/// By FateKind; without recorders a run knows only what was open at its end.
std::array<std::uint64_t, 4> fates_of(const sim::RunReport& report) {
  auto fates = report.fates;
  fates[static_cast<std::size_t>(FateKind::undelivered)] = report.outcome.undelivered;
  return fates;
}

/// Columns of text, each as wide as its widest cell: the first to the left, numbers to the right.
class Columns {
 public:
  void row(std::vector<std::string> cells) {
    widths_.resize(std::max(widths_.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i)
      widths_[i] = std::max(widths_[i], columns_of(cells[i]));
    rows_.push_back(std::move(cells));
  }

  [[nodiscard]] std::string text() const {
    std::string text;
    for (const auto& cells : rows_) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string room(widths_[i] - columns_of(cells[i]), ' ');
        text += i == 0 ? cells[i] + room : "  " + room + cells[i];
      }
      text.erase(text.find_last_not_of(' ') + 1);
      text += "\n";
    }
    return text;
  }

 private:
  static std::size_t columns_of(const std::string& cell) {
    return static_cast<std::size_t>(
        std::count_if(cell.begin(), cell.end(), [](char c) { return (c & 0xc0) != 0x80; }));
  }
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> rows_;
};

std::string processes_text(const FinishedRun& run) {
  const auto& report = run.report;
  Columns columns;
  columns.row({"process", "internal", "send", "receive", "events", "final stamp"});
  const auto numbers = [](std::string name, const sim::KindCounts& kinds, std::string stamp) {
    return std::vector{std::move(name),   grouped(kinds[0]),   grouped(kinds[1]),
                       grouped(kinds[2]), grouped(sum(kinds)), std::move(stamp)};
  };
  const auto shown = std::min(most_rows, report.by_process.size());
  for (std::uint32_t id = 0; id < shown; ++id)
    columns.row(numbers(std::to_string(id) + " " + run.scenario.name_of({id}),
                        report.by_process[id], grouped(report.stamps[id].value)));
  if (shown < report.by_process.size())
    columns.row({"... " + grouped(report.by_process.size() - shown) + " more"});
  LamportTime highest;
  for (const auto stamp : report.stamps) highest = std::max(highest, stamp);
  columns.row(numbers("all", report.kinds, report.stamps.empty() ? "" : grouped(highest.value)));
  return columns.text();
}

std::string messages_text(const FinishedRun& run) {
  const auto& report = run.report;
  const auto fates = fates_of(report);
  std::string text = grouped(report.kinds[1]) + " sent, " + grouped(report.kinds[2]) + " received";
  for (std::size_t i = 0; i < fates.size(); ++i)
    if (fates[i] != 0) text += ", " + grouped(fates[i]) + " " + std::string(names::fates[i]);
  return text;
}

std::string ending_text(const FinishedRun& run) {
  const auto& outcome = run.report.outcome;
  const auto at = to_string(outcome.time);
  switch (outcome.ending) {
    case sim::Ending::time: return "its time was up at " + at;
    case sim::Ending::events: return "it had its number of events at " + at;
    case sim::Ending::quiet: return "nothing was left to happen before " + at;
    case sim::Ending::interrupted: break;
  }
  return "interrupted at " + at;
}

void append_kinds(std::string& out, const sim::KindCounts& kinds) {
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (i != 0) out += ',';
    append_json_string(out, names::event_kinds[i]);
    out += ":" + std::to_string(kinds[i]);
  }
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  append_json_string(out, name);
  out += ':';
  append_json_string(out, text);
}

void append_processes(std::string& out, const FinishedRun& run) {
  const auto& report = run.report;
  out += "\"processes\":[";
  for (std::uint32_t id = 0; id < report.by_process.size(); ++id) {
    if (id != 0) out += ',';
    out += "{\"id\":" + std::to_string(id) + ",";
    append_member(out, "name", run.scenario.name_of({id}));
    out += ",";
    append_kinds(out, report.by_process[id]);
    out += ",\"stamp\":" + std::to_string(report.stamps[id].value) + "}";
  }
  out += ']';
}

}  // namespace

std::string summary_text(const FinishedRun& run, const Console& console) {
  const auto& scenario = run.scenario;
  std::string text = console.painted(Colour::bold, scenario.name) + ", seed " +
                     std::to_string(run.seed.value) + ": " + ending_text(run) + "\n";
  if (!scenario.summary.empty()) text += scenario.summary + "\n";
  text += "\n" + processes_text(run) + "\n";
  text += "messages  " + messages_text(run) + "\n";
  if (run.report.outcome.refused_commands != 0)
    text += "commands  " + grouped(run.report.outcome.refused_commands) + " refused\n";
  if (run.check) {
    const auto state = state_of(*run.check);
    const auto good = run.check->verdict.state == RuleState::ok;
    text += "verdict   " + console.painted(good ? Colour::green : Colour::red, state) + "\n";
    text += verdict_text(run.check->verdict, run.check->file, most_findings, console);
  } else {
    text += "verdict   not checked\n";
  }
  if (run.end) text += "digest    " + digest_text(run.end->digest) + "\n";
  text += "work      " + work_text(run.report.work) + "\n";
  if (!run.output.empty() && run.output != "-")
    text += "trace     " + run.output + ", " + grouped(run.end->records) + " records, " +
            grouped((run.output_size + 1023) / 1024) + " KiB\n";
  return text;
}

std::string summary_json(const FinishedRun& run) {
  const auto& report = run.report;
  const auto fates = fates_of(report);
  std::string out = "{";
  append_member(out, "scenario", run.scenario.name);
  out += ',';
  append_member(out, "protocol", run.scenario.protocol);
  out += ",\"seed\":" + std::to_string(run.seed.value) + ",";
  append_member(out, "ending", endings[static_cast<std::size_t>(report.outcome.ending)]);
  out += ",\"time\":" + std::to_string(report.outcome.time.nanoseconds);
  out += ",\"events\":" + std::to_string(report.outcome.events) + ",\"kinds\":{";
  append_kinds(out, report.kinds);
  out += "},\"fates\":{";
  for (std::size_t i = 0; i < fates.size(); ++i) {
    if (i != 0) out += ',';
    append_json_string(out, names::fates[i]);
    out += ":" + std::to_string(fates[i]);
  }
  out += "},\"refused_commands\":" + std::to_string(report.outcome.refused_commands) + ",";
  append_processes(out, run);
  if (run.end) {
    out += ",\"records\":" + std::to_string(run.end->records) + ",";
    append_member(out, "digest", digest_text(run.end->digest));
  }
  if (!run.output.empty()) {
    out += ',';
    append_member(out, "trace", run.output);
  }
  if (run.check) out += ",\"check\":" + checks_json({&*run.check, 1});
  out += ',';
  append_member(out, "work", work_text(report.work));
  return out + "}\n";
}

std::string work_text(std::uint64_t work) {
  std::string text(16, '0');
  for (auto at = text.rbegin(); at != text.rend(); ++at, work >>= 4)
    *at = "0123456789abcdef"[work & 15];
  return text;
}

}  // namespace lamport::cli
