// The cluster protocol, one process at a time: what it says to each input.
#include "core/protocols/cluster.hpp"

#include <gtest/gtest.h>

#include "core/process/node.hpp"
#include "core/protocols/phold.hpp"

namespace lamport {
namespace {

using Body = Cluster::Body;

class ClusterTest : public testing::Test {
 protected:
  static Node<Cluster> process() {
    ClusterSettings settings;
    settings.process_count = 4;
    return Node<Cluster>{Cluster{settings}};
  }
  static Step as(std::uint32_t self) {
    return {{self}, {0}, {1}, RandomStream::of({7}, Purpose::process)};
  }
  CommandAnswer ask(Node<Cluster>& node, const Command& command) {
    return node.command(command, as(1), out);
  }

  Outbox<Body> out;
};

TEST_F(ClusterTest, AClientRegistersAndArmsItsTimer) {
  auto client = process();
  client.start(as(1), out);
  ASSERT_EQ(out.effects().size(), 3u);
  EXPECT_EQ(out.label(out.effects()[0]), "start");
  EXPECT_EQ(out.effects()[1].to, ProcessId{0});
  EXPECT_EQ(out.effects()[1].body.kind, ClusterKind::enrol);
  EXPECT_EQ(out.effects()[2].kind, EffectKind::set_timer);
  EXPECT_GE(out.effects()[2].delay, seconds(3));
  EXPECT_LE(out.effects()[2].delay, seconds(8));
}

TEST_F(ClusterTest, TheCoordinatorDoesNotRegisterWithItself) {
  auto coordinator = process();
  coordinator.start(as(0), out);
  EXPECT_EQ(out.effects().size(), 2u);
}

TEST_F(ClusterTest, TheCoordinatorWelcomesAClientEveryTimeAndCountsItOnce) {
  auto coordinator = process();
  const Body enrol{ClusterKind::enrol, "register"};
  for (std::uint64_t index = 1; index <= 2; ++index) {
    coordinator.receive({{{2}, {index}}, {index}, enrol}, as(0), out);
    ASSERT_EQ(out.effects().size(), 1u);
    EXPECT_EQ(out.effects()[0].to, ProcessId{2});
    EXPECT_EQ(out.effects()[0].body.kind, ClusterKind::welcome);
  }
  EXPECT_EQ(coordinator.process().registered(), std::vector<ProcessId>{{2}});
}

TEST_F(ClusterTest, DoesWhatItIsAsked) {
  auto client = process();
  EXPECT_EQ(ask(client, {"internal", {}, "think", 0}), CommandAnswer::done);
  EXPECT_EQ(out.label(out.effects()[0]), "think");
  EXPECT_EQ(ask(client, {"send", {{3}, {0}, {3}}, "hi", 0}), CommandAnswer::done);
  ASSERT_EQ(out.recipients(out.effects()[0]).size(), 2u) << "named twice, sent once";
  EXPECT_EQ(out.recipients(out.effects()[0])[0], ProcessId{0});
  EXPECT_EQ(ask(client, {"broadcast", {}, "all", 0}), CommandAnswer::done);
  EXPECT_EQ(out.recipients(out.effects()[0]).size(), 3u) << "everybody but itself";
}

TEST_F(ClusterTest, RefusesWhatItCannotDo) {
  auto client = process();
  EXPECT_EQ(ask(client, {"send", {}, "hi", 0}), CommandAnswer::bad_argument);
  EXPECT_EQ(ask(client, {"send", {{4}}, "hi", 0}), CommandAnswer::bad_argument);
  EXPECT_EQ(ask(client, {"send", {{2}}, std::string(257, 'x'), 0}), CommandAnswer::bad_argument);
  EXPECT_EQ(ask(client, {"automatic", {}, "", 2}), CommandAnswer::bad_argument);
  EXPECT_EQ(ask(client, {"rate", {}, "", 0}), CommandAnswer::bad_argument);
  EXPECT_EQ(ask(client, {"dance", {}, "", 0}), CommandAnswer::unknown_command);
  EXPECT_EQ(client.clock().index(), EventIndex{0}) << "nothing refused is an event";
}

TEST_F(ClusterTest, AutomaticEventsStopAndStartAndChangeTheirRate) {
  auto client = process();
  EXPECT_EQ(ask(client, {"automatic", {}, "", 0}), CommandAnswer::done);
  EXPECT_EQ(out.effects()[0].kind, EffectKind::cancel_timer);
  client.expire({1}, as(1), out);
  EXPECT_EQ(out.effects().size(), 0u);
  EXPECT_EQ(ask(client, {"automatic", {}, "", 1}), CommandAnswer::done);
  EXPECT_EQ(ask(client, {"rate", {}, "", 1000}), CommandAnswer::done);
  ASSERT_EQ(out.effects()[0].kind, EffectKind::set_timer);
  EXPECT_GE(out.effects()[0].delay, milliseconds(500));
  EXPECT_LE(out.effects()[0].delay, milliseconds(1500));
}

TEST_F(ClusterTest, AutomaticEventsAreOfEveryKind) {
  auto client = process();
  bool internal = false, to_coordinator = false, to_client = false, to_all = false;
  for (int i = 0; i < 200; ++i) {
    client.expire({1}, as(1), out);
    const auto& effect = out.effects()[0];
    internal |= effect.kind == EffectKind::internal;
    if (effect.kind != EffectKind::send) continue;
    to_all |= effect.recipient_count == 3;
    to_coordinator |= effect.recipient_count == 1 && effect.to == ProcessId{0};
    to_client |= effect.recipient_count == 1 && effect.to != ProcessId{0};
    EXPECT_NE(effect.to, ProcessId{1});
  }
  EXPECT_TRUE(internal && to_coordinator && to_client && to_all);
}

TEST(Phold, SendsOneMessagePerReceiveAndNeverToItself) {
  Node<Phold> node{Phold{3}};
  Outbox<Phold::Body> out;
  const Step step{{1}, {0}, {1}, RandomStream::of({7}, Purpose::process)};
  bool down = false, up = false;
  for (std::uint64_t i = 1; i < 100; ++i) {
    node.receive({{{0}, {i}}, {i}, {}}, step, out);
    ASSERT_EQ(out.effects().size(), 1u);
    ASSERT_NE(out.effects()[0].to, ProcessId{1});
    down |= out.effects()[0].to == ProcessId{0};
    up |= out.effects()[0].to == ProcessId{2};
  }
  EXPECT_TRUE(down && up);
}

}  // namespace
}  // namespace lamport
