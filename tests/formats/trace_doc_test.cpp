// docs/trace-format.md shows what the programs read and write: its example is the golden file, and
// every line in it is read and written back.
#include <gtest/gtest.h>

#include "tests/formats/trace_text.hpp"

namespace lamport {
namespace {

/// The texts of the page's ```jsonl blocks.
std::vector<std::string> examples() {
  const auto page = file_text(LAMPORT_SOURCE_DIR "/docs/trace-format.md");
  const std::string opening = "```jsonl\n";
  std::vector<std::string> blocks;
  for (auto at = page.find(opening); at != std::string::npos; at = page.find(opening, at)) {
    at += opening.size();
    blocks.push_back(page.substr(at, page.find("```", at) - at));
  }
  return blocks;
}

TEST(TraceDoc, ItsExampleIsTheGoldenFile) {
  ASSERT_FALSE(examples().empty());
  EXPECT_EQ(examples()[0], golden("example.jsonl"));
}

TEST(TraceDoc, EveryLineItShowsIsReadAndWrittenBack) {
  const auto blocks = examples();
  ASSERT_EQ(blocks.size(), 7u) << "the example, the header and five types of record";
  const auto& header = blocks[1];
  EXPECT_EQ(rewritten(sealed(header)), sealed(header));
  for (std::size_t i = 2; i < blocks.size(); ++i)
    EXPECT_EQ(rewritten(sealed(header + blocks[i])), sealed(header + blocks[i]));
}

}  // namespace
}  // namespace lamport
