// What is said in vain is told with its place; what could have an effect under some seed is not.
#include "sim/scenario_notes.hpp"

#include <gmock/gmock.h>

#include "sim/embedded.hpp"
#include "sim/scenario_toml.hpp"

namespace lamport::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> notes(const std::string& text, std::vector<GivenSetting> settings = {}) {
  const auto scenario = read_scenario(text, "t", "t.toml", settings);
  EXPECT_TRUE(scenario) << to_string(scenario.error());
  return scenario ? scenario_notes(*scenario, text, "t.toml", settings)
                  : std::vector<std::string>{};
}

const std::string cluster = "protocol = \"cluster\"\n";

std::string entry(const std::string& at, const std::string& rest) {
  return "[[timeline]]\nat = \"" + at + "\"\n" + rest + "\n";
}
std::string command(const std::string& at, const std::string& name) {
  return entry(at, "do = \"command\"\nprocess = 1\nname = \"" + name + "\"\ntext = \"x\"");
}

TEST(ScenarioNotes, NothingBuiltInIsInVain) {
  for (const auto& embedded : embedded_scenarios()) {
    const auto scenario = read_scenario(embedded.text, embedded.name, "");
    ASSERT_TRUE(scenario);
    EXPECT_THAT(scenario_notes(*scenario, embedded.text, ""), IsEmpty()) << embedded.name;
  }
}

TEST(ScenarioNotes, KeysThatNothingReads) {
  EXPECT_THAT(
      notes(cluster + "faults_until = \"3s\"\nprocesses = 2\nnames = [\"a\", \"b\", \"c\"]"),
      ElementsAre("t.toml:2:16: faults_until has no effect: there are no random faults",
                  "t.toml:4:20: names.2 has no effect: there are 2 processes"));
  EXPECT_THAT(
      notes(cluster + "[links]\nwaiting_limit = 9\nresend_after = \"1s\""),
      ElementsAre("t.toml:3:17: links.waiting_limit has no effect: reliable links have none",
                  "t.toml:4:16: links.resend_after has no effect: nothing is ever lost"));
  EXPECT_THAT(
      notes(cluster + "[links]\nkind = \"raw\"\nloss = 0.1\nwaiting_limit = 9\n"
                      "[[links.override]]\nfrom = 0\nto = 1\nresend_after = \"1s\""),
      ElementsAre("t.toml:9:16: links.override.0.resend_after has no effect: raw links send "
                  "nothing again"));
}

TEST(ScenarioNotes, ResendingMattersWhereSomethingMayBeLost) {
  const auto links = cluster + "[links]\nresend_after = \"1s\"\n";
  EXPECT_THAT(notes(links + "loss = 0.1"), IsEmpty());
  EXPECT_THAT(notes(links + "[[links.override]]\nfrom = 0\nto = 1\nloss = 0.5"), IsEmpty());
  EXPECT_THAT(notes(links + entry("1s", "do = \"drop\"\nfrom = 0\nto = 1\nprobability = 0.5")),
              IsEmpty());
}

TEST(ScenarioNotes, SettingsOfAProcessThatDoesNothingByItself) {
  const std::string asked = "protocol = \"mutex\"\n[mutex]\nautomatic = false\nhold = \"1s\"\n";
  EXPECT_THAT(notes(asked), ElementsAre("t.toml:4:8: mutex.hold has no effect: automatic is false, "
                                        "and no command changes it"));
  EXPECT_THAT(notes(asked + command("1s", "automatic")), IsEmpty());
  EXPECT_THAT(notes("protocol = \"mutex\"\n[mutex]\nhold = \"1s\""), IsEmpty());
  EXPECT_THAT(notes(cluster + "[cluster]\nautomatic_min = \"9s\"\nautomatic_max = \"8s\""),
              ElementsAre("t.toml:4:17: cluster.automatic_max has no effect: it is less than "
                          "automatic_min"));
}

TEST(ScenarioNotes, WhatComesAfterTheEnd) {
  const auto text = cluster + entry("10s", "do = \"pause\"\nprocess = 1") +
                    entry("11s", "do = \"resume\"\nprocess = 1");
  EXPECT_THAT(notes(text),
              ElementsAre("t.toml:6:1: timeline.1 never happens: the run ends at 10s"));
  EXPECT_THAT(notes(text, {{"until", "9s", "--until 9s"}}),
              ElementsAre("t.toml:2:1: timeline.0 and all after it never happen: the run ends at "
                          "9s"));
  EXPECT_THAT(notes(text, {{"until", "20s", "--until 20s"}}), IsEmpty());
}

TEST(ScenarioNotes, CommandsThatNobodyTakes) {
  const auto down = entry("1s", "do = \"crash\"\nprocess = 1") + command("2s", "internal") +
                    entry("3s", "do = \"restart\"\nprocess = 1") + command("4s", "internal");
  EXPECT_THAT(notes(cluster + down),
              ElementsAre("t.toml:6:1: timeline.1 is lost: p1 is down then"));
  EXPECT_THAT(notes(cluster + down + "[[random_faults]]\nkind = \"crash\""), IsEmpty());
  EXPECT_THAT(notes(cluster + command("1s", "request")),
              ElementsAre("t.toml:2:1: timeline.0 is refused: the protocol cluster has no command "
                          "\"request\""));
  EXPECT_THAT(
      notes("protocol = \"phold\"\n[links]\nkind = \"raw\"\n" + command("1s", "send")).size(), 1u);
}

TEST(ScenarioNotes, FaultsThatChangeNoLink) {
  const auto cut = [](const char* at) { return entry(at, "do = \"cut\"\nfrom = 0\nto = 1"); };
  const std::string nothing = " changes nothing: every link is so already";
  EXPECT_THAT(notes(cluster + entry("1s", "do = \"heal\"") + cut("2s") + cut("3s") +
                    entry("4s", "do = \"heal\"") + cut("5s")),
              ElementsAre("t.toml:2:1: timeline.0" + nothing, "t.toml:10:1: timeline.2" + nothing));
  EXPECT_THAT(notes(cluster + entry("1s", "do = \"slow\"\nprocess = 1\nextra = \"0s\"")),
              ElementsAre("t.toml:2:1: timeline.0" + nothing));
  EXPECT_THAT(notes(cluster + entry("1s", "do = \"heal\"") + "[[random_faults]]\nkind = \"cut\""),
              IsEmpty());
}

}  // namespace
}  // namespace lamport::sim
