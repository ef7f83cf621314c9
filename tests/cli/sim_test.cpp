// `lamport sim` as a user meets it: flags, outputs, exit codes, and what is left when something
// goes wrong in the middle.
#include <gmock/gmock.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

#include "tests/cli/program.hpp"

namespace lamport::cli {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

/// The value of a key in a flat piece of JSON, as text.
std::string member(const std::string& json, const std::string& key) {
  const auto at = json.find("\"" + key + "\":");
  if (at == std::string::npos) return "";
  const auto begin = at + key.size() + 3;
  return json.substr(begin, json.find_first_of(",}", begin) - begin);
}

TEST(Sim, WritesATraceThatItsCheckerFindsRight) {
  const TemporaryDirectory directory;
  const auto trace = directory / "run.jsonl";
  const auto run = lamport({"sim", "cluster", "--seed", "42", "-o", trace, "--check"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("verdict   ok"));
  EXPECT_THAT(run.err, HasSubstr("next: lamport show "));
  EXPECT_THAT(contents(trace), StartsWith("{\"type\":\"header\",\"format\":\"lamport-trace\""));
  EXPECT_EQ(lamport({"check", trace}).exit, 0);
  EXPECT_EQ(directory.files(), 1u) << "nothing else is left";
}

TEST(Sim, GivesTheSameTraceToAFileAPipeAndACompressedFile) {
  const TemporaryDirectory directory;
  const auto plain = directory / "run.jsonl";
  const auto packed = directory / "run.jsonl.zst";
  EXPECT_EQ(lamport({"sim", "crash", "-o", plain}).exit, 0);
  EXPECT_EQ(lamport({"sim", "crash", "-o", packed}).exit, 0);
  const auto piped = lamport({"sim", "crash", "-o", "-"});
  EXPECT_EQ(piped.out, contents(plain));
  EXPECT_THAT(piped.err, HasSubstr("final stamp")) << "the summary is talk then";
  EXPECT_EQ(contents(packed).substr(0, 4), "\x28\xb5\x2f\xfd");
  EXPECT_EQ(lamport({"check", packed}).exit, 0);
  EXPECT_EQ(lamport({"check", "-"}, piped.out).exit, 0);
}

TEST(Sim, SummarisesAsJson) {
  const auto run = lamport({"sim", "faults", "--seed", "3", "--json", "--check"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out, StartsWith("{\"scenario\":\"faults\",\"protocol\":\"cluster\",\"seed\":3,"));
  for (const auto* key :
       {"\"ending\":\"time\"", "\"kinds\":{\"internal\":", "\"fates\":{\"dropped\":",
        "\"processes\":[{\"id\":0,\"name\":\"unap\"",
        "\"digest\":\"xxh3:", "\"check\":{\"format\":\"lamport-check\"", "\"work\":\""})
    EXPECT_THAT(run.out, HasSubstr(key));
  EXPECT_EQ(run.out.back(), '\n');
}

TEST(Sim, TheWorkHashNeedsNoTrace) {
  const auto recorded = lamport({"sim", "storm", "--json"});
  const auto bare = lamport({"sim", "storm", "--json", "--no-trace"});
  EXPECT_EQ(member(recorded.out, "work"), member(bare.out, "work"));
  EXPECT_EQ(member(recorded.out, "events"), member(bare.out, "events"));
  EXPECT_EQ(member(recorded.out, "undelivered"), member(bare.out, "undelivered"));
  EXPECT_EQ(member(bare.out, "digest"), "");
}

TEST(Sim, StopsAfterTheStepOfTheLastEvent) {
  const auto run = lamport({"sim", "phold", "--events", "1000", "--json"});
  EXPECT_EQ(member(run.out, "events"), "1000");
  EXPECT_EQ(member(run.out, "ending"), "\"events\"");
}

TEST(Sim, PutsWhatWasSetIntoTheHeaderWhichReproducesTheRun) {
  const auto first = lamport({"sim", "cluster", "--until", "7s", "--processes", "3", "--set",
                              "links.delay=3ms", "-o", "-"});
  EXPECT_THAT(first.out, HasSubstr("\"settings\":{\"links.delay\":3000000,\"processes\":3,"
                                   "\"until\":7000000000}"));
  const auto again = lamport({"sim", "cluster", "--set", "until=7000000000", "--set",
                              "links.delay=3000000", "--set", "processes=3", "-o", "-"});
  EXPECT_EQ(first.out, again.out);
}

TEST(Sim, ListsAndPrintsWhatIsBuiltIn) {
  const auto list = lamport({"sim", "--list"});
  EXPECT_EQ(list.exit, 0);
  EXPECT_THAT(list.out, HasSubstr("cluster "));
  EXPECT_THAT(lamport({"sim", "--list", "--json"}).out,
              MatchesRegex("\\{\"scenarios\":\\[\\{\"name\":\"[^\"]+\",\"summary\":\"[^\"]+\"\\}.*"
                           "\\]\\}\n"));
  const TemporaryDirectory directory;
  const auto printed = lamport({"sim", "--print", "partition"});
  EXPECT_EQ(printed.exit, 0);
  write_file(directory / "partition.toml", printed.out);
  EXPECT_EQ(lamport({"sim", directory / "partition.toml", "-o", "-"}).out,
            lamport({"sim", "partition", "-o", "-"}).out);
}

struct BadUse {
  std::vector<std::string> arguments;
  int exit;
  std::string said;
};

TEST(Sim, BadUseIsSaidWithItsExitCode) {
  const TemporaryDirectory directory;
  write_file(directory / "bad.toml", "protocol = \"cluster\"\nuntill = 3\n");
  write_file(directory / "huge.toml", std::string(3 << 20, '#'));
  const std::vector<BadUse> all{
      {{"sim", "clustr"}, 64, "did you mean \"cluster\"?"},
      {{"sim", "--seed", "-1"}, 64, "--seed"},
      {{"sim", "--seed", "9007199254740992"}, 64, "2^53 - 1"},
      {{"sim", "--until", "10"}, 64, "10s, 1.5ms"},
      {{"sim", "--nonsense"}, 64, "try: lamport sim --help"},
      {{"sim", "--set", "loss"}, 64, "is not key=value"},
      {{"sim", "--set", "links.loss=1.5"}, 64, "not a probability"},
      {{"sim", "--processes", "1000000000"}, 64, "from 1 to 10000000"},
      {{"sim", "--no-trace", "-o", "x"}, 64, "exclude each other"},
      {{"sim", "--json", "-o", "-"}, 64, "standard output"},
      {{"sim", "phold", "--processes", "5000", "--vector"}, 64, "up to 4096"},
      {{"sim", "--twice"}, 64, "--seeds"},
      {{"sim", "--seeds", "1..9"}, 64, "--check"},
      {{"sim", "--seeds", "9..1", "--check"}, 64, "is no range"},
      {{"sim", "--seeds", "1-9", "--check"}, 64, "is no range"},
      {{"sim", "--seeds", "1..2", "--check", "-o", "x"}, 64, "one run"},
      {{"sim", directory / "bad.toml"}, 65, "bad.toml:2:1: unknown key \"untill\""},
      {{"sim", directory / "huge.toml"}, 65, "longer than 1 MiB"},
      {{"sim", directory / "none.toml"}, 66, "none.toml"},
      {{"sim", directory / ""}, 66, ""},
      {{"sim", "--print", "nothing"}, 64, "lamport sim --list"},
      {{"sim", "-o", directory / "no/where.jsonl"}, 73, "make the directory first"},
      {{"sim", "-o", directory / ""}, 73, "cannot write"},
      {{"sim", "-o", "/dev/full"}, 73, "No space left"},
  };
  for (const auto& bad : all) {
    const auto run = lamport(bad.arguments);
    const auto& last = bad.arguments.back();
    EXPECT_EQ(run.exit, bad.exit) << last << ": " << run.err;
    EXPECT_THAT(run.err, HasSubstr(bad.said)) << last;
    EXPECT_THAT(run.err, StartsWith("lamport: ")) << last;
    EXPECT_EQ(run.out, "") << last;
  }
}

TEST(Sim, WhatIsInVainIsSaidAndNoError) {
  const TemporaryDirectory directory;
  const auto file = directory / "vain.toml";
  write_file(file,
             "protocol = \"cluster\"\n"
             "[[timeline]]\nat = \"11s\"\ndo = \"pause\"\nprocess = 1\n");
  const auto run = lamport({"sim", file, "--json", "--set", "links.waiting_limit=5"});
  EXPECT_EQ(run.exit, 0);
  EXPECT_THAT(run.out, StartsWith("{\"scenario\":\"vain\""));
  EXPECT_EQ(run.err,
            "lamport: note: --set links.waiting_limit=5: links.waiting_limit has no effect: "
            "reliable links have none\n"
            "lamport: note: " +
                file + ":2:1: timeline.0 never happens: the run ends at 10s\n");
}

TEST(Sim, ATraceIsOfAMillionProcessesAtMost) {
  const auto run = lamport({"sim", "phold", "--processes", "1000001", "--events", "1"});
  EXPECT_EQ(run.exit, 64);
  EXPECT_THAT(run.err, HasSubstr("a trace or a check is of up to 1000000 processes"));
  EXPECT_EQ(lamport({"sim", "phold", "--processes", "1000001", "--events", "1", "--no-trace"}).exit,
            0);
}

TEST(Sim, AFailedRunLeavesTheOldOutput) {
  const TemporaryDirectory directory;
  const auto trace = directory / "run.jsonl";
  write_file(trace, "old");
  EXPECT_EQ(lamport({"sim", "-o", trace, "--set", "nothing=1"}).exit, 64);
  EXPECT_EQ(contents(trace), "old");
  EXPECT_EQ(lamport({"sim", "-o", trace}).exit, 0);
  EXPECT_NE(contents(trace), "old");
  EXPECT_EQ(directory.files(), 1u);
}

/// Waits until something that must come has come.
template <class Condition>
void wait_until(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition() && std::chrono::steady_clock::now() < deadline) ::usleep(1000);
}

// A run of hours, interrupted when it has written something.
const std::vector<std::string> long_run{"sim", "phold", "--events", "9000000000", "-o", "-"};

TEST(Sim, CtrlCEndsTheTraceAndSaysSo) {
  Running program(long_run);
  auto trace = program.read_some();
  ASSERT_FALSE(trace.empty());
  program.signal(SIGINT);
  const auto finished = program.wait();
  trace += finished.out;
  EXPECT_EQ(finished.exit, 130) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("interrupted at "));
  EXPECT_THAT(trace, HasSubstr("\"fate\":\"undelivered\""));
  const auto check = lamport({"check", "-"}, trace);
  EXPECT_EQ(check.exit, 0) << check.out << check.err;
}

TEST(Sim, CtrlCStillPutsTheFileInItsPlace) {
  const TemporaryDirectory directory;
  const auto trace = directory / "run.jsonl";
  auto arguments = long_run;
  arguments.back() = trace;
  Running program(arguments);
  // The signal may come before the program catches it unless we wait for its first bytes.
  const auto written = [&] {
    for (const auto& file : std::filesystem::directory_iterator(directory / ""))
      if (file.file_size() > 0) return true;
    return false;
  };
  wait_until(written);
  EXPECT_FALSE(std::filesystem::exists(trace)) << "it appears when it is whole";
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait().exit, 130);
  EXPECT_EQ(lamport({"check", trace}).exit, 0);
  EXPECT_EQ(directory.files(), 1u);
}

