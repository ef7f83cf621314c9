// Traces to check: simulated worlds in which every kind of fault happens, as records that a test
// can change before it has them checked.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "core/check/checker.hpp"
#include "core/formats/jsonl_reader.hpp"
#include "core/formats/jsonl_writer.hpp"
#include "core/trace/records.hpp"
#include "sim/run.hpp"

namespace lamport {

/// A trace whose records own what they show, so that they can be kept, moved and changed.
struct KeptTrace {
  Header header;
  std::vector<Record> records;
  std::deque<std::string> texts;
  std::deque<std::vector<ProcessId>> recipients;
  std::deque<std::vector<VectorEntry>> vectors;

  KeptTrace() = default;
  KeptTrace(KeptTrace&&) = default;
  KeptTrace& operator=(KeptTrace&&) = default;

  void keep(Record record) {
    if (auto* event = std::get_if<EventRecord>(&record)) {
      event->label = texts.emplace_back(event->label);
      event->to = recipients.emplace_back(event->to.begin(), event->to.end());
      event->vector = vectors.emplace_back(event->vector.begin(), event->vector.end());
    } else if (auto* input = std::get_if<InputRecord>(&record)) {
      input->data = texts.emplace_back(input->data);
    }
    records.push_back(record);
  }
};

/// Reads a whole trace. An error shows as a trace without processes.
inline KeptTrace read_kept(std::string_view text) {
  MemorySource source(text);
  JsonlReader reader(source, "t");
  KeptTrace trace;
  const auto header = reader.header();
  if (!header) return trace;
  trace.header = *header;
  for (auto record = reader.next(); record && *record != nullptr; record = reader.next())
    trace.keep(**record);
  if (!reader.end()) trace.header.processes.clear();
  return trace;
}

/// The verdict on a trace; line n + 2 is records[n].
inline Verdict verdict_on(const KeptTrace& trace) {
  Checker checker;
  checker.header(trace.header);
  std::uint64_t line = 1;
  for (const auto& record : trace.records) checker.record(record, ++line);
  return checker.finish();
}

/// Rules that are broken, joined by spaces; empty: none.
inline std::string broken_rules(const Verdict& verdict) {
  std::string names;
  for (const auto& rule : verdict.rules)
    if (rule.state == RuleState::broken) names += (names.empty() ? "" : " ") + rule.rule;
  return names;
}

/// The first findings, for a test's message.
inline std::string shown(const Verdict& verdict) {
  std::string text;
  for (const auto& finding : verdict.findings)
    if (text.size() < 1000)
      text +=
          std::to_string(finding.second.line) + ": " + finding.rule + ": " + finding.proof + "\n";
  return text;
}

/// Five processes that talk often over links with loss and duplication, while the world cuts,
/// partitions, delays, crashes and pauses.
inline sim::Scenario faulty_scenario(sim::LinkKind kind) {
  using namespace sim;
  Scenario scenario;
  scenario.name = "faulty";
  scenario.process_count = 5;
  scenario.link_kind = kind;
  scenario.links.loss = 0.1;
  scenario.links.duplication = 0.2;
  scenario.links.delay = {Delay::Shape::uniform, milliseconds(1), milliseconds(80), {}, {}};
  scenario.until = seconds(12);
  scenario.protocol_settings["automatic_min"] = milliseconds(20).nanoseconds;
  scenario.protocol_settings["automatic_max"] = milliseconds(60).nanoseconds;
  if (kind == LinkKind::raw) {
    scenario.protocol = "phold";
    scenario.protocol_settings.clear();
    scenario.links.loss = 0.01;
  } else {
    scenario.rules = {"fifo"};
  }
  scenario.waiting_limit = 2;
  const auto at = [&](std::uint64_t ms, Happening what) {
    scenario.timeline.push_back({Time{} + milliseconds(ms), std::move(what)});
  };
  at(500, Partition{{{{0}, {1}}, {{2}, {3}, {4}}}});
  at(900, HealAll{});
  at(1000, Crash{{1}, true});
  at(1500, Restart{{1}});
  at(1600, OneWayPartition{{{0}}, {{2}, {3}}});
  at(1900, Pause{{3}});
  at(2300, Resume{{3}});
  at(2400, LinkCut{{2}, {4}});
  at(2500, Slow{{4}, milliseconds(50)});
  at(2800, LinkHeal{{2}, {4}});
  at(3000, Pause{{2}});
  at(3200, Crash{{2}, false});
  at(3500, Restart{{2}});
  at(3600, LinkDrop{{4}, {3}, 0.5});
  at(3700, LinkDelay{{3}, {4}, milliseconds(30)});
  at(5000, HealAll{});
  return scenario;
}

/// The bytes of one run.
inline std::string simulated(const sim::Scenario& scenario, std::uint64_t seed,
                             bool vectors = false) {
  StringSink bytes;
  JsonlWriter writer{bytes};
  (void)sim::run(scenario, {seed}, {&writer, nullptr, vectors},
                 [](Time, std::uint64_t) { return true; });
  (void)writer.end();
  return bytes.text();
}

}  // namespace lamport
