// The inputs of every built-in scenario, under many seeds, replay to its events: replay tells no
// difference where there is none, whatever the world does.
#include "core/formats/replay.hpp"

#include "tests/scenarios/built_in.hpp"

namespace lamport::sim {
namespace {

std::string trace_with_inputs(const Scenario& scenario, std::uint64_t seed) {
  StringSink bytes;
  JsonlWriter writer(bytes);
  (void)sim::run(scenario, {seed}, {.writer = &writer, .inputs = true},
                 [](Time, std::uint64_t) { return true; });
  EXPECT_TRUE(writer.end());
  return bytes.text();
}

/// What the replay says of the trace; nothing if it is the same.
std::string replayed(const std::string& trace) {
  MemorySource source(trace);
  JsonlReader reader(source, "trace");
  const auto header = reader.header();
  if (!header) return to_string(header.error());
  const auto replay = make_replay(*header);
  for (;;) {
    auto record = reader.next();
    if (!record) return to_string(record.error());
    if (*record == nullptr) break;
    auto said = replay->record(**record, reader.line());
    if (!said) return to_string(said.error());
    if (*said) return (*said)->what + " at line " + std::to_string((*said)->line);
  }
  if (const auto said = replay->end()) return said->what + " at the end";
  return replay->inputs() == 0 ? "no inputs" : "";
}

void sweep(const std::string& name, const Scenario& scenario, std::uint64_t seeds) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    ASSERT_EQ(replayed(trace_with_inputs(scenario, seed)), "") << replay(name, seed);
}

TEST(ReplaySweep, EveryScenario) {
  for (const auto& name : built_in_names()) {
    auto scenario = built_in(name);
    if (is_long(scenario)) scenario.event_limit = 2000;
    sweep(name, scenario, 5);
  }
}

TEST(ReplaySweep, FaultsOfEveryKind) {
  sweep("storm", built_in("storm"), 30);
  sweep("faults", built_in("faults"), 30);
}

// Two that crash, lose their state and ask again, on links that lose and duplicate.
TEST(ReplaySweep, ProtocolsThatRecover) {
  for (const std::string protocol : {"mutex", "total-order"}) {
    auto scenario = built_in("faults", {{"timeline", "[]", ""}});
    scenario.protocol = protocol;
    scenario.protocol_settings.clear();
    sweep("faults --set protocol=" + protocol, scenario, 15);
  }
}

}  // namespace
}  // namespace lamport::sim
