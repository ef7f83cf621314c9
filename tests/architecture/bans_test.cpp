// Holds what the code must not say: in core and sim whatever would make a run depend on the
// standard library, the machine or an address; anywhere a second place that ticks, a process that
// asks whether it is simulated, and work left for later.
#include <regex>

#include "tests/architecture/source_tree.hpp"

namespace lamport::architecture {
namespace {

struct Ban {
  std::regex pattern;
  std::string why;
};

// Tells every line of `text` on which a ban's pattern occurs.
Findings search(const SourceFile& file, const std::string& text, const std::vector<Ban>& bans) {
  Findings findings;
  std::size_t number = 0;
  for (const auto& line : lines_of(text)) {
    ++number;
    for (const auto& ban : bans) {
      if (std::regex_search(line, ban.pattern)) findings.push_back(finding(file, number, ban.why));
    }
  }
  return findings;
}

Findings deterministic(const SourceFile& file) {
  static const std::vector<Ban> bans = {
      {std::regex(R"(std::\w+_distribution)"),
       "differs between standard libraries: use Boost.Random"},
      {std::regex(R"(std::(ranges::)?(shuffle|sample)\b)"), "differs between standard libraries"},
      {std::regex(R"(std::hash\b)"), "differs between standard libraries"},
      {std::regex(R"((^|[^\w.>])s?rand\s*\()"), "a global random source"},
      {std::regex(R"(\brandom_device\b)"), "entropy"},
      {std::regex(R"(\b\w+_clock::now\b)"), "a wall clock: time is an argument"},
      {std::regex(R"(\b(double|float)\s+\w*(time|delay|duration|until)\w*\b)"),
       "time is integer ns"},
      {std::regex(R"(\bstd::(multi)?(map|set)<[^,<>]*\*\s*[,>])"), "ordered by address"},
      {std::regex(R"(\b(setlocale|strtod|std::sto[dfl]|std::locale)\b)"), "depends on the locale"},
      {std::regex(R"(__(DATE|TIME|TIMESTAMP)__)"), "depends on when it was built"},
      {std::regex(R"(\bthrow\b)"), "errors are values here: Result or LAMPORT_ASSERT"},
  };
  if (!file.is_cpp() || !(file.below("core") || file.below("sim"))) return {};
  return search(file, code_only(file.text), bans);
}

// An unordered container is allowed where its include says why its order cannot be seen.
Findings ordered(const SourceFile& file) {
  static const std::regex include(R"(^\s*#\s*include\s*<unordered_(map|set)>(.*))");
  Findings findings;
  if (!file.is_cpp() || !(file.below("core") || file.below("sim"))) return findings;
  std::size_t number = 0;
  for (const auto& line : lines_of(file.text)) {
    ++number;
    std::smatch match;
    if (line.find("unordered") != std::string::npos && std::regex_match(line, match, include) &&
        match[2].str().find("// ") == std::string::npos) {
      findings.push_back(finding(file, number, "say here why its order is never seen"));
    }
  }
  return findings;
}

// Only EventClock advances a clock, and only Node and Outbox advance an EventClock. Vector time
// that is worked out from the records of a run, to be shown or checked, stamps no event of a
// process.
Findings one_place_ticks(const SourceFile& file) {
  static const std::vector<Ban> clocks = {
      {std::regex(R"((\.|->)(tick|observe)\s*\()"), "only core/process/event_clock.hpp ticks"}};
  static const std::vector<Ban> events = {{std::regex(R"((\.|->)(advance|advance_past)\s*\()"),
                                           "only core/process gives events their place"}};
  const bool subject =
      file.below("core") || file.below("sim") || file.below("net") || file.below("cli");
  if (!file.is_cpp() || !subject) return {};
  Findings findings;
  const auto code = code_only(file.text);
  const bool rebuilds_vectors = file.path == "sim/vector_stamper.cpp" || file.below("core/check");
  if (file.path != "core/process/event_clock.hpp" && !file.below("core/clock") &&
      !rebuilds_vectors) {
    findings = search(file, code, clocks);
  }
  if (!file.below("core/process")) {
    for (auto& one : search(file, code, events)) findings.push_back(std::move(one));
  }
  return findings;
}

Findings one_world(const SourceFile& file) {
  static const std::vector<Ban> bans = {{std::regex(R"(\bis_(simulated|simulation|live)\b)"),
                                         "a process cannot ask which world it is in"}};
  return file.is_cpp() && !file.below("tests/architecture") ? search(file, file.text, bans)
                                                            : Findings{};
}

Findings finished(const SourceFile& file) {
  // In two parts, because this file is read too.
  static const std::vector<Ban> bans = {{std::regex(R"(\b(TO)"
                                                    R"(DO|FIX)"
                                                    R"(ME|X)"
                                                    R"(XX|HA)"
                                                    R"(CK)\b)"),
                                         "work left for later"}};
  const bool ours = !file.below("web/dist") && !file.ends_with("package-lock.json");
  return ours ? search(file, file.text, bans) : Findings{};
}

TEST(Bans, CoreAndSimAreDeterministic) {
  EXPECT_TRUE(holds_on_the_tree(deterministic));
}
TEST(Bans, UnorderedContainersSayWhy) {
  EXPECT_TRUE(holds_on_the_tree(ordered));
}
TEST(Bans, OnePlaceTicks) {
  EXPECT_TRUE(holds_on_the_tree(one_place_ticks));
}
TEST(Bans, NoProcessAsksWhichWorldItIsIn) {
  EXPECT_TRUE(holds_on_the_tree(one_world));
}
TEST(Bans, NothingIsLeftForLater) {
  EXPECT_TRUE(holds_on_the_tree(finished));
}

TEST(Bans, CatchWhatIsNotDeterministic) {
  for (const auto* line :
       {"std::uniform_int_distribution<int> d;", "std::shuffle(a, b, c);", "int x = rand();",
        "std::random_device seed;", "auto now = std::chrono::steady_clock::now();",
        "double time = 0;", "float delay_ms;", "std::map<Node*, int> by_node;",
        "std::set<const P*> seen;", "auto x = strtod(s, &end);", "const char* built = __DATE__;",
        "throw Error();"}) {
    EXPECT_FALSE(deterministic({"core/base/a.hpp", line}).empty()) << line;
    EXPECT_FALSE(deterministic({"sim/a.cpp", line}).empty()) << line;
    EXPECT_TRUE(deterministic({"cli/a.cpp", line}).empty()) << line;
    EXPECT_TRUE(deterministic({"sim/a.cpp", "// " + std::string(line)}).empty()) << line;
  }
  EXPECT_FALSE(ordered({"sim/a.hpp", "#include <unordered_map>\n"}).empty());
  EXPECT_TRUE(ordered({"sim/a.hpp", "#include <unordered_map>  // looked up only\n"}).empty());
}

TEST(Bans, CatchASecondPlaceThatTicks) {
  EXPECT_FALSE(one_place_ticks({"sim/a.cpp", "clock.tick();"}).empty());
  EXPECT_FALSE(one_place_ticks({"core/protocols/a.cpp", "clock_->observe(sent);"}).empty());
  EXPECT_FALSE(one_place_ticks({"net/a.cpp", "events.advance_past(sent);"}).empty());
  EXPECT_TRUE(one_place_ticks({"core/process/event_clock.hpp", "clock_.tick();"}).empty());
}

TEST(Bans, CatchTheRest) {
  EXPECT_FALSE(one_world({"core/protocols/a.cpp", "if (is_simulated()) return;"}).empty());
  EXPECT_FALSE(finished({"docs/a.md", std::string("TO") + "DO: write"}).empty());
}

TEST(CodeOnly, BlanksCommentsAndLiterals) {
  EXPECT_EQ(code_only("int a; // b\nint c;"), "int a;     \nint c;");
  EXPECT_EQ(code_only("f(\"a\\\"b\", 'c') /* d\n e */ + 1"), "f(\"    \", ' ')     \n      + 1");
  EXPECT_EQ(code_only("g(1'000, R\"x(throw)x\")"), "g(1'000,             )");
}

}  // namespace
}  // namespace lamport::architecture
