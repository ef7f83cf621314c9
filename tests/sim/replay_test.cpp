// Replay: a simulated trace with its inputs gives the same events through fresh nodes; a trace with
// anything altered does not.
#include "core/formats/replay.hpp"

#include <gmock/gmock.h>

#include "core/formats/jsonl_reader.hpp"
#include "sim/run.hpp"

namespace lamport::sim {
namespace {

using testing::HasSubstr;

const KeepGoing always = [](Time, std::uint64_t) { return true; };

// Every kind of input: commands, timers, a crash that keeps the state and one that loses it.
Scenario eventful() {
  Scenario scenario;
  scenario.process_count = 4;
  scenario.until = seconds(60);
  scenario.timeline = {
      {{seconds(9).nanoseconds}, GiveCommand{{1}, {"send", {{2}, {3}}, "hola", 0}}},
      {{seconds(10).nanoseconds}, Crash{{2}}},
      {{seconds(11).nanoseconds}, GiveCommand{{1}, {"no such command", {}, "", 0}}},
      {{seconds(20).nanoseconds}, Restart{{2}}},
      {{seconds(21).nanoseconds}, Crash{{1}, true}},
      {{seconds(25).nanoseconds}, Restart{{1}}},
      {{seconds(30).nanoseconds}, GiveCommand{{3}, {"rate", {}, "", 100}}},
  };
  return scenario;
}

std::string trace_of(const Scenario& scenario, bool inputs = true) {
  StringSink bytes;
  JsonlWriter writer{bytes};
  (void)run(scenario, {7},
            {.writer = &writer, .checker = nullptr, .vectors = true, .inputs = inputs}, always);
  EXPECT_TRUE(writer.end());
  return bytes.text();
}

struct Verdict {
  std::optional<ReplayDifference> difference;
  std::string error;
  std::uint64_t inputs = 0;
  std::uint64_t events = 0;
};

Verdict replay(const std::string& trace) {
  MemorySource source(trace);
  JsonlReader reader(source, "trace");
  const auto header = reader.header();
  EXPECT_TRUE(header);
  const auto replay = make_replay(*header);
  Verdict verdict;
  for (;;) {
    auto record = reader.next();
    if (!record || *record == nullptr) break;  // an altered trace has another digest
    auto given = replay->record(**record, reader.line());
    if (!given) {
      verdict.error = to_string(given.error());
      return verdict;
    }
    if ((verdict.difference = *given)) return verdict;
  }
  verdict.difference = replay->end();
  verdict.inputs = replay->inputs();
  verdict.events = replay->events();
  return verdict;
}

std::string altered(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

TEST(Replay, GivesTheSameEvents) {
  const auto trace = trace_of(eventful());
  for (const auto* input :
       {"\"input\":\"start\"", "\"input\":\"message\"", "\"input\":\"timer\"",
        "\"input\":\"command\"", "{\"incarnation\":2}", "{\"incarnation\":2,\"state\""})
    EXPECT_THAT(trace, HasSubstr(input));
  const auto verdict = replay(trace);
  EXPECT_FALSE(verdict.difference.has_value()) << verdict.difference->what << "\n"
                                               << verdict.difference->recorded << "\n"
                                               << verdict.difference->replayed;
  EXPECT_EQ(verdict.error, "");
  EXPECT_GT(verdict.inputs, 100u);
  EXPECT_GT(verdict.events, 200u);
}

TEST(Replay, WritingInputsChangesNoOtherRecord) {
  std::string without;
  const auto with = trace_of(eventful());
  for (std::size_t at = 0; at < with.size();) {
    const auto end = with.find('\n', at);
    const auto line = with.substr(at, end - at + 1);
    if (line.find("\"type\":\"input\"") == std::string::npos &&
        line.find("\"type\":\"end\"") == std::string::npos)
      without += line;
    at = end + 1;
  }
  EXPECT_THAT(trace_of(eventful(), false), testing::StartsWith(without));
}

TEST(Replay, APholdRunReplaysToo) {
  Scenario scenario;
  scenario.protocol = "phold";
  scenario.process_count = 10;
  scenario.link_kind = LinkKind::raw;
  scenario.event_limit = 2000;
  const auto verdict = replay(trace_of(scenario));
  EXPECT_FALSE(verdict.difference.has_value());
  EXPECT_GE(verdict.events, 2000u);
}

TEST(Replay, CatchesOneAlteredInput) {
  const auto trace = trace_of(eventful());
  const auto text = altered(trace, R"("to":[2,3],"text":"hola")", R"("to":[2,3],"text":"hole")");
  auto difference = replay(text).difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(difference->event.process, ProcessId{1});
  EXPECT_THAT(difference->recorded, HasSubstr(R"("label":"hola")"));
  EXPECT_THAT(difference->replayed, HasSubstr(R"("label":"hole")"));

  difference = replay(altered(trace, R"("sent":2,)", R"("sent":3,)")).difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_THAT(difference->what, HasSubstr("another event"));

  difference = replay(altered(trace, R"("input":"timer","data":{"timer":1})",
                              R"("input":"timer","data":{"timer":2})"))
                   .difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_THAT(difference->what, HasSubstr("no input of the trace gives this event"));

  difference = replay(altered(trace, R"("step":3,)", R"("step":4,)")).difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_THAT(difference->what, HasSubstr("this is step 4, after step 2"));

  difference = replay(altered(trace, R"("seed":7)", R"("seed":8)")).difference;
  EXPECT_TRUE(difference.has_value());
}

TEST(Replay, CatchesAMissingEventAndAnEventWithoutInput) {
  const auto trace = trace_of(eventful());
  const auto from = trace.find("{\"type\":\"event\"");
  auto without = trace;
  without.erase(from, trace.find('\n', from) + 1 - from);
  auto difference = replay(without).difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(
      difference->replayed,
      trace.substr(from, trace.find('\n', from) - from).substr(0, difference->replayed.size() - 1) +
          "}");

  const auto input = trace.find("{\"type\":\"input\"");
  without = trace;
  without.erase(input, trace.find('\n', input) + 1 - input);
  difference = replay(without).difference;
  ASSERT_TRUE(difference.has_value());
}

TEST(Replay, ATraceWithoutInputsIsNotDecided) {
  const auto verdict = replay(trace_of(eventful(), false));
  EXPECT_FALSE(verdict.difference.has_value());
  EXPECT_EQ(verdict.inputs, 0u);
}

TEST(Replay, SaysWhatIsWrongWithDataThatDoesNotFit) {
  const auto verdict =
      replay(altered(trace_of(eventful()), R"("name":"send","to")", R"("name":"send","zu")"));
  EXPECT_THAT(verdict.error, HasSubstr("the data of a command"));
}

}  // namespace
}  // namespace lamport::sim
