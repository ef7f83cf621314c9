// What a scenario file may say becomes a Scenario; what it may not becomes one error with its
// place.
#include "sim/scenario_toml.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "sim/run.hpp"

namespace lamport::sim {
namespace {

std::string read_text(const std::string& path) {
  std::ifstream file(std::string(LAMPORT_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The error of a scenario, or "".
std::string error_of(const std::string& text, std::vector<GivenSetting> settings = {}) {
  auto scenario = read_scenario(text, "t", "t.toml", settings);
  return scenario ? "" : to_string(scenario.error());
}

Scenario good(const std::string& text, std::vector<GivenSetting> settings = {}) {
  auto scenario = read_scenario(text, "t", "t.toml", settings);
  EXPECT_TRUE(scenario.has_value()) << to_string(scenario.error());
  return scenario ? *scenario : Scenario{};
}

GivenSetting setting(const std::string& key, const std::string& value) {
  return {key, value, "--set " + key + "=" + value};
}

TEST(ScenarioToml, ReadsTheExampleOfTheDocumentation) {
  const auto text = read_text("docs/scenarios.md");
  const auto begin = text.find("```toml\n");
  ASSERT_NE(begin, std::string::npos);
  const auto end = text.find("```\n", begin + 8);
  const auto scenario = good(text.substr(begin + 8, end - begin - 8));
  EXPECT_EQ(scenario.process_count, 4u);
  EXPECT_EQ(scenario.name_of({1}), "ana");
  EXPECT_EQ(scenario.name_of({3}), "p3");
  EXPECT_EQ(scenario.until, seconds(60));
  EXPECT_EQ(scenario.default_seed, Seed{42});
  EXPECT_EQ(scenario.faults_until, Time{} + seconds(45));
  EXPECT_EQ(scenario.links.loss, 0.05);
  EXPECT_EQ(scenario.link_overrides.size(), 3u);
  const auto& slow = scenario.link_overrides.at({{1}, {0}});
  EXPECT_EQ(slow.delay.shape, Delay::Shape::normal);
  EXPECT_EQ(slow.delay.deviation, milliseconds(10));
  EXPECT_EQ(slow.loss, 0.05) << "an override changes what it says, nothing else";
  // Every kind of happening stands in the example.
  std::set<std::size_t> kinds;
  for (const auto& entry : scenario.timeline) kinds.insert(entry.what.index());
  EXPECT_EQ(kinds.size(), std::variant_size_v<Happening> - 1) << "all but HealLinks, which is ours";
  EXPECT_EQ(scenario.random_faults.size(), 2u);
  const auto report = run(scenario, {1}, {}, [](Time, std::uint64_t) { return true; });
  EXPECT_GT(report.outcome.events, 100u);
  EXPECT_EQ(report.outcome.refused_commands, 0u);
}

TEST(ScenarioToml, TheDocumentationHasEveryProtocolAndItsSettings) {
  const auto text = read_text("docs/scenarios.md");
  for (const auto& protocol : protocols()) {
    const auto row = text.find("| `" + std::string(protocol.name) + "` |");
    ASSERT_NE(row, std::string::npos) << protocol.name;
    const auto line = text.substr(row, text.find('\n', row) - row);
    for (const auto& setting : protocol.settings)
      EXPECT_NE(line.find("`" + std::string(setting.name) + "`"), std::string::npos)
          << protocol.name << "." << setting.name;
  }
}

TEST(ScenarioToml, DefaultsAreThoseOfTheDocumentation) {
  const auto scenario = good("protocol = \"cluster\"");
  EXPECT_EQ(scenario.name, "t");
  EXPECT_EQ(scenario.process_count, 4u);
  EXPECT_EQ(scenario.until, seconds(10));
  EXPECT_EQ(scenario.event_limit, 0u);
  EXPECT_EQ(scenario.default_seed, Seed{1});
  EXPECT_EQ(scenario.link_kind, LinkKind::reliable);
  EXPECT_EQ(scenario.links.delay.shape, Delay::Shape::exponential);
  EXPECT_EQ(scenario.links.delay.base, milliseconds(5));
  EXPECT_EQ(scenario.links.delay.mean, milliseconds(15));
  EXPECT_EQ(scenario.links.resend_after, milliseconds(200));
  EXPECT_EQ(scenario.waiting_limit, 1024u);
  EXPECT_TRUE(scenario.changed_settings.empty());
}

struct Mistake {
  const char* name;
  std::string text;
  std::string error;  ///< a part of it; all of them begin with t.toml
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

const std::string cluster = "protocol = \"cluster\"\n";

// A timeline entry after the line "protocol = ..."
std::string entry(const std::string& lines) {
  return cluster + "[[timeline]]\n" + lines + "\n";
}

std::string fault(const std::string& lines) {
  return cluster + "[[random_faults]]\n" + lines + "\n";
}

std::string idle_processes(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) lines += "p" + std::to_string(i) + " = []\n";
  return lines;
}

std::string deep_key(std::size_t parts) {
  std::string key = "a";
  for (std::size_t i = 1; i < parts; ++i) key += ".a";
  return key;
}

std::vector<Mistake> mistakes() {
  return {
      {"empty", "", "t.toml:1:1: protocol is missing (give it what the processes do: cluster, "},
      {"binary", std::string("\x7f\x45\x4c\x46\0\1\2\xff", 8), "t.toml:1:"},
      {"not_toml", "protocol: cluster", "t.toml:1:9: "},
      {"not_utf8", "protocol = \"\xc3\x28\"", "t.toml:1:"},
      {"key_twice", "seed = 1\nseed = 2", "t.toml:2:"},
      {"huge", std::string((1 << 20) + 1, '#'), "t.toml: this is longer than 1 MiB"},
      {"deep_lists", "names = " + std::string(100'000, '['), "t.toml:1:"},
      {"deep_tables", "names = " + std::string(30, '[') + std::string(30, ']'),
       "nested more than 16 levels deep"},
      {"deep_key", "\n" + deep_key(200'000) + " = 1", "t.toml:2: a key has more than 8 parts"},
      {"deep_header", "[" + deep_key(200'000) + "]", "t.toml:1: a key has more than 8 parts"},
      {"deep_after_quotes", "a = \"x.\\\".y\" # '\n" + deep_key(1000) + " = 1",
       "t.toml:2: a key has more than 8 parts"},
      {"protocol_unknown", "protocol = \"clustr\"",
       R"(t.toml:1:12: protocol is "clustr", not cluster, mutex)"},
      {"protocol_suggested", "protocol = \"clustr\"", "did you mean \"cluster\"?"},
      {"protocol_no_text", "protocol = 3", "protocol is 3, not cluster"},
      {"unknown_key", cluster + "untl = \"1s\"",
       R"(t.toml:2:1: unknown key "untl" (did you mean "until"?))"},
      {"strange_key", cluster + "zzzzzzzz = 1", "unknown key \"zzzzzzzz\" (allowed are summary, "},
      {"other_protocol", cluster + "[phold]", "unknown key \"phold\""},
      {"unknown_link_key", cluster + "[links]\nlos = 1",
       R"(t.toml:3:1: unknown key "los" in links (did you mean "loss"?))"},
      {"unknown_setting", cluster + "[cluster]\nautomatik = true",
       R"(unknown key "automatik" in cluster (did you mean "automatic"?))"},
      {"many_processes", cluster + "processes = 1000000000",
       "t.toml:2:13: processes is 1000000000, not a whole number from 1 to 10000000"},
      {"quadratic_cluster", cluster + "processes = 5001",
       "t.toml:2:13: processes is 5001, but the protocol cluster takes at most 5000 processes (its "
       "memory grows with their square)"},
      {"quadratic_mutex", "protocol = \"mutex\"\nprocesses = 2001", "mutex takes at most 2000"},
      {"quadratic_order", "protocol = \"total-order\"\nprocesses = 301", "takes at most 300"},
      {"quadratic_script", "protocol = \"script\"\n[script]\n" + idle_processes(1001),
       "t.toml:2:1: script is a table, but the protocol script takes at most 1000 processes"},
      {"negative_processes", cluster + "processes = -1", "processes is -1, not a whole number"},
      {"few_processes", "protocol = \"phold\"\nprocesses = 1", "not a whole number from 2 to"},
      {"name_twice", cluster + "names = [\"a\", \"a\"]",
       "t.toml:2:15: names.1: another process is called \"a\""},
      {"name_long", cluster + "names = [\"" + std::string(257, 'x') + "\"]",
       "t.toml:2:10: names.0"},
      {"name_empty", cluster + "names = [\"\"]", "names.0 is not a name"},
      {"until_zero", cluster + "until = \"0s\"", "until is \"0s\", not a duration from 1ns"},
      {"until_unit", cluster + "until = \"10 s\"",
       "until is \"10 s\", not a duration (write a number and a unit: 10s, 1.5ms, 200us)"},
      {"until_negative", cluster + "until = -5", "until is -5, not a duration"},
      {"until_huge", cluster + "until = 9223372036854775807", "not a duration from 1ns to"},
      {"until_table", cluster + "until = {}", "until is a table, not a duration"},
      {"until_date", cluster + "until = 1978-07-01", "until is a date or time, not a duration"},
      {"seed_large", cluster + "seed = 9007199254740992", "from 0 to 9007199254740991"},
      {"rule", cluster + "rules = [\"fifi\"]",
       R"(t.toml:2:10: rules.0: there is no rule "fifi" (there are fifo)"},
      {"probability", cluster + "[links]\nkind = \"raw\"\nloss = 1.5",
       "t.toml:4:8: links.loss is 1.5, not a probability from 0 to 1"},
      {"probability_nan", cluster + "[links]\nloss = nan", "links.loss is nan, not a probability"},
      {"hopeless_link", cluster + "[links]\nloss = 1",
       "links.loss is 1, not a probability from 0 to 0.99"},
      {"link_kind", cluster + "[links]\nkind = \"rough\"", "not reliable or raw"},
      {"mutex_raw", "protocol = \"mutex\"\n[links]\nkind = \"raw\"", "mutex needs reliable links"},
      {"links_no_table", cluster + "links = 3", "links is 3, not a table"},
      {"no_delay", cluster + "[links]\ndelay = \"0s\"", "not a duration from 1ns"},
      {"no_delay_drawn",
       cluster + "[links]\ndelay = { shape = \"exponential\", min = 0, mean = 0 }",
       "t.toml:3:9: links.delay can be only 0 (a message takes 1ns at least)"},
      {"delay_reversed",
       cluster + "[links]\ndelay = { shape = \"uniform\", min = \"2ms\", max = \"1ms\" }",
       "links.delay.max is \"1ms\", less than min, 2ms"},
      {"delay_shape", cluster + "[links]\ndelay = { shape = \"gamma\" }",
       "links.delay.shape is \"gamma\", not uniform, exponential or normal"},
      {"delay_no_shape", cluster + "[links]\ndelay = {}", "links.delay.shape is missing"},
      {"delay_no_mean", cluster + "[links]\ndelay = { shape = \"exponential\" }",
       "links.delay.mean is missing"},
      {"delay_wrong_member",
       cluster + "[links]\ndelay = { shape = \"uniform\", max = \"1s\", mean = \"1s\" }",
       "links.delay.mean is \"1s\", but this shape has none"},
      {"delay_long", cluster + "[links]\ndelay = \"1000h\"", "not a duration from 1ns to 1000000s"},
      {"override_nobody", cluster + "[[links.override]]\nfrom = 0\nto = 7",
       "t.toml:4:6: links.override.0.to: there is no process 7 (processes are numbered from 0 to "},
      {"override_twice",
       cluster + "[[links.override]]\nfrom = 0\nto = 1\n[[links.override]]\nfrom = 0\nto = 1",
       "t.toml:6:8: links.override.1.from is 0, but this link has an override already"},
      {"override_no_to", cluster + "[[links.override]]\nfrom = 0",
       "t.toml:2:1: links.override.0.to is missing (give it the number or the name of a process)"},
      {"setting_type", cluster + "[cluster]\nautomatic = 1", "automatic is 1, not true or false"},
      {"setting_process", cluster + "[cluster]\ncoordinator = \"nobody\"",
       "cluster.coordinator: there is no process \"nobody\""},
      {"timeline_no_list", cluster + "timeline = 1", "timeline is 1, not a list"},
      {"timeline_no_tables", cluster + "timeline = [1]", "timeline.0 is not a table"},
      {"timeline_no_time", entry("do = \"heal\""), "t.toml:2:1: timeline.0.at is missing"},
      {"timeline_nothing", entry("at = \"1s\""), "t.toml:2:1: timeline.0.do is missing"},
      {"timeline_word", entry("at = \"1s\"\ndo = \"crsh\"\nprocess = 1"),
       "t.toml:4:6: timeline.0.do is \"crsh\", not partition, one_way_partition, heal, "},
      {"timeline_suggestion", entry("at = \"1s\"\ndo = \"crsh\""), "did you mean \"crash\"?"},
      {"timeline_key", entry("at = \"1s\"\ndo = \"crash\"\nproces = 1"),
       R"(unknown key "proces" in timeline.0 (did you mean "process"?))"},
      {"timeline_other_key", entry("at = \"1s\"\ndo = \"pause\"\nprocess = 1\nstate = \"lost\""),
       "unknown key \"state\" in timeline.0"},
      {"timeline_backward",
       entry("at = \"2s\"\ndo = \"heal\"\n[[timeline]]\nat = \"1s\"\ndo = \"heal\""),
       "t.toml:6:6: timeline.1.at is \"1s\", earlier than the entry before it, at 2s"},
      {"crash_twice",
       entry("at = \"1s\"\ndo = \"crash\"\nprocess = 1\n"
             "[[timeline]]\nat = \"2s\"\ndo = \"crash\"\nprocess = 1"),
       "timeline.1.do is \"crash\", but the process is down already"},
      {"restart_up", entry("at = \"1s\"\ndo = \"restart\"\nprocess = 1"), "is not down"},
      {"pause_down",
       entry("at = \"1s\"\ndo = \"crash\"\nprocess = 1\n"
             "[[timeline]]\nat = \"2s\"\ndo = \"pause\"\nprocess = 1"),
       "but the process is paused or down already"},
      {"resume_up", entry("at = \"1s\"\ndo = \"resume\"\nprocess = 1"), "is not paused"},
      {"crash_state", entry("at = \"1s\"\ndo = \"crash\"\nprocess = 1\nstate = \"gone\""),
       "state is \"gone\", not kept or lost"},
      {"partition_one_group", entry("at = \"1s\"\ndo = \"partition\"\ngroups = [[0]]"),
       "groups is a list, not two groups or more"},
      {"partition_overlap", entry("at = \"1s\"\ndo = \"partition\"\ngroups = [[0, 1], [1, 2]]"),
       "a process can be in one group only"},
      {"partition_empty_group", entry("at = \"1s\"\ndo = \"partition\"\ngroups = [[], [1]]"),
       "groups.0 is not a list of processes"},
      {"process_twice", entry("at = \"1s\"\ndo = \"one_way_partition\"\nfrom = [0, 0]\nto = [1]"),
       "from has process 0 twice"},
      {"cut_nobody", entry("at = \"1s\"\ndo = \"cut\"\nfrom = 0\nto = 9"),
       "timeline.0.to: there is no process 9"},
      {"drop_probability",
       entry("at = \"1s\"\ndo = \"drop\"\nfrom = 0\nto = 1\nprobability = 0.999"),
       "a reliable link drops up to 0.99 of its copies, or all"},
      {"slow_extra", entry("at = \"1s\"\ndo = \"slow\"\nprocess = 1"),
       "timeline.0.extra is missing"},
      {"command_name", entry("at = \"1s\"\ndo = \"command\"\nprocess = 1"), "name is missing"},
      {"command_text",
       entry("at = \"1s\"\ndo = \"command\"\nprocess = 1\nname = \"send\"\ntext = \"" +
             std::string(300, 'x') + "\""),
       "t.toml:7:8: timeline.0.text"},
      {"random_kind", fault("kind = \"meteor\""), "random_faults.0.kind is \"meteor\", not crash"},
      {"random_no_kind", fault("every = \"1s\""), "random_faults.0.kind is missing"},
      {"random_often", fault("kind = \"cut\"\nevery = \"1ns\""), "not a duration from 1ms"},
      {"random_many", "until = \"1000h\"\n" + fault("kind = \"pause\"\nevery = \"1s\""),
       "over 100000 of them"},
      {"random_reversed", fault("kind = \"cut\"\nshortest = \"2s\"\nlongest = \"1s\""),
       "longest is \"1s\", less than shortest, 2s"},
      {"random_state", fault("kind = \"cut\"\nstate = \"lost\""), "only a crash loses"},
      {"random_extra", fault("kind = \"cut\"\nextra = \"1s\""), "only a slow process"},
      {"random_alone", "processes = 1\n" + fault("kind = \"cut\""), "there is no other process"},
      {"random_links", "processes = 5000\n" + fault("kind = \"partition\""),
       "over 10 million changes of links"},
      {"timeline_links",
       "protocol = \"phold\"\nprocesses = 10000000\n[[timeline]]\nat = \"1s\"\ndo = \"slow\"\n"
       "process = 1\nextra = \"1s\"",
       "over 10 million changes of links"},
      {"faults_until", cluster + "faults_until = \"11s\"", "not a duration from 1ns to 10s"},
  };
}

class ScenarioMistake : public testing::TestWithParam<Mistake> {};

TEST_P(ScenarioMistake, IsAnErrorWithItsPlace) {
  const auto error = error_of(GetParam().text);
  EXPECT_EQ(error.rfind("t.toml", 0), 0u) << error;
  EXPECT_NE(error.find(GetParam().error), std::string::npos) << error;
  EXPECT_LT(error.size(), 600u) << "nobody reads that";
}

INSTANTIATE_TEST_SUITE_P(All, ScenarioMistake, testing::ValuesIn(mistakes()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(ScenarioToml, DotsInTextsAndListsAreNoDeepKeys) {
  const auto scenario = good(cluster + "summary = \"a.b.c.d.e.f.g.h.i.j. k. l. m\"\n" +
                             "names = ['1.2.3.4.5.6.7.8.9.10']\n" +
                             "# a.b.c.d.e.f.g.h.i.j\n"
                             "[[links.override]]\nfrom = 0\nto = 1\nloss = 0.5\n");
  EXPECT_EQ(scenario.process_names.front(), "1.2.3.4.5.6.7.8.9.10");
}

TEST(ScenarioToml, SettingsPassTheSameReaderAndStandInTheHeader) {
  const auto scenario = good(
      cluster + "until = \"20s\"\n",
      {setting("links.loss", "0.25"), setting("until", "5s"), setting("cluster.automatic", "false"),
       setting("links.kind", "raw"), setting("names", "[\"a\", \"b\"]"), setting("seed", "7")});
  EXPECT_EQ(scenario.links.loss, 0.25);
  EXPECT_EQ(scenario.until, seconds(5));
  EXPECT_EQ(scenario.link_kind, LinkKind::raw);
  EXPECT_EQ(scenario.default_seed, Seed{7});
  const std::vector<std::pair<std::string, SettingValue>> expected{
      {"cluster.automatic", false},
      {"links.kind", "raw"},
      {"links.loss", "0.25"},
      {"names", "[\"a\", \"b\"]"},
      {"until", std::uint64_t{5'000'000'000}}};
  EXPECT_EQ(scenario.changed_settings, expected);
  EXPECT_EQ(header_of(scenario, {7}).settings, expected);
}

TEST(ScenarioToml, WhatTheHeaderRecordsReproducesTheScenario) {
  const std::vector<GivenSetting> given{
      setting("links.delay", "{ shape = \"uniform\", min = \"1ms\", max = \"2ms\" }"),
      setting("until", "1.5s"), setting("processes", "3"), setting("rules", "[\"fifo\"]")};
  const auto first = good(cluster, given);
  std::vector<GivenSetting> again;
  for (const auto& [key, value] : first.changed_settings) {
    const auto* number = std::get_if<std::uint64_t>(&value);
    again.push_back(
        setting(key, number != nullptr ? std::to_string(*number) : std::get<std::string>(value)));
  }
  const auto second = good(cluster, again);
  EXPECT_EQ(second.changed_settings, first.changed_settings);
  EXPECT_EQ(second.links.delay.limit, milliseconds(2));
  EXPECT_EQ(second.until, milliseconds(1500));
  EXPECT_EQ(second.process_count, 3u);
  EXPECT_EQ(second.rules, first.rules);
}

TEST(ScenarioToml, ASettingThatSaysWhatTheFileSaysChangesNothing) {
  const auto text = cluster + "until = \"20s\"\nprocesses = 3\n";
  EXPECT_TRUE(good(text, {setting("until", "20000ms"), setting("processes", "3")})
                  .changed_settings.empty());
  EXPECT_TRUE(
      good(text, {setting("until", "3s"), setting("until", "20s")}).changed_settings.empty());
  EXPECT_EQ(good(text, {setting("until", "20s"), setting("until", "3s")}).changed_settings.size(),
            1u);
}

TEST(ScenarioToml, ASettingMayNameAnEntryOfAList) {
  const auto text = entry("at = \"1s\"\ndo = \"heal\"");
  EXPECT_EQ(good(text, {setting("timeline.0.at", "2s")}).timeline.front().at.nanoseconds,
            2'000'000'000u);
}

TEST(ScenarioToml, BadSettingsAreUsageErrorsThatNameTheFlag) {
  const std::vector<std::pair<GivenSetting, std::string>> bad{
      {setting("links.loss", "2"), "--set links.loss=2: links.loss is 2, not a probability"},
      {setting("links.los", "0"), "unknown key \"los\" in links (did you mean \"loss\"?)"},
      {setting("links.loss.x", "0"), "there is no \"links.loss.x\" in this scenario"},
      {setting("timeline.0.at", "1s"), "there is no \"timeline.0.at\" in this scenario"},
      {setting("a..b", "0"), "the key is empty or has an empty part"},
      {setting(deep_key(9), "0"), "the key has more than 8 parts"},
      {setting("until", "1s\nseed = 3"), "until is \"1s\nseed = 3\", not a duration"},
      {setting("until", std::string(300, '1')), "this setting"},
      {setting("rules", "[\"x\"]"), "--set rules=[\"x\"]: rules.0: there is no rule \"x\""},
  };
  for (const auto& [given, expected] : bad) {
    auto text = cluster + "[links]\nloss = 0\n";
    auto scenario = read_scenario(text, "t", "t.toml", {&given, 1});
    ASSERT_FALSE(scenario.has_value()) << given.shown;
    EXPECT_EQ(scenario.error().code, ErrorCode::usage) << given.shown;
    EXPECT_NE(to_string(scenario.error()).find(expected), std::string::npos)
        << to_string(scenario.error());
  }
}

TEST(ScenarioToml, FewerProcessesThanNamesIsAllRight) {
  const auto scenario = good(cluster + "processes = 4\nnames = [\"a\", \"b\", \"c\", \"d\"]",
                             {setting("processes", "2")});
  EXPECT_EQ(scenario.process_count, 2u);
}

}  // namespace
}  // namespace lamport::sim
