// Strings of a trace: what is escaped, what is UTF-8, what is too long.
#include "core/formats/json_string.hpp"

#include <gtest/gtest.h>

#include "core/trace/records.hpp"

namespace lamport {
namespace {

std::string written(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonString, escapes_only_what_it_must) {
  EXPECT_EQ(written(""), R"("")");
  EXPECT_EQ(written("plain"), R"("plain")");
  EXPECT_EQ(written("a\"b\\c/"), R"("a\"b\\c/")");
  EXPECT_EQ(written(std::string_view("\0\n\x1f\x7f", 4)), "\"\\u0000\\u000a\\u001f\x7f\"");
  EXPECT_EQ(written("señal → 🕰"), "\"señal → 🕰\"");
}

TEST(JsonString, knows_utf8) {
  for (const char* good : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                           "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(is_utf8(good)) << written(good);
  for (const char* bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x9f\xbf", "\xed\xa0\x80",
                          "\xe1\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
                          "\xff", "a\xe2\x82", "\xe2\x28\xa1", "\xf1\x80\x80\x28"})
    EXPECT_FALSE(is_utf8(bad)) << bad;
}

TEST(JsonString, labels_have_an_end) {
  const std::string longest(longest_trace_string, 'x');
  EXPECT_TRUE(checked_label(longest, "the label"));
  auto refused = checked_label(longest + "x", "the label");
  ASSERT_FALSE(refused);
  EXPECT_EQ(to_string(refused.error()), "the label has 257 bytes; a trace holds 256 (shorten it)");
  EXPECT_FALSE(checked_label("\xff", "the label"));
}

TEST(JsonString, shortens_between_characters) {
  std::string text;
  while (text.size() <= longest_trace_string) text += "→";  // 3 bytes each; 256 is no multiple
  const auto shortened = shortened_label(text);
  EXPECT_EQ(shortened.size(), 255u);
  EXPECT_TRUE(is_utf8(shortened));
  EXPECT_EQ(shortened_label("short"), "short");
}

}  // namespace
}  // namespace lamport
