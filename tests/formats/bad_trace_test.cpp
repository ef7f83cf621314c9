// What is wrong with a trace, where, and what is allowed: one row a mistake.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/formats/trace_text.hpp"

namespace lamport {
namespace {

using testing::HasSubstr;

const std::string header =
    R"({"type":"header","format":"lamport-trace","version":1,"source":"simulation","scenario":"s",)"
    R"("protocol":"p","seed":1,"settings":{},"rules":[],"engine":1,"time_unit":"ns",)"
    R"("processes":[{"id":0,"name":"a"},{"id":1,"name":"b"}]})"
    "\n";

struct Mistake {
  const char* name;
  std::string line;     ///< the second line of a trace
  const char* message;  ///< what the error must say
};

std::ostream& operator<<(std::ostream& out, const Mistake& mistake) {
  return out << mistake.line;
}

class BadLine : public testing::TestWithParam<Mistake> {};

TEST_P(BadLine, is_refused_with_place_and_reason) {
  const auto error = rewritten(sealed(header + GetParam().line + "\n"));
  EXPECT_THAT(error, testing::StartsWith("t:2:"));
  EXPECT_THAT(error, HasSubstr(GetParam().message));
}

const std::string event = R"({"type":"event","process":0,"index":1,)";
const std::string internal = event + R"("kind":"internal",)";

INSTANTIATE_TEST_SUITE_P(
    Lines, BadLine,
    testing::Values(
        Mistake{"float", internal + R"("lamport":1.5,"time":0})",
                R"(t:2:67: "lamport" is 1.5, not a whole number from 0 to 9007199254740991)"},
        Mistake{"whole_float", internal + R"("lamport":1.0,"time":0})", R"("lamport" is 1.0)"},
        Mistake{"exponent", internal + R"("lamport":1e3,"time":0})", R"("lamport" is 1e3)"},
        Mistake{"negative", internal + R"("lamport":-1,"time":0})", R"("lamport" is -1)"},
        Mistake{"too_large", internal + R"("lamport":9007199254740992,"time":0})",
                R"("lamport" is 9007199254740992)"},
        Mistake{"huge", internal + R"("lamport":99999999999999999999999,"time":0})",
                R"("lamport" is 99999999999999999999999)"},
        Mistake{"leading_zero", internal + R"("lamport":01,"time":0})", R"("lamport" is 01)"},
        Mistake{"quoted_number", internal + R"("lamport":"1","time":0})", R"("lamport" is "1")"},
        Mistake{"null", internal + R"("lamport":null,"time":0})", R"("lamport" is null)"},
        Mistake{"missing", internal + R"("time":0})", R"(the event has no "lamport")"},
        Mistake{"twice", internal + R"("lamport":1,"time":0,"index":1})",
                R"("index" stands there twice)"},
        Mistake{"unknown_kind", event + R"("kind":"sent","lamport":1,"time":0})",
                R"("kind" is "sent", not one of internal, send, receive)"},
        Mistake{"unknown_type", R"({"type":"evnt","process":0})",
                R"("type" is "evnt", not one of header, event, fate, life, link, input, end)"},
        Mistake{"no_type", R"({"process":0})", R"(the record has no "type")"},
        Mistake{"unknown_process",
                R"({"type":"event","process":2,"index":1,"kind":"internal","lamport":1,"time":0})",
                R"("process" names process 2, the header has 2, from 0)"},
        Mistake{"unknown_recipient", event + R"("kind":"send","lamport":1,"time":0,"to":[0,7]})",
                R"("to" names process 7)"},
        Mistake{"unknown_sender",
                event + R"("kind":"receive","lamport":1,"time":0,"message":"5:1"})",
                R"("message" names process 5)"},
        Mistake{"recipients_not_ascending",
                event + R"("kind":"send","lamport":1,"time":0,"to":[1,0]})",
                R"("to" is not ascending and unique at 0)"},
        Mistake{"recipient_twice", event + R"("kind":"send","lamport":1,"time":0,"to":[1,1]})",
                R"("to" is not ascending and unique at 1)"},
        Mistake{"no_recipients", event + R"("kind":"send","lamport":1,"time":0,"to":[]})",
                R"("to" is empty)"},
        Mistake{"recipient_not_a_list", event + R"("kind":"send","lamport":1,"time":0,"to":1})",
                R"("to" is 1, not a list)"},
        Mistake{"send_without_to", event + R"("kind":"send","lamport":1,"time":0})",
                R"(the send has no "to")"},
        Mistake{"receive_without_message", event + R"("kind":"receive","lamport":1,"time":0})",
                R"(the receive has no "message")"},
        Mistake{"internal_with_to", internal + R"("lamport":1,"time":0,"to":[0]})",
                R"(an event that is no send has "to")"},
        Mistake{"message_not_canonical",
                event + R"("kind":"receive","lamport":1,"time":0,"message":"0:01"})",
                R"("message" is "0:01", not an event such as "1:2")"},
        Mistake{"message_with_sign",
                event + R"("kind":"receive","lamport":1,"time":0,"message":"0:+1"})",
                R"("message" is "0:+1")"},
        Mistake{"message_number", event + R"("kind":"receive","lamport":1,"time":0,"message":1})",
                R"("message" is 1, not a well-formed string)"},
        Mistake{"long_label",
                internal + R"("lamport":1,"time":0,"label":")" + std::string(257, 'x') + "\"}",
                R"("label" has 257 bytes, at most 256 are allowed)"},
        Mistake{"lone_surrogate", internal + R"("lamport":1,"time":0,"label":"\ud800"})",
                R"("label" is "\ud800", not a well-formed string)"},
        Mistake{"vector_zero", internal + R"("lamport":1,"time":0,"vector":{"0":0}})",
                R"("vector" has an entry that is 0)"},
        Mistake{"vector_order", internal + R"("lamport":1,"time":0,"vector":{"1":1,"0":1}})",
                R"(not in ascending order)"},
        Mistake{"vector_key", internal + R"("lamport":1,"time":0,"vector":{"a":1}})",
                R"("vector" has a key that is not a process id)"},
        Mistake{
            "data_not_an_object",
            R"({"type":"input","process":0,"step":1,"after":0,"mono":0,"wall":0,"input":"start","data":[]})",
            R"("data" is [, not an object)"},
        Mistake{
            "data_broken",
            R"({"type":"input","process":0,"step":1,"after":0,"mono":0,"wall":0,"input":"start","data":{"a":tru}})",
            "not well-formed JSON"},
        Mistake{"unknown_key_broken", internal + R"("lamport":1,"time":0,"x":nul})",
                "not well-formed JSON"},
        Mistake{"garbage_behind", internal + R"("lamport":1,"time":0}})",
                "something follows the object"},
        Mistake{"missing_comma", internal + R"("lamport":1 "time":0})", "not well-formed JSON"},
        Mistake{"cut", R"({"type":"event","pro)", "not well-formed JSON"},
        Mistake{"empty_line", "", "an empty line"},
        Mistake{"not_json", "hello", "not a JSON object"},
        Mistake{"list", "[1]", "not a JSON object"},
        Mistake{"carriage_return", internal + "\"lamport\":1,\"time\":0}\r",
                "the line ends with CR LF"},
        Mistake{"nul", internal + std::string("\"lamport\":1,\"time\":\0 0}", 22), "a NUL byte"},
        Mistake{"not_utf8", internal + "\"lamport\":1,\"time\":0,\"label\":\"\xff\"}",
                "the line is not UTF-8"},
        Mistake{"control_in_string", internal + "\"lamport\":1,\"time\":0,\"label\":\"\t\"}",
                "not well-formed JSON"},
        Mistake{"second_header", header.substr(0, header.size() - 1), "a second header"},
        Mistake{"early_end", R"({"type":"end","records":0,"digest":"xxh3:0000000000000000"})",
                "the end record says xxh3:0000000000000000, the lines before it give xxh3:"}),
    [](const auto& test) { return std::string(test.param.name); });

struct BadHeader {
  const char* name;
  const char* part;  ///< of the good header
  const char* replacement;
  const char* message;
};

std::ostream& operator<<(std::ostream& out, const BadHeader& bad) {
  return out << bad.replacement;
}

class BadHeaderTest : public testing::TestWithParam<BadHeader> {};

TEST_P(BadHeaderTest, is_refused_with_place_and_reason) {
  auto text = header;
  const std::string part = GetParam().part;
  ASSERT_NE(text.find(part), std::string::npos);
  text.replace(text.find(part), part.size(), GetParam().replacement);
  const auto error = rewritten(sealed(text));
  EXPECT_THAT(error, testing::StartsWith("t:1:"));
  EXPECT_THAT(error, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Headers, BadHeaderTest,
    testing::Values(BadHeader{"version", "\"version\":1", "\"version\":2,\"seed\":{}",
                              "the trace has format version 2, this program reads version 1"},
                    BadHeader{"format", "lamport-trace", "otf2", R"("format" is "otf2")"},
                    BadHeader{"no_format", "\"format\":\"lamport-trace\",", "",
                              R"(the header has no "format")"},
                    BadHeader{"no_seed", "\"seed\":1,", "", R"(the header has no "seed")"},
                    BadHeader{"unit", "\"ns\"", "\"us\"", R"("time_unit" is "us", not one of ns)"},
                    BadHeader{"source", "simulation", "dream",
                              R"("source" is "dream", not one of simulation, live, import)"},
                    BadHeader{"live_without_epoch", "simulation", "live",
                              R"(no "epoch" or "complete")"},
                    BadHeader{"setting_float", "\"settings\":{}", "\"settings\":{\"loss\":0.5}",
                              R"("settings.loss" is 0.5, not a whole number)"},
                    BadHeader{"setting_twice", "\"settings\":{}", "\"settings\":{\"a\":1,\"a\":2}",
                              R"("settings.a" stands there twice)"},
                    BadHeader{"process_order", "\"id\":0", "\"id\":1",
                              "process 1 stands where process 0 belongs"},
                    BadHeader{"process_without_name", ",\"name\":\"a\"", "", "a process has no"},
                    BadHeader{"no_processes", R"([{"id":0,"name":"a"},{"id":1,"name":"b"}])", "[]",
                              R"("processes" is empty)"},
                    BadHeader{"not_a_header", "\"type\":\"header\",\"format\":\"lamport-trace\",",
                              "\"type\":\"life\",\"process\":0,", "t:1:"},
                    BadHeader{"byte_order_mark", "{\"type\":\"header\"",
                              "\xef\xbb\xbf{\"type\":\"header\"", "a byte order mark"}),
    [](const auto& test) { return std::string(test.param.name); });

// Deeper than any stack could follow; and as many names as a search one by one can bear.
TEST(BadTrace, beyond_what_is_followed) {
  const std::string open(200'000, '[');
  const std::string close(200'000, ']');
  const auto deep = R"({"type":"event","process":0,"index":1,"kind":"internal","x":)" + open;
  EXPECT_THAT(rewritten(sealed(header + deep + close + "}\n")),
              HasSubstr("nested more than 32 levels deep"));
  const std::string part = "\"rules\":[";
  ASSERT_NE(header.find(part), std::string::npos);
  auto many = header;
  std::string rules;
  for (int i = 0; i < 1001; ++i) rules += "\"r" + std::to_string(i) + "\",";
  many.insert(many.find(part) + part.size(),
              rules + "\"last\"" + (many[many.find(part) + part.size()] == ']' ? "" : ","));
  EXPECT_THAT(rewritten(sealed(many)), HasSubstr("more than 1000 rules"));
}

TEST(BadTrace, empty) {
  EXPECT_EQ(rewritten(""), "t: the trace is empty");
}

TEST(BadTrace, binary) {
  EXPECT_THAT(rewritten(std::string("\x7f"
                                    "ELF\0\0\0\1\2\3",
                                    10)),
              HasSubstr("a NUL byte"));
}

TEST(BadTrace, without_end_says_how_much_there_is) {
  const auto text = golden("example.jsonl");
  EXPECT_THAT(rewritten(text.substr(0, text.rfind("{\"type\":\"end\""))),
              HasSubstr("t:7: the trace is truncated: no end record after 5 records"));
  EXPECT_THAT(rewritten(text.substr(0, text.size() - 1)),
              HasSubstr("t:7: the trace is truncated: it stops in this line"));
}

TEST(BadTrace, changed_after_it_was_written) {
  auto text = golden("example.jsonl");
  text.replace(text.find("9200000"), 7, "9200001");
  EXPECT_THAT(rewritten(text), HasSubstr("the trace has been changed since it was written"));
}

TEST(BadTrace, a_line_lost) {
  auto text = golden("example.jsonl");
  const auto begin = text.find("{\"type\":\"fate\"");
  text.erase(begin, text.find('\n', begin) + 1 - begin);
  EXPECT_THAT(rewritten(text), HasSubstr("t:6: the end record counts 5 records, there are 4"));
}

TEST(BadTrace, something_after_the_end) {
  const auto text = golden("example.jsonl");
  EXPECT_THAT(rewritten(text + text), HasSubstr("t:8: something follows the end record"));
}

TEST(BadTrace, a_line_without_bound) {
  class Endless final : public ByteSource {
   public:
    Result<std::size_t> read(std::span<char> into) override {
      std::fill(into.begin(), into.end(), ' ');
      return into.size();
    }
  } source;
  EXPECT_THAT(rewritten(source), HasSubstr("the line is longer than 64 MiB"));
}

}  // namespace
}  // namespace lamport
