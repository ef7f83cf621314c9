// What check, why and cut print and how they end: the golden files that docs/checking.md shows, an
// exit code for every kind of trace, findings with their places.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace {

using testing::HasSubstr;

const std::string traces = LAMPORT_SOURCE_DIR "/tests/testdata/traces/";

struct Ran {
  int exit = -1;
  std::string output;  ///< both streams
};

/// Runs lamport in the directory of the golden traces.
Ran lamport(const std::string& arguments, const std::string& redirection = "2>&1") {
  Ran ran;
  const auto command = "cd " + traces + " && " LAMPORT_BINARY " " + arguments + " " + redirection;
  auto* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return ran;
  std::array<char, 4096> block{};
  for (std::size_t size = 0; (size = std::fread(block.data(), 1, block.size(), pipe)) > 0;)
    ran.output.append(block.data(), size);
  const auto status = ::pclose(pipe);
  if (WIFEXITED(status)) ran.exit = WEXITSTATUS(status);
  return ran;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A file that is there as long as this.
class Temporary {
 public:
  explicit Temporary(const std::string& content)
      : path_(testing::TempDir() + "lamport_check_" +
              testing::UnitTest::GetInstance()->current_test_info()->name() + ".jsonl") {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~Temporary() { std::filesystem::remove(path_); }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(CheckCommands, PrintTheJsonThatTheirPageShows) {
  const auto page = text_of(LAMPORT_SOURCE_DIR "/docs/checking.md");
  const auto golden = [&](const char* name) {
    auto text = text_of(LAMPORT_SOURCE_DIR "/tests/testdata/checks/" + std::string(name));
    EXPECT_THAT(page, HasSubstr("```json\n" + text + "```"));
    return text;
  };
  EXPECT_EQ(lamport("check --json bad_step-exact.jsonl").output, golden("check.json"));
  EXPECT_EQ(lamport("why --json bad_step-exact.jsonl 0:1 1:1").output, golden("why.json"));
  EXPECT_EQ(lamport("cut --json bad_step-exact.jsonl --at 1:1").output, golden("cut.json"));
}

TEST(CheckCommands, NameFileLineAndProofOfAFinding) {
  const auto ran = lamport("check bad_message-integrity.jsonl");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.output,
              HasSubstr("bad_message-integrity.jsonl:4: message-integrity: 1:2 receives "
                        "0:1, which is not on its way to process 1: 1:1 (line 3) has "
                        "received it before\n"
                        "    0:1 at bad_message-integrity.jsonl:2, "
                        "1:2 at bad_message-integrity.jsonl:4\n"));
}

TEST(CheckCommands, SayLessAboutAPipeButDecideTheSame) {
  const auto ran = lamport("check -", "< bad_message-integrity.jsonl 2>&1");
  EXPECT_THAT(ran.output, HasSubstr("standard input: broken, 1 finding"));
}

TEST(CheckCommands, EndAsTheTraceDeserves) {
  EXPECT_EQ(lamport("check example.jsonl").exit, 0);
  EXPECT_EQ(lamport("check bad_order.jsonl").exit, 1);
  EXPECT_EQ(lamport("check bad_non-vacuous.jsonl").exit, 2);
  EXPECT_EQ(lamport("check live.jsonl").exit, 2);
  EXPECT_EQ(lamport("check").exit, 64);
  EXPECT_EQ(lamport("check no_such.jsonl").exit, 66);
  EXPECT_EQ(lamport("check .").exit, 66);
}

TEST(CheckCommands, EndAsTheWorstOfSeveralTraces) {
  EXPECT_EQ(lamport("check example.jsonl bad_order.jsonl bad_non-vacuous.jsonl").exit, 1);
  EXPECT_EQ(lamport("check bad_non-vacuous.jsonl example.jsonl").exit, 2);
  const auto ran = lamport("check bad_order.jsonl no_such.jsonl example.jsonl");
  EXPECT_EQ(ran.exit, 66);
  EXPECT_THAT(ran.output, HasSubstr("example.jsonl: ok; 5 records, 3 events, 1 receives"));
}

TEST(CheckCommands, DecideATruncatedTraceAsFarAsItGoes) {
  const auto text = text_of(traces + "bad_step-exact.jsonl");
  const Temporary cut(text.substr(0, text.find("{\"type\":\"end\"")));
  const auto ran = lamport("check " + cut.path());
  EXPECT_EQ(ran.exit, 65);
  EXPECT_THAT(ran.output, HasSubstr(": truncated, 1 finding"));
  EXPECT_THAT(ran.output, HasSubstr("step-exact: L(0:2) = 3, but L(0:1) + 1 = 1 + 1 = 2"));
  EXPECT_THAT(ran.output, HasSubstr("no end record after 3 records"));
}

TEST(CheckCommands, RefuseWhatIsNoTrace) {
  for (const auto& content : {std::string(), std::string("\0\1\2\3", 4), std::string("{}\n")}) {
    const Temporary file(content);
    EXPECT_EQ(lamport("check " + file.path()).exit, 65);
    EXPECT_EQ(lamport("why " + file.path() + " 0:1 1:1").exit, 65);
    EXPECT_EQ(lamport("cut " + file.path() + " --at 0:1").exit, 65);
  }
}

TEST(CheckCommands, ProveHappenedBefore) {
  const auto ran = lamport("why example.jsonl 0:1 1:1");
  EXPECT_EQ(ran.exit, 0);
  EXPECT_THAT(ran.output,
              HasSubstr("1:1 happened before 0:1: a chain with the fewest messages, 1"));
  EXPECT_THAT(ran.output, HasSubstr("1:2"));
  EXPECT_EQ(lamport("why example.jsonl 0:1 1:9").exit, 64);
  EXPECT_EQ(lamport("why example.jsonl 0:1 7:1").exit, 64);
  EXPECT_EQ(lamport("why example.jsonl 0:1 one").exit, 64);
}

TEST(CheckCommands, SayThatASmallerStampProvesNothing) {
  const auto ran = lamport("why bad_clock-condition.jsonl 1:1 0:2");
  EXPECT_EQ(ran.exit, 0);
  EXPECT_THAT(ran.output, HasSubstr("1:1 and 0:2 are concurrent"));
  EXPECT_THAT(ran.output,
              HasSubstr("L(1:1) = 1 < L(0:2) = 2, although 1:1 did not happen before 0:2"));
}

TEST(CheckCommands, NameTheMessageThatBreaksACut) {
  const auto broken = lamport("cut example.jsonl --at 0:1,1:1");
  EXPECT_EQ(broken.exit, 1);
  EXPECT_THAT(broken.output, HasSubstr("0:1 (example.jsonl:6) receives 1:2 (example.jsonl:3)"));
  EXPECT_EQ(lamport("cut example.jsonl --at 0:1,1:2").exit, 0);
  EXPECT_THAT(lamport("cut example.jsonl --at 1:2").output, HasSubstr("1 messages in transit"));
  for (const auto* at : {"0:9", "9:1", "0:1,0:1", "x", ""})
    EXPECT_EQ(lamport("cut example.jsonl --at '" + std::string(at) + "'").exit, 64) << at;
}

}  // namespace
