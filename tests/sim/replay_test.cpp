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
  EXPECT_EQ(difference->what, "timer 2 is not set");

  difference = replay(altered(trace, R"("step":3,)", R"("step":4,)")).difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_THAT(difference->what, HasSubstr("this is step 4, after step 2"));

  difference = replay(altered(trace, R"("seed":7)", R"("seed":8)")).difference;
  EXPECT_TRUE(difference.has_value());
}

// What no event of the recipient shows: the message that it was given is not the one that was sent.
TEST(Replay, HoldsMessagesAgainstTheirSends) {
  const auto trace = trace_of(eventful());
  const std::string welcome = R"("body":{"kind":"welcome","text":"welcome"}})";
  auto difference =
      replay(altered(trace, welcome, R"("body":{"kind":"text","text":"welcome"}})")).difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(difference->what, "the message was sent with another body");
  EXPECT_EQ(difference->recorded, R"({"kind":"text","text":"welcome"})");
  EXPECT_EQ(difference->replayed, R"({"kind":"welcome","text":"welcome"})");

  // The coordinator's clock is ahead of the stamp of a client's first message either way.
  const std::string second = R"("input":"message","data":{"message":"2:2","sent":2,)";
  difference =
      replay(altered(trace, second, R"("input":"message","data":{"message":"2:2","sent":1,)"))
          .difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(difference->what, "the message is said to carry the stamp 1, but was sent with 2");

  // Given twice, under a final fate, or never sent.
  const std::string to_another = R"({"message":"3:1")";
  difference = replay(altered(altered(trace, R"({"message":"3:2")", to_another),
                              R"("message":"3:2")", R"("message":"3:1")"))
                   .difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(difference->what, "the replay has no such message on its way to this process");
}

TEST(Replay, HoldsStartsAgainstLives) {
  const auto trace = trace_of(eventful());
  auto difference =
      replay(altered(trace, R"("data":{"incarnation":2})", R"("data":{"incarnation":3})"))
          .difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(difference->what, "incarnation 3 starts, but by the lives it is 2");

  const auto from = trace.find(R"({"type":"life","process":2,"change":"restart")");
  auto without = trace;
  without.erase(from, trace.find('\n', from) + 1 - from);
  difference = replay(without).difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(difference->what, "incarnation 2 starts, but the process is in one already");
}

TEST(Replay, HoldsTheClocksOfASimulationAgainstEachOther) {
  const auto trace = trace_of(eventful());
  const auto difference =
      replay(altered(trace, R"("after":0,"mono":0,)", R"("after":0,"mono":1,)")).difference;
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(difference->what, "a simulation has one clock, but mono is 1 and wall is 0");
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
