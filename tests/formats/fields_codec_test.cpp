// Field lists as JSON: every kind of member there and back, and what does not fit is named.
#include "core/formats/fields_codec.hpp"

#include <gtest/gtest.h>

#include "core/process/message.hpp"
#include "core/protocols/cluster.hpp"

namespace lamport {
namespace {

enum class Colour : std::uint8_t { red, green };
constexpr std::array<std::string_view, 2> colour_names{"red", "green"};
constexpr std::span<const std::string_view> enum_names(Colour) {
  return colour_names;
}

struct Inner {
  std::uint32_t count = 0;
  friend bool operator==(const Inner&, const Inner&) = default;
  static constexpr auto fields() { return std::tuple{Field{"count", &Inner::count}}; }
};

class Everything {
 public:
  std::string text;
  bool truth = false;
  std::uint64_t large = 0;
  std::int32_t small = 0;
  Colour colour = Colour::red;
  ProcessId process;
  EventId event;
  LamportTime lamport;
  Duration duration;
  Time time;
  std::optional<std::uint32_t> maybe;
  std::vector<ProcessId> list;
  std::set<EventId> set;
  std::map<ProcessId, Inner> map;
  std::deque<std::optional<std::string>> deque;
  Inner inner;

  friend bool operator==(const Everything&, const Everything&) = default;
  static constexpr auto fields() {
    return std::tuple{
        Field{"text", &Everything::text},         Field{"truth", &Everything::truth},
        Field{"large", &Everything::large},       Field{"small", &Everything::small},
        Field{"colour", &Everything::colour},     Field{"process", &Everything::process},
        Field{"event", &Everything::event},       Field{"lamport", &Everything::lamport},
        Field{"duration", &Everything::duration}, Field{"time", &Everything::time},
        Field{"maybe", &Everything::maybe},       Field{"list", &Everything::list},
        Field{"set", &Everything::set},           Field{"map", &Everything::map},
        Field{"deque", &Everything::deque},       Field{"inner", &Everything::inner}};
  }
};

const std::string golden_text =
    R"({"text":"a \"señal\"","truth":true,"large":18446744073709551615,"small":-7,)"
    R"("colour":"green","process":3,"event":"1:2","lamport":5,"duration":6,"time":7,"maybe":8,)"
    R"("list":[0,2],"set":["0:9","1:1"],"map":{"2":{"count":1},"10":{"count":2}},)"
    R"("deque":["x",null],"inner":{"count":4}})";

Everything everything() {
  Everything value;
  value.text = "a \"señal\"";
  value.truth = true;
  value.large = std::numeric_limits<std::uint64_t>::max();
  value.small = -7;
  value.colour = Colour::green;
  value.process = {3};
  value.event = {{1}, {2}};
  value.lamport = {5};
  value.duration = {6};
  value.time = {7};
  value.maybe = 8;
  value.list = {{0}, {2}};
  value.set = {{{0}, {9}}, {{1}, {1}}};
  value.map = {{{2}, {1}}, {{10}, {2}}};
  value.deque = {"x", std::nullopt};
  value.inner = {4};
  return value;
}

TEST(FieldsCodec, writes_every_kind_of_member) {
  EXPECT_EQ(encode_fields(everything()), golden_text);
}

TEST(FieldsCodec, reads_every_kind_of_member_back) {
  Everything read;
  read.list = {{9}};
  const auto done = decode_fields(golden_text, read, "the body");
  ASSERT_TRUE(done) << to_string(done.error());
  EXPECT_EQ(read, everything());
}

TEST(FieldsCodec, an_empty_optional_is_left_out) {
  struct Maybe {
    std::optional<std::string> text = "there";
    static constexpr auto fields() { return std::tuple{Field{"text", &Maybe::text}}; }
  };
  EXPECT_EQ(encode_fields(Maybe{std::nullopt}), "{}");
  Maybe read;
  ASSERT_TRUE(decode_fields("{}", read, "it"));
  EXPECT_FALSE(read.text);
}

TEST(FieldsCodec, a_type_without_fields_is_an_empty_object) {
  struct Nothing {
    static constexpr auto fields() { return std::tuple<>{}; }
  };
  Nothing nothing;
  EXPECT_EQ(encode_fields(nothing), "{}");
  EXPECT_TRUE(decode_fields("{}", nothing, "it"));
  EXPECT_FALSE(decode_fields(R"({"a":1})", nothing, "it"));
}

TEST(FieldsCodec, a_command_may_leave_out_what_it_does_not_need) {
  Command command;
  ASSERT_TRUE(decode_fields(R"({"name":"send","to":[0],"text":"hi"})", command, "the command",
                            Missing::keeps_its_value));
  EXPECT_EQ(command.name, "send");
  EXPECT_EQ(command.to, (std::vector<ProcessId>{{0}}));
  EXPECT_EQ(command.value, 0u);
}

TEST(FieldsCodec, a_protocol_has_nothing_to_write_itself) {
  EXPECT_EQ(encode_fields(Cluster::Body{ClusterKind::welcome, "hi"}),
            R"({"kind":"welcome","text":"hi"})");
  Cluster cluster({{0}, 4, true, seconds(3), seconds(8)});
  Cluster other({{1}, 2, false, seconds(1), seconds(2)});
  ASSERT_TRUE(decode_fields(encode_fields(cluster), other, "the state"));
  EXPECT_EQ(encode_fields(other), encode_fields(cluster));
}

TEST(FieldsCodec, names_what_does_not_fit) {
  const auto error_of = [](const std::string& part, const std::string& replacement) {
    auto text = golden_text;
    text.replace(text.find(part), part.size(), replacement);
    Everything read;
    auto done = decode_fields(text, read, "the body");
    return done ? std::string("it fits") : to_string(done.error());
  };
  EXPECT_EQ(error_of("\"truth\":true", "\"truth\":1"), "the body.truth is 1, not true or false");
  EXPECT_EQ(error_of("\"process\":3", "\"process\":4294967296"),
            "the body.process is 4294967296, not a whole number from 0 to 4294967295");
  EXPECT_EQ(error_of("\"process\":3", "\"process\":-1"),
            "the body.process is -1, not a whole number from 0 to 4294967295");
  EXPECT_EQ(error_of("-7", "-2147483649"),
            "the body.small is -2147483649, not a whole number from -2147483648 to 2147483647");
  EXPECT_EQ(error_of("\"green\"", "\"blue\""),
            "the body.colour is \"blue\", not one of red, green");
  EXPECT_EQ(error_of("\"1:2\"", "\"1:02\""),
            "the body.event is \"1:02\", not an event such as \"1:2\" (process:index)");
  EXPECT_EQ(error_of("[0,2]", "[0,\"x\"]"),
            "the body.list[1] is \"x\", not a whole number from 0 to 4294967295");
  EXPECT_EQ(error_of("\"10\":{\"count\":2}", "\"10\":{}"), "the body.map.10 has no \"count\"");
  EXPECT_EQ(error_of("\"10\":", "\"010\":"),
            "the body.map has the key \"010\", which does not fit");
  EXPECT_EQ(error_of("\"inner\":{\"count\":4}", "\"inner\":4"),
            "the body.inner is 4, not an object");
  EXPECT_EQ(error_of("\"count\":4", "\"count\":4,\"cuont\":5"),
            "the body.inner has \"cuont\", which it does not know; it knows count");
  EXPECT_EQ(error_of("\"count\":4", "\"count\":4,\"count\":5"), "the body has \"count\" twice");
  EXPECT_EQ(error_of("\"lamport\":5", "\"lamport\":5.5"),
            "the body has a number that is not whole");
}

TEST(FieldsCodec, refuses_what_is_not_json) {
  Inner inner;
  for (const std::string bad :
       {"", "{", "{\"count\":1", "{\"count\":1}}", "{\"count\":01}", "{\"count\":1}x", "nul",
        "{\"count\":\"\xff\"}", "{\"count\":18446744073709551616}"})
    EXPECT_FALSE(decode_fields(bad, inner, "it")) << bad;
  EXPECT_FALSE(decode_fields(std::string(10'000, '['), inner, "it"));
}

}  // namespace
}  // namespace lamport
