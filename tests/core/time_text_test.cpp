// Durations as people write them: exact, or refused.
#include "core/base/time_text.hpp"

#include <gtest/gtest.h>

#include "core/base/ids.hpp"

namespace lamport {
namespace {

TEST(TimeText, reads_exactly) {
  const auto read = [](std::string_view text) {
    auto duration = parse_duration(text);
    return duration ? duration->nanoseconds : 0;
  };
  EXPECT_EQ(read("10s"), 10'000'000'000u);
  EXPECT_EQ(read("1.5ms"), 1'500'000u);
  EXPECT_EQ(read("0.000000001s"), 1u);
  EXPECT_EQ(read("0.0000000010s"), 1u);
  EXPECT_EQ(read("200us"), 200'000u);
  EXPECT_EQ(read("2min"), 120'000'000'000u);
  EXPECT_EQ(read("1.5h"), 5'400'000'000'000u);
  EXPECT_EQ(read("9007199254740991ns"), largest_exact_integer);
}

TEST(TimeText, refuses_the_rest) {
  for (const char* bad :
       {"", "s", "10", "10 s", "-1s", "+1s", "1e3s", ".5s", "5.s", "1.2.3s", "1d", "0.5ns", "1.5ns",
        "0.0000000001s", "9007199254740992ns", "2502h", "99999999999999999999s", "10S"})
    EXPECT_FALSE(parse_duration(bad)) << bad;
}

TEST(TimeText, writes_what_it_reads) {
  EXPECT_EQ(to_string(Duration{0}), "0s");
  EXPECT_EQ(to_string(seconds(90)), "90s");
  EXPECT_EQ(to_string(Duration{1'500'000}), "1.5ms");
  EXPECT_EQ(to_string(Duration{1'000'000'001}), "1.000000001s");
  EXPECT_EQ(to_string(Time{999}), "999ns");
  for (const std::uint64_t value :
       {1ull, 10ull, 999'999ull, 1'000'000ull, 123'456'789'012ull, 9'007'199'254'740'991ull}) {
    auto read = parse_duration(to_string(Duration{value}));
    ASSERT_TRUE(read) << value;
    EXPECT_EQ(read->nanoseconds, value);
  }
}

}  // namespace
}  // namespace lamport
