// The quick way and the careful way through a line agree: a space behind the first brace changes
// nothing that a line says, but sends it the careful way.
#include "core/formats/plain_event.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/formats/trace_text.hpp"

namespace lamport {
namespace {

const std::string header =
    R"({"type":"header","format":"lamport-trace","version":1,"source":"simulation","scenario":"s",)"
    R"("protocol":"p","seed":1,"settings":{},"rules":[],"engine":1,"time_unit":"ns",)"
    R"("processes":[{"id":0,"name":"a"},{"id":1,"name":"b"},{"id":2,"name":"c"}]})"
    "\n";

const std::vector<std::string> lines{
    R"({"type":"event","process":1,"index":12,"kind":"internal","lamport":305,"time":9007199254740991})",
    R"({"type":"event","process":0,"index":1,"kind":"internal","lamport":1,"time":0,"label":"start"})",
    R"({"type":"event","process":2,"index":7,"kind":"send","lamport":9,"time":10,"to":[0,1,2]})",
    R"({"type":"event","process":2,"index":8,"kind":"send","lamport":10,"time":10,"to":[1],"label":"a b"})",
    R"({"type":"event","process":1,"index":3,"kind":"receive","lamport":11,"time":20,"message":"2:8"})",
    R"({"type":"event","process":1,"index":4,"kind":"receive","lamport":12,"time":21,"message":"2:7","label":"x","incarnation":3})",
};

std::string careful(const std::string& line) {
  return "{ " + line.substr(1);
}

/// A parser that knows a header of three processes, and what it makes of lines.
class Reading {
 public:
  Reading() { EXPECT_TRUE(parser_.parse(padded(header.substr(0, header.size() - 1)))); }

  /// What the line says: the record as it is written, or that it is refused.
  std::string meaning(const std::string& line) {
    const auto kind = parser_.parse(padded(line));
    if (!kind) return "refused";
    if (*kind != LineKind::record) return "no record";
    StringSink sink;
    JsonlWriter writer(sink);
    writer.record(parser_.record());
    EXPECT_TRUE(writer.end());
    return sink.text();
  }

 private:
  std::string_view padded(const std::string& line) {
    padded_ = line + std::string(line_padding, '\0');
    return std::string_view(padded_).substr(0, line.size());
  }

  RecordParser parser_;
  std::string padded_;
};

bool is_plain(const std::string& line) {
  EventRecord event;
  std::vector<ProcessId> recipients;
  return read_plain_event(line, 3, recipients, event);
}

TEST(PlainEvent, IsWhatTheWriterWrites) {
  for (const auto& line : lines) {
    EXPECT_TRUE(is_plain(line)) << line;
    EXPECT_FALSE(is_plain(careful(line)));
    EXPECT_EQ(rewritten(sealed(header + line + "\n")), sealed(header + line + "\n"));
  }
}

TEST(PlainEvent, LeavesTheRestToTheParser) {
  const auto event = std::string(R"({"type":"event","process":0,"index":1,"kind":)");
  for (const std::string rest :
       {R"("internal","lamport":1,"time":0,"label":"\u00e9"})",
        R"("internal","lamport":1,"time":0,"label":"ñ"})",
        R"("internal","lamport":1,"time":0,"vector":{"0":1}})",
        R"("internal","lamport":1,"time":0,"new":1})", R"("internal","lamport":01,"time":0})",
        R"("internal","lamport":9007199254740992,"time":0})", R"("internal","lamport":,"time":0})",
        R"("internal","lamport":1,"time":0} )", R"("send","lamport":1,"time":0,"to":[]})",
        R"("send","lamport":1,"time":0,"to":[1,1]})", R"("send","lamport":1,"time":0,"to":[3]})",
        R"("receive","lamport":1,"time":0,"message":"3:1"})", R"("sent","lamport":1,"time":0})"})
    EXPECT_FALSE(is_plain(event + rest)) << rest;
  EXPECT_FALSE(is_plain(event + R"("internal","lamport":1,"time":0,"label":")" +
                        std::string(longest_trace_string + 1, 'x') + "\"}"));
}

TEST(PlainEvent, MeansTheSameAsTheParserHoweverALineIsDamaged) {
  std::mt19937_64 random(1);
  const std::string bytes = "0123456789,:\"{}[]\\ abtrux-.\x1f\x7f\xc3\xa9";
  std::size_t understood = 0;
  Reading reading;
  for (int round = 0; round < 20'000; ++round) {
    auto line = lines[random() % lines.size()];
    for (auto edits = random() % 3; edits > 0; --edits) {
      const auto at = 1 + random() % (line.size() - 1);
      const auto byte = bytes[random() % bytes.size()];
      switch (random() % 4) {
        case 0: line[at] = byte; break;
        case 1: line.insert(at, 1, byte); break;
        case 2: line.erase(at, 1); break;
        default: line.erase(at, random() % 8); break;
      }
    }
    if (line.find('\n') != std::string::npos) continue;
    const auto quick = reading.meaning(line);
    ASSERT_EQ(quick, reading.meaning(careful(line))) << line;
    understood += quick != "refused";
  }
  EXPECT_GT(understood, 5'000u);
  EXPECT_LT(understood, 15'000u);
}

}  // namespace
}  // namespace lamport
