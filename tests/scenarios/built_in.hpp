// Built-in scenarios by name, run into traces and checked, for tests to look at.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/check/checker.hpp"
#include "core/formats/digest.hpp"
#include "core/formats/jsonl_reader.hpp"
#include "sim/embedded.hpp"
#include "sim/run.hpp"
#include "sim/scenario_toml.hpp"

namespace lamport::sim {

inline std::vector<std::string> built_in_names() {
  std::vector<std::string> names;
  for (const auto& scenario : embedded_scenarios()) names.emplace_back(scenario.name);
  return names;
}

inline Scenario built_in(const std::string& name, std::vector<GivenSetting> settings = {}) {
  for (const auto& embedded : embedded_scenarios()) {
    if (embedded.name != name) continue;
    auto scenario = read_scenario(embedded.text, name, name, settings);
    EXPECT_TRUE(scenario.has_value()) << to_string(scenario.error());
    if (scenario) return *scenario;
  }
  ADD_FAILURE() << "there is no built-in scenario " << name;
  return {};
}

/// Whether a run of it takes a test too long to be repeated under many seeds.
inline bool is_long(const Scenario& scenario) {
  return scenario.process_count > 10 || scenario.event_limit > 1000;
}

/// A run with all that it leaves.
struct Traced {
  std::string trace;
  std::uint64_t digest = 0;
  RunReport report;
  Verdict verdict;
};

inline Traced traced(const Scenario& scenario, std::uint64_t seed, bool vectors = false) {
  Traced run;
  StringSink bytes;
  JsonlWriter writer(bytes);
  Checker checker;
  run.report = sim::run(scenario, {seed}, {&writer, &checker, vectors},
                        [](Time, std::uint64_t) { return true; });
  const auto end = writer.end();
  EXPECT_TRUE(end.has_value());
  run.digest = end->digest;
  run.trace = bytes.text();
  run.verdict = checker.finish();
  return run;
}

/// What breaks, as lines.
inline std::string shown(const Verdict& verdict) {
  std::string text = "verdict " + std::string(name_of(verdict.state)) + "\n";
  for (std::size_t i = 0; i < verdict.findings.size() && i < 3; ++i)
    text += verdict.findings[i].rule + ": " + verdict.findings[i].proof + "\n";
  return text;
}

/// The one command that shows a failure again.
inline std::string replay(const std::string& scenario, std::uint64_t seed) {
  return "run it again: lamport sim " + scenario + " --seed " + std::to_string(seed) + " --check";
}

/// Calls `visit(record)` for every record of a whole trace.
template <class Visit>
void for_each_record(const std::string& trace, Visit visit) {
  MemorySource source(trace);
  JsonlReader reader(source, "trace");
  ASSERT_TRUE(reader.header().has_value());
  for (auto record = reader.next(); record && *record != nullptr; record = reader.next())
    visit(**record);
  EXPECT_TRUE(reader.end().has_value());
}

}  // namespace lamport::sim