TEST(Sim, AReaderThatHasGoneEndsTheRun) {
  Running program(long_run);
  ASSERT_FALSE(program.read_some().empty());
  program.close_output();
  const auto finished = program.wait();
  EXPECT_EQ(finished.exit, 73);
  EXPECT_THAT(finished.err, HasSubstr("its reader has gone"));
}

TEST(Sim, ASweepChecksEachSeedTwice) {
  const auto sweep =
      lamport({"sim", "faults", "--seeds", "1..20", "--check", "--twice", "--jobs", "2", "--json"});
  EXPECT_EQ(sweep.exit, 0) << sweep.err;
  EXPECT_EQ(member(sweep.out, "seeds"), "20");
  EXPECT_EQ(member(sweep.out, "nothing_checked"), "0");
  EXPECT_THAT(sweep.out, Not(HasSubstr("failure")));
  const auto text = lamport({"sim", "faults", "--seeds", "5..5", "--check"});
  EXPECT_THAT(text.out, HasSubstr("1 seeds, "));
  EXPECT_THAT(text.out, HasSubstr("no rule broken"));
}

TEST(Sim, ASweepThatFailsNamesTheLowestSeedAndTheCommandThatRunsItAgain) {
  const std::vector<std::string> asked{
      "sim", "storm", "--set", "rules=[\"fifo\"]", "--seeds", "1..200", "--check", "--jobs", "4"};
  const auto sweep = lamport(asked);
  EXPECT_EQ(sweep.exit, 1) << sweep.err;
  EXPECT_THAT(sweep.out, HasSubstr("seed 3 fails: 1 finding\n"));
  EXPECT_THAT(sweep.out, HasSubstr("run it again: lamport sim storm --set 'rules=[\"fifo\"]' "
                                   "--seed 3 --check\n"));
  const auto again =
      lamport({"sim", "storm", "--set", "rules=[\"fifo\"]", "--seed", "3", "--check"});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.out, HasSubstr("fifo"));
}

