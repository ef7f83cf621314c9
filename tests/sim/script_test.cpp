// Scripts: every event happens in its place, its time is its stamp, and a script that no world can
// play is refused at the line that is wrong.
#include <gtest/gtest.h>

#include "core/formats/byte_sink.hpp"
#include "sim/embedded.hpp"
#include "sim/run.hpp"
#include "sim/scenario_toml.hpp"
#include "sim/simulator.hpp"
#include "tests/sim/recording_sink.hpp"

namespace lamport::sim {
namespace {

Result<Scenario> read(const std::string& script) {
  return read_scenario("protocol = \"script\"\n[script]\n" + script, "test", "x.toml");
}

// What a run writes, process by process in the order of time.
std::string played(const Scenario& scenario) {
  RecordingSink sink;
  Simulator<Script, RecordingSink> simulator{
      scenario,
      {1},
      [&](ProcessId process) { return Script{scenario.script[process.value]}; },
      sink};
  (void)simulator.run([](Time, std::uint64_t) { return true; });
  return sink.text();
}

std::string mistake_in(const std::string& script) {
  const auto scenario = read(script);
  return scenario ? "no mistake" : to_string(scenario.error());
}

TEST(Script, EveryEventHappensInItsPlace) {
  const auto scenario = read(R"(p = ["send a to q", "send b to q, r", "internal lunch"]
q = ["receive b", "receive a", "send c to p"]
r = ["internal", "receive b"])");
  ASSERT_TRUE(scenario) << to_string(scenario.error());
  EXPECT_EQ(scenario->process_names, (std::vector<std::string>{"p", "q", "r"}));
  EXPECT_EQ(played(*scenario),
            "1000000: 0:1 send >1 L1\n"
            "1000000: 2:1 internal L1\n"
            "2000000: 0:2 send >1 >2 L2\n"
            "3000000: 1:1 receive 0:2 L3\n"
            "3000000: 2:2 receive 0:2 L3\n"
            "3000000: 0:3 internal L3\n"
            "4000000: 1:2 receive 0:1 L4\n"
            "5000000: 1:3 send >0 L5\n"
            "6000000: 1:3 >0 undelivered/end\n")
      << "the second message overtakes the first; the third is under way at the end";
}

TEST(Script, AProcessMaySendToItself) {
  const auto scenario = read("p = [\"send a to p\", \"internal\", \"receive a\"]");
  ASSERT_TRUE(scenario) << to_string(scenario.error());
  EXPECT_EQ(played(*scenario),
            "1000000: 0:1 send >0 L1\n"
            "2000000: 0:2 internal L2\n"
            "3000000: 0:3 receive 0:1 L3\n");
}

TEST(Script, TheFigureOfThePaper) {
  for (const auto& embedded : embedded_scenarios()) {
    if (embedded.name != "paper-1978") continue;
    const auto scenario = read_scenario(embedded.text, embedded.name, "paper-1978.toml");
    ASSERT_TRUE(scenario) << to_string(scenario.error());
    const auto text = played(*scenario);
    for (const auto* line : {"0:1 send >1 L1\n", "1:2 receive 0:1 L2\n", "1:4 send >2 L4\n",
                             "2:3 receive 1:4 L5\n", "2:4 internal L6\n"})
      EXPECT_NE(text.find(line), std::string::npos) << "p1 -> q2 -> q4 -> r3 -> r4: " << line;
    EXPECT_NE(text.find("0:3 send >1 L3\n"), std::string::npos);
    EXPECT_NE(text.find("1:3 internal L3\n"), std::string::npos);
    EXPECT_NE(text.find("0:4 receive 1:5 L6\n"), std::string::npos);
    return;
  }
  FAIL() << "the scenario is not built in";
}

TEST(Script, MistakesAreNamedWithTheirPlace) {
  EXPECT_EQ(mistake_in("p = [\"receive a\"]\nq = [\"send b to p\"]"),
            "x.toml:3:6: message \"a\" is received and never sent");
  EXPECT_EQ(mistake_in("p = [\"receive ma\"]\nq = [\"send mb to p\"]"),
            "x.toml:3:6: message \"ma\" is received and never sent (did you mean \"mb\"?)");
  EXPECT_EQ(mistake_in("p = [\"send a to q\",\n     \"send a to q\"]\nq = []"),
            "x.toml:4:6: message \"a\" is sent twice (it is sent on line 3 already; name several "
            "recipients in one send, or the messages apart)");
  EXPECT_EQ(mistake_in("p = [\"send a to q\"]\nq = [\"receive a\", \"receive a\"]"),
            "x.toml:4:19: q receives \"a\" twice (it does so on line 4 already)");
  EXPECT_EQ(mistake_in("p = [\"send a to q\"]\nq = []\nr = [\"receive a\"]"),
            "x.toml:5:6: r receives \"a\", which is not sent to it (it is sent on line 3)");
  EXPECT_EQ(mistake_in("p = [\"send a to s\"]\nq = []"),
            "x.toml:3:6: there is no process \"s\" (the script has p or q)");
  EXPECT_EQ(mistake_in("p = [\"send a to q, q\"]\nq = []"),
            "x.toml:3:6: \"send a to q, q\" names a process twice");
}

TEST(Script, ACircleIsToldFromLineToLine) {
  EXPECT_EQ(mistake_in("p = [\"receive b\",\n     \"send a to q\"]\n"
                       "q = [\"receive a\",\n     \"send b to p\"]"),
            "x.toml:3:6: p receives \"b\" before it can be sent: the receive on line 3 waits for "
            "the send on line 6, which comes after the receive on line 5, which waits for the send "
            "on line 4, which comes after the receive on line 3 (no message goes back in time: "
            "change the order of these events)");
  EXPECT_EQ(mistake_in("p = [\"receive a\",\n     \"send a to p\"]"),
            "x.toml:3:6: p receives \"a\" before it can be sent: the receive on line 3 waits for "
            "the send on line 4, which comes after the receive on line 3 (no message goes back in "
            "time: change the order of these events)");
  EXPECT_NE(mistake_in("z = [\"internal\", \"receive b\"]\np = [\"receive b\",\n \"send a to q\"]\n"
                       "q = [\"receive a\",\n \"send b to p, z\"]")
                .find("x.toml:6:6: q receives \"a\" before"),
            std::string::npos)
      << "z only waits for the circle, it is not in it";
}

TEST(Script, WordsThatAreNoEventAreRefused) {
  const std::string hint =
      " (write \"send MESSAGE to PROCESS\", \"receive MESSAGE\" or \"internal\", which a label may "
      "follow)";
  EXPECT_EQ(mistake_in("p = [\"sned a to q\"]"), "x.toml:3:6: \"sned a to q\" is no event" + hint);
  EXPECT_EQ(mistake_in("p = [\"send a\"]"), "x.toml:3:6: \"send a\" does not say to whom" + hint);
  EXPECT_EQ(mistake_in("p = [\"receive\"]"),
            "x.toml:3:6: \"receive\" does not name its message" + hint);
  EXPECT_EQ(mistake_in("p = [\"send a to p p\"]"),
            "x.toml:3:6: \"send a to p p\" has words too many after its message" + hint);
  EXPECT_EQ(mistake_in("p = [7]"), "x.toml:3:6: an event of p is a whole number" + hint);
  EXPECT_EQ(mistake_in("p = 7"),
            "x.toml:3:5: script.p is not a list of events (such as [\"send m "
            "to q\", \"internal\"])");
  EXPECT_EQ(mistake_in("").substr(0, 14), "x.toml:2:1: sc") << mistake_in("");
}

}  // namespace
}  // namespace lamport::sim
