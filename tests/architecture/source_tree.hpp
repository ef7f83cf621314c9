// The project's own files as data, for the tests that read the tree: every text file below the root
// except what is built, downloaded or generated. A rule is a function from one file to findings, so
// that a test can hold it against planted text as well as against the tree.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lamport::architecture {

struct SourceFile {
  std::string path;  ///< from the root, with '/' between the parts
  std::string text;

  [[nodiscard]] bool below(std::string_view directory) const;
  /// One of C++'s own: .cpp or .hpp.
  [[nodiscard]] bool is_cpp() const;
  [[nodiscard]] bool ends_with(std::string_view suffix) const;
};

/// Where something is wrong, and what: "core/base/ids.hpp:12: ...".
using Findings = std::vector<std::string>;
using Rule = std::function<Findings(const SourceFile&)>;

/// All of them, ascending by path.
const std::vector<SourceFile>& source_tree();

/// The lines of a text, without their line ends.
std::vector<std::string> lines_of(std::string_view text);

/// The same text with the inside of comments and literals blanked; lines and columns stay.
std::string code_only(std::string_view cpp);

/// "path:line: what", lines counted from 1.
std::string finding(const SourceFile& file, std::size_t line, std::string_view what);

/// Passes if no file of the tree breaks `rule`; the message lists every finding.
testing::AssertionResult holds_on_the_tree(const Rule& rule);

}  // namespace lamport::architecture
