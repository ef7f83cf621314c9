// The data of input records: the bytes that docs/trace-format.md promises, and back.
#include "core/formats/input_data.hpp"

#include <gmock/gmock.h>

#include "core/protocols/cluster.hpp"

namespace lamport {
namespace {

using testing::HasSubstr;

TEST(InputData, WritesWhatTheFormatSays) {
  const Cluster::Body body{ClusterKind::text, "hola"};
  EXPECT_EQ(message_data(Message<Cluster::Body>{{{0}, {3}}, {5}, body}),
            R"({"message":"0:3","sent":5,"body":{"kind":"text","text":"hola"}})");
  EXPECT_EQ(timer_data({1}), R"({"timer":1})");
  EXPECT_EQ(command_data({"send", {{2}}, "hi", 0}),
            R"({"name":"send","to":[2],"text":"hi","value":0})");
  EXPECT_EQ(start_data<Cluster>({2}, nullptr), R"({"incarnation":2})");
  ClusterSettings settings;
  settings.process_count = 4;
  const Cluster cluster{settings};
  EXPECT_EQ(start_data({1}, &cluster),
            R"({"incarnation":1,"state":{"coordinator":0,"processes":4,"automatic":true,)"
            R"("automatic_min":3000000000,"automatic_max":8000000000,"registered":[]}})");
}

TEST(InputData, ReadsItBack) {
  MessageInput<Cluster::Body> message;
  ASSERT_TRUE(decode_fields(R"({"message":"0:3","sent":5,"body":{"kind":"enrol","text":"hola"}})",
                            message, "a message"));
  EXPECT_EQ(message.message, (EventId{{0}, {3}}));
  EXPECT_EQ(message.sent, LamportTime{5});
  EXPECT_EQ(message.body.kind, ClusterKind::enrol);

  ClusterSettings settings;
  settings.process_count = 7;
  const Cluster cluster{settings};
  const auto start = decode_start(start_data({3}, &cluster), Cluster{ClusterSettings{}}, 7);
  ASSERT_TRUE(start);
  EXPECT_EQ(start->incarnation, Incarnation{3});
  ASSERT_TRUE(start->fresh.has_value());
  EXPECT_EQ(encode_fields(*start->fresh), encode_fields(cluster));
  const auto kept = decode_start(R"({"incarnation":4})", cluster, 7);
  ASSERT_TRUE(kept);
  EXPECT_FALSE(kept->fresh.has_value());
}

TEST(InputData, RefusesAStartThatDoesNotFit) {
  const Cluster blank{ClusterSettings{}};
  EXPECT_THAT(decode_start("{}", blank, 4).error().message, HasSubstr("incarnation"));
  EXPECT_THAT(decode_start(R"({"incarnation":0})", blank, 4).error().message, HasSubstr("from 1"));
  EXPECT_THAT(decode_start(R"({"incarnation":1,"state":{}})", blank, 4).error().message,
              HasSubstr("coordinator"));
}

}  // namespace
}  // namespace lamport
