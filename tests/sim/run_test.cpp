// Whole runs through the protocol table: reports, the work hash, vector timestamps.
#include "sim/run.hpp"

#include <gtest/gtest.h>

#include "core/formats/byte_sink.hpp"

namespace lamport::sim {
namespace {

const KeepGoing always = [](Time, std::uint64_t) { return true; };

Scenario phold(std::uint64_t events) {
  Scenario scenario;
  scenario.name = scenario.protocol = "phold";
  scenario.process_count = 10;
  scenario.link_kind = LinkKind::raw;
  scenario.links.delay = {Delay::Shape::exponential, milliseconds(1), {}, milliseconds(9), {}};
  scenario.until = seconds(1000);
  scenario.event_limit = events;
  return scenario;
}

std::string trace_of(const Scenario& scenario, Seed seed, bool vectors = false) {
  StringSink bytes;
  JsonlWriter writer{bytes};
  (void)run(scenario, seed, {&writer, nullptr, vectors}, always);
  EXPECT_TRUE(writer.end());
  return bytes.text();
}

TEST(Run, TheSameSeedGivesTheSameBytesAndAnotherSeedOthers) {
  EXPECT_EQ(trace_of(phold(500), {1}), trace_of(phold(500), {1}));
  EXPECT_NE(trace_of(phold(500), {1}), trace_of(phold(500), {2}));
}

TEST(Run, RecordingChangesNoEvent) {
  const auto scenario = phold(500);
  StringSink bytes;
  JsonlWriter writer{bytes};
  const auto recorded = run(scenario, {1}, {&writer, nullptr, true}, always);
  const auto bare = run(scenario, {1}, {}, always);
  EXPECT_EQ(recorded.work, bare.work);
  EXPECT_EQ(recorded.outcome.events, bare.outcome.events);
  EXPECT_EQ(recorded.outcome.undelivered, 10u);
  EXPECT_EQ(recorded.by_process.size(), 10u);
  EXPECT_TRUE(bare.by_process.empty());
}

TEST(Run, WorkDependsOnEveryMemberOfAnEvent) {
  const EventRecord event{.process = {1}, .index = {2}, .lamport = {3}, .time = {4}};
  auto other = event;
  other.process = {2};
  EXPECT_NE(work_of(event), work_of(other));
  other = event;
  other.index = {3};
  EXPECT_NE(work_of(event), work_of(other));
  other = event;
  other.lamport = {4};
  EXPECT_NE(work_of(event), work_of(other));
  other = event;
  other.time = {5};
  EXPECT_NE(work_of(event), work_of(other));
}

TEST(Run, VectorTimestampsCountWhatEachEventKnows) {
  Scenario scenario;
  scenario.process_count = 2;
  scenario.until = milliseconds(10);
  scenario.links.delay = {Delay::Shape::constant, milliseconds(1), {}, {}, {}};
  const auto trace = trace_of(scenario, {1}, true);
  const auto has = [&](const std::string& text) { return trace.find(text) != std::string::npos; };
  EXPECT_TRUE(has(R"("index":2,"kind":"send","lamport":2,"time":0,"to":[0],"label":"register",)"
                  R"("vector":{"1":2})"));
  EXPECT_TRUE(has(R"("message":"1:2","label":"register","vector":{"0":2,"1":2})")) << trace;
  EXPECT_TRUE(has(R"("message":"0:3","label":"welcome","vector":{"0":3,"1":3})")) << trace;
}

TEST(Run, TheHeaderNamesWhatReproducesTheRun) {
  auto scenario = phold(5);
  scenario.changed_settings = {{"events", std::uint64_t{5}}};
  const auto header = header_of(scenario, {9});
  EXPECT_EQ(header.protocol, "phold");
  EXPECT_EQ(header.seed, Seed{9});
  EXPECT_EQ(header.settings, scenario.changed_settings);
  ASSERT_EQ(header.processes.size(), 10u);
  EXPECT_EQ(header.processes[9].name, "p9");
}

}  // namespace
}  // namespace lamport::sim
