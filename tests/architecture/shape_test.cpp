// Holds the outward form of the sources (length of files and lines, an opening comment, scripts
// that parse), that no line names the machine it was written on, and that what ARCHITECTURE.md and
// the README point at is there.
#include <cstdlib>
#include <filesystem>
#include <regex>

#include "tests/architecture/source_tree.hpp"

namespace lamport::architecture {
namespace {

constexpr std::size_t most_lines = 500;
constexpr std::size_t most_columns = 100;

bool is_typescript(const SourceFile& file) {
  return file.below("web") && !file.below("web/dist") &&
         (file.ends_with(".ts") || file.ends_with(".tsx"));
}

bool is_script(const SourceFile& file) {
  return file.below("scripts") || file.below(".ci") || file.text.rfind("#!", 0) == 0;
}

bool is_cmake(const SourceFile& file) {
  return file.ends_with("CMakeLists.txt") || file.ends_with(".cmake");
}

std::size_t columns_of(const std::string& line) {
  std::size_t columns = 0;
  for (const char byte : line) columns += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  return columns;
}

Findings short_enough(const SourceFile& file) {
  Findings findings;
  if (!file.is_cpp() && !is_typescript(file) && !is_script(file) && !is_cmake(file))
    return findings;
  const auto lines = lines_of(file.text);
  if (lines.size() > most_lines) findings.push_back(finding(file, lines.size(), "over 500 lines"));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    // A raw literal is data, which no line break may change.
    const bool is_data = file.below("tests") && lines[i].find("R\"") != std::string::npos;
    if (!is_data && !is_typescript(file) && columns_of(lines[i]) > most_columns) {
      findings.push_back(finding(file, i + 1, "over 100 columns"));
    }
  }
  return findings;
}

Findings opens_with_a_comment(const SourceFile& file) {
  std::string opening = "//";
  if (is_script(file) || is_cmake(file) || (file.below("sim") && file.ends_with(".toml"))) {
    opening = "#";
  } else if (!file.is_cpp() && !is_typescript(file)) {
    return {};
  }
  const auto lines = lines_of(file.text);
  const std::size_t first = !lines.empty() && lines[0].rfind("#!", 0) == 0 ? 1 : 0;
  const bool opens =
      lines.size() > first && (lines[first].rfind(opening, 0) == 0 ||
                               (is_typescript(file) && lines[first].rfind("/*", 0) == 0));
  if (opens) return {};
  return {finding(file, first + 1, "say what this file decides, and what it does not")};
}

Findings speaks_of_itself_alone(const SourceFile& file) {
  // In parts, because this file is read too.
  static const std::regex leak(
      "(^|[^a-z.])/(wo"
      "rk|fa"
      "rm|ro"
      "ot|Us"
      "ers)/|/ho"
      "me/[a-z]+/|"
      "https?://[a-z0-9.-]*(deb"
      "ian|npm"
      "js|py"
      "pi|ub"
      "untu)\\.[a-z]");
  Findings findings;
  std::size_t number = 0;
  for (const auto& line : lines_of(file.text)) {
    ++number;
    // The bundle's lines are too long for std::regex; what could leak into it is in its sources.
    if (line.size() < 4000 && std::regex_search(line, leak)) {
      findings.push_back(finding(file, number, "names a machine's path or a package registry"));
    }
  }
  return findings;
}

// Paths in backquotes: `core/clock/`, `tests/laws/clock_laws_test.cpp`, with * for any name.
Findings points_at_what_is_there(const SourceFile& file) {
  static const std::regex path(R"(`((core|sim|net|cli|web|bench|tests|docs|scripts)/[\w./-]*)`)");
  Findings findings;
  if (file.path != "ARCHITECTURE.md" && file.path != "README.md") return findings;
  std::size_t number = 0;
  for (const auto& line : lines_of(file.text)) {
    ++number;
    for (std::sregex_iterator at(line.begin(), line.end(), path), end; at != end; ++at) {
      if (!std::filesystem::exists(std::filesystem::path(LAMPORT_SOURCE_DIR) / (*at)[1].str())) {
        findings.push_back(finding(file, number, "is not there: " + (*at)[1].str()));
      }
    }
  }
  return findings;
}

Findings invariants_name_their_test(const SourceFile& file) {
  Findings findings;
  if (file.path != "ARCHITECTURE.md") return findings;
  const auto lines = lines_of(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].rfind("- Invariant:", 0) != 0) continue;
    auto whole = lines[i];  // up to the next item or empty line
    for (auto j = i + 1; j < lines.size() && lines[j].rfind("  ", 0) == 0; ++j) whole += lines[j];
    if (whole.find("`tests/") == std::string::npos &&
        whole.find("`web/test") == std::string::npos) {
      findings.push_back(finding(file, i + 1, "an invariant without the test that holds it"));
    }
  }
  return findings;
}

TEST(Shape, FilesAndLinesAreShort) {
  EXPECT_TRUE(holds_on_the_tree(short_enough));
}
TEST(Shape, EveryFileSaysWhatItDecides) {
  EXPECT_TRUE(holds_on_the_tree(opens_with_a_comment));
}
TEST(Shape, TheProjectSpeaksOfItselfAlone) {
  EXPECT_TRUE(holds_on_the_tree(speaks_of_itself_alone));
}
TEST(Shape, TheMapShowsWhatIsThere) {
  EXPECT_TRUE(holds_on_the_tree(points_at_what_is_there));
}
TEST(Shape, EveryInvariantHasATest) {
  EXPECT_TRUE(holds_on_the_tree(invariants_name_their_test));
}

TEST(Shape, ScriptsParse) {
  std::size_t scripts = 0;
  for (const auto& file : source_tree()) {
    if (!is_script(file) || file.text.find("bash") == std::string::npos) continue;
    ++scripts;
    const auto command = "bash -n '" LAMPORT_SOURCE_DIR "/" + file.path + "'";
    EXPECT_EQ(std::system(command.c_str()), 0) << file.path;
  }
  EXPECT_GE(scripts, 5U);
}

TEST(Shape, CatchesWhatBreaksIt) {
  const std::string head = "// head\n";
  EXPECT_FALSE(short_enough({"core/a.hpp", std::string(101, 'x')}).empty());
  EXPECT_TRUE(short_enough({"core/a.hpp", std::string(100, 'x')}).empty());
  EXPECT_FALSE(short_enough({"core/a.hpp", std::string(501, '\n')}).empty());
  EXPECT_FALSE(opens_with_a_comment({"core/a.hpp", "#pragma once\n"}).empty());
  EXPECT_FALSE(opens_with_a_comment({"scripts/a", "#!/usr/bin/env bash\nset -e\n"}).empty());
  EXPECT_TRUE(opens_with_a_comment({"core/a.hpp", head}).empty());
  EXPECT_FALSE(speaks_of_itself_alone({"docs/a.md",
                                       "see /wo"
                                       "rk/main"})
                   .empty());
  EXPECT_FALSE(speaks_of_itself_alone({"web/a",
                                       "\"https://registry.npm"
                                       "js.org/a\""})
                   .empty());
  EXPECT_FALSE(points_at_what_is_there({"README.md", "in `core/nothing.hpp`"}).empty());
  EXPECT_FALSE(
      invariants_name_their_test({"ARCHITECTURE.md", "- Invariant: all is well."}).empty());
  EXPECT_TRUE(
      invariants_name_their_test({"ARCHITECTURE.md", "- Invariant: a\n  (`tests/a`)."}).empty());
}

}  // namespace
}  // namespace lamport::architecture
