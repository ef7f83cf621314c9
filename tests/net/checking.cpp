// From nodes' Items to a checked trace, and scratch directories.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "core/formats/jsonl_writer.hpp"
#include "core/formats/line_reader.hpp"
#include "core/formats/record_parser.hpp"
#include "core/trace/consistent_cut.hpp"
#include "tests/net/stage.hpp"

namespace lamport::net {
namespace {

// Parses lines that outlive it.
class Parser {
 public:
  void header(std::uint32_t processes, const std::string& protocol) {
    header_.source = TraceSource::live;
    header_.protocol = protocol;
    header_.rules = {"fifo"};
    if (make_rule(protocol) != nullptr) header_.rules.push_back(protocol);
    header_.epoch = "2025-11-24T16:00:00Z";
    for (std::uint32_t id = 0; id < processes; ++id)
      header_.processes.push_back({{id}, "p" + std::to_string(id)});
    StringSink sink;
    JsonlWriter writer(sink);
    writer.header(header_);
    writer.flush();
    text_ = sink.text();
    text_.pop_back();
    ASSERT_TRUE(parse(text_));
  }

  Record record(const std::string& item) {
    text_ = item.substr(item.find(':') + 1);
    text_.pop_back();
    if (const auto own = text_.rfind(",\"own\":"); own != std::string::npos) text_.resize(own);
    EXPECT_TRUE(parse(text_)) << item;
    return parser_.record();
  }

  [[nodiscard]] const Header& header() const { return header_; }

 private:
  bool parse(std::string& text) {
    const auto size = text.size();
    text.append(line_padding, '\0');
    return parser_.parse(std::string_view{text}.substr(0, size)).has_value();
  }

  Header header_;
  RecordParser parser_;
  std::string text_;
};

}  // namespace

Verdict checked(const std::vector<std::vector<Item>>& logs, const std::string& protocol) {
  const auto processes = static_cast<std::uint32_t>(logs.size());
  Parser parser;
  parser.header(processes, protocol);
  ConsistentCut cut(processes);
  std::vector<const std::string*> lines;
  for (std::uint32_t id = 0; id < processes; ++id) {
    for (const auto& item : logs[id]) {
      const auto record = parser.record(item.json);
      if (const auto* event = std::get_if<EventRecord>(&record)) cut.require({id}, event->index);
      const auto handle = cut.add({id}, record);
      EXPECT_TRUE(handle) << item.json;
      lines.push_back(&item.json);
    }
    cut.at_end({id});
  }
  EXPECT_FALSE(cut.wanting()) << "a receive without its send";
  const auto trace = cut.trace();
  Checker checker;
  checker.header(parser.header());
  std::uint64_t line = 1;
  for (const auto& placed : trace.records) {
    if (placed.handle >= trace.first_undelivered)
      checker.record(trace.undelivered[placed.handle - trace.first_undelivered], ++line);
    else
      checker.record(parser.record(*lines[placed.handle]), ++line);
  }
  EXPECT_TRUE(trace.undelivered.empty()) << "messages were lost";
  return checker.finish();
}

std::string words(const Verdict& verdict) {
  std::string text;
  for (const auto& finding : verdict.findings) text += finding.rule + ": " + finding.proof + "\n";
  return text;
}

ScratchDirectory::ScratchDirectory() {
  const auto base = ::access("/dev/shm", W_OK) == 0 ? std::filesystem::path("/dev/shm")
                                                    : std::filesystem::temp_directory_path();
  auto name = (base / "lamport-test-XXXXXX").string();
  path_ = ::mkdtemp(name.data()) == nullptr ? "" : name;
  EXPECT_FALSE(path_.empty());
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace lamport::net