TEST(Sim, NothingToCheckIsNotOk) {
  const TemporaryDirectory directory;
  write_file(directory / "alone.toml", "protocol = \"cluster\"\nprocesses = 1\n");
  EXPECT_EQ(lamport({"sim", directory / "alone.toml", "--check"}).exit, 2);
  EXPECT_EQ(lamport({"sim", directory / "alone.toml", "--seeds", "1..3", "--check"}).exit, 2);
}

TEST(Sim, ASweepCanBeInterrupted) {
  // Its only output comes at the end, so the signal waits until threads are at work.
  Running program({"sim", "faults", "--seeds", "1..9000000000", "--check"});
  const auto status = "/proc/" + std::to_string(program.process()) + "/task";
  wait_until([&] { return std::distance(std::filesystem::directory_iterator(status), {}) > 1; });
  program.signal(SIGINT);
  const auto finished = program.wait();
  EXPECT_EQ(finished.exit, 130);
  EXPECT_THAT(finished.out, HasSubstr(" seeds, "));
}

TEST(Check, ATraceThatWasChangedIsDecidedToItsEnd) {
  const TemporaryDirectory directory;
  auto trace = lamport({"sim", "crash", "-o", "-"}).out;
  trace.replace(trace.find("\"lamport\":1,"), 12, "\"lamport\":9,");
  const auto check = lamport({"check", "-"}, trace);
  EXPECT_EQ(check.exit, 65);
  EXPECT_THAT(check.err, HasSubstr("has been changed since it was written"));
  EXPECT_THAT(check.out, HasSubstr("step-exact"));
  EXPECT_THAT(check.out, Not(HasSubstr("stops early")));
}

TEST(Check, CtrlCEndsTheWaitForAPipe) {
  const TemporaryDirectory directory;
  const auto pipe = directory / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int writer = ::open(pipe.c_str(), O_RDWR | O_CLOEXEC);
  Running program({"check", pipe});
  // Number 0 is read(2): it waits for bytes that nobody writes.
  const auto call = "/proc/" + std::to_string(program.process()) + "/syscall";
  wait_until([&] { return contents(call).starts_with("0 "); });
  program.signal(SIGINT);
  EXPECT_EQ(program.wait().exit, 130);
  ::close(writer);
}

}  // namespace
}  // namespace lamport::cli
