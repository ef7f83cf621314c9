// The phold run that benchmarks share, and its trace in memory: real records, as `lamport sim
// phold` gives them.
#pragma once

#include <string>

#include "core/base/assert.hpp"
#include "core/formats/byte_sink.hpp"
#include "sim/run.hpp"

namespace lamport::bench {

inline sim::Scenario phold_scenario(std::uint32_t processes, std::uint64_t events) {
  sim::Scenario scenario;
  scenario.name = scenario.protocol = "phold";
  scenario.process_count = processes;
  scenario.link_kind = sim::LinkKind::raw;
  scenario.links.delay = {sim::Delay::Shape::exponential, milliseconds(1), {}, milliseconds(9), {}};
  scenario.until = seconds(1'000'000);
  scenario.event_limit = events;
  return scenario;
}

inline std::string phold_trace(std::uint32_t processes, std::uint64_t events) {
  StringSink bytes;
  JsonlWriter writer{bytes};
  const auto report = sim::run(phold_scenario(processes, events), {42}, {&writer, nullptr, false},
                               [](Time, std::uint64_t) { return true; });
  LAMPORT_ASSERT(writer.end() && report.outcome.events >= events, "a trace was not written whole");
  return bytes.text();
}

}  // namespace lamport::bench
