// `lamport report`: the command that it shows makes the very trace again, and where there is no
// such command it shows none.
#include <gmock/gmock.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/cli/program.hpp"

namespace lamport::cli {
namespace {

/// What a report says under "Reproduce".
std::string reproduction(const std::string& trace, const std::string& page) {
  (void)lamport({"report", trace, "-o", page});
  const auto html = contents(page);
  const std::string key = "\"reproduce\":\"";
  const auto at = html.find(key) + key.size();
  return html.substr(at, html.find('"', at) - at);
}

TEST(Report, ItsCommandMakesTheSameTraceAgain) {
  const TemporaryDirectory directory;
  const auto trace = directory / "first.jsonl";
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{}, {"--vector"}, {"--inputs"}, {"--vector", "--inputs"}}) {
    std::vector<std::string> words{"sim", "crash", "--seed", "7", "-o", trace};
    words.insert(words.end(), more.begin(), more.end());
    ASSERT_EQ(lamport(words).exit, 0);
    const auto command = reproduction(trace, directory / "report.html");
    const std::string tail = " -o run.jsonl";
    ASSERT_TRUE(command.ends_with(tail)) << command;
    std::istringstream parts(command.substr(0, command.size() - tail.size()));
    std::vector<std::string> again;
    for (std::string word; parts >> word;) again.push_back(word);
    again.erase(again.begin());
    again.insert(again.end(), {"-o", directory / "second.jsonl"});
    ASSERT_EQ(lamport(again).exit, 0) << command;
    EXPECT_EQ(contents(directory / "second.jsonl"), contents(trace)) << command;
  }
}

TEST(Report, WhatCannotBeMadeAgainHasNoCommand) {
  const TemporaryDirectory directory;
  const auto trace = directory / "run.jsonl";
  ASSERT_EQ(lamport({"sim", "crash", "-o", trace}).exit, 0);
  auto changed = contents(trace);
  changed.replace(changed.find("\"lamport\":1,"), 12, "\"lamport\":9,");
  write_file(directory / "changed.jsonl", changed);
  EXPECT_EQ(reproduction(directory / "changed.jsonl", directory / "report.html"), "");
  const auto own = lamport({"sim", "--print", "crash"}).out;
  write_file(directory / "mine.toml", own);
  ASSERT_EQ(lamport({"sim", directory / "mine.toml", "-o", trace}).exit, 0);
  EXPECT_EQ(reproduction(trace, directory / "report.html"), "");
}

}  // namespace
}  // namespace lamport::cli
