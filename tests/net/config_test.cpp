// Where settings come from, which wins, and what is said about those that do not fit.
#include "net/config.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "net/protocols.hpp"
#include "tests/net/stage.hpp"

namespace lamport::net {
namespace {

using Variables = std::map<std::string, std::string>;

Result<NodeSettings> settings(const GivenSettings& flags, const Variables& variables = {}) {
  return read_settings(flags, [&](const std::string& name) -> std::optional<std::string> {
    const auto at = variables.find(name);
    if (at == variables.end()) return std::nullopt;
    return at->second;
  });
}

std::string complaint(const GivenSettings& flags) {
  const auto read = settings(flags);
  EXPECT_FALSE(read);
  if (read) return "";
  EXPECT_EQ(read.error().code, ErrorCode::usage);
  return to_string(read.error());
}

TEST(Config, FlagsBeforeEnvironmentBeforeFile) {
  const ScratchDirectory scratch;
  const auto file = scratch.path() + "/node.toml";
  std::ofstream(file) << "id = 3\nname = \"file\"\nqueue = 7\nephemeral = true\n"
                         "coordinator = \"http://c:1/\"\nhosts = [\"a\", \"b\"]\n"
                         "[set]\nautomatic = false\n";
  const auto read = settings({{"config", file}, {"name", "flag"}},
                             {{"LAMPORT_NAME", "variable"}, {"LAMPORT_QUEUE", "9"}});
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(read->name, "flag");
  EXPECT_EQ(read->queue, 9U);
  EXPECT_EQ(read->id, ProcessId{3});
  EXPECT_TRUE(read->ephemeral);
  EXPECT_EQ(read->coordinator, "http://c:1");
  EXPECT_EQ(read->hosts, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(read->protocol.at("automatic"), "false");
}

TEST(Config, SaysWhatDoesNotFit) {
  const GivenSettings good{{"id", "0"}, {"processes", "2"}, {"ephemeral", "true"}};
  ASSERT_TRUE(settings(good));
  const auto with = [&](const std::string& name, const std::string& value) {
    auto flags = good;
    flags[name] = value;
    return complaint(flags);
  };
  EXPECT_NE(with("id", "-1").find("\"id\""), std::string::npos);
  EXPECT_NE(with("id", "2").find("not one of 2"), std::string::npos);
  EXPECT_NE(with("queue", "0").find("\"queue\""), std::string::npos);
  EXPECT_NE(with("coordinator", "host:1").find("http://"), std::string::npos);
  EXPECT_NE(with("coordinator", "http://host:x").find("http://host"), std::string::npos);
  EXPECT_NE(with("page", "javascript:x").find("\"page\""), std::string::npos);
  EXPECT_NE(with("set", "x").find("NAME=VALUE"), std::string::npos);
  EXPECT_NE(with("name", std::string(257, 'x')).find("name"), std::string::npos);
  EXPECT_NE(complaint({{"processes", "1"}}).find("journal"), std::string::npos);
  EXPECT_NE(complaint({{"ephemeral", "true"}}).find("processes"), std::string::npos);
}

TEST(Config, PointsIntoTheFile) {
  const ScratchDirectory scratch;
  const auto file = scratch.path() + "/node.toml";
  std::ofstream(file) << "id = 1\nnmae = \"x\"\n";
  EXPECT_NE(complaint({{"config", file}}).find("node.toml:2:"), std::string::npos);
  std::ofstream(file) << "id = \n";
  EXPECT_NE(complaint({{"config", file}}).find("node.toml:1:"), std::string::npos);
}

TEST(Config, ReadsFlags) {
  const char* words[] = {"--id", "1", "--ephemeral", "--set=a=b", "--set", "c=d"};
  const auto given = parse_flags(words);
  ASSERT_TRUE(given);
  EXPECT_EQ(given->at("id"), "1");
  EXPECT_EQ(given->at("ephemeral"), "true");
  EXPECT_EQ(given->at("set"), "a=b,c=d");
  const char* unknown[] = {"--nmae", "x"};
  EXPECT_FALSE(parse_flags(unknown));
  const char* without[] = {"--name"};
  EXPECT_FALSE(parse_flags(without));
}

TEST(Protocols, AreMadeFromSettings) {
  for (const auto* name : {"cluster", "mutex", "total-order"}) {
    const auto protocol = find_protocol(name);
    ASSERT_TRUE(protocol) << name;
    const auto process = protocol->make({{0}, {0}, 2, {{"automatic", "false"}}});
    ASSERT_TRUE(process) << name;
    EXPECT_FALSE((*process)->automatic()->enabled);
    EXPECT_FALSE(protocol->make({{0}, {0}, 2, {{"automatic", "maybe"}}}));
    EXPECT_FALSE(protocol->make({{0}, {0}, 2, {{"no-such", "1"}}}));
  }
  EXPECT_FALSE(find_protocol("no-such"));
}

}  // namespace
}  // namespace lamport::net
