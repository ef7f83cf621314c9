// Node and Outbox: the dialogue between a process and its host, effect by effect.
#include "core/process/node.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace lamport {
namespace {

struct Word {
  std::string text;
  [[nodiscard]] std::string_view label() const { return text; }
};

// Says a little of everything.
struct Talker {
  using Body = Word;
  std::uint64_t drawn = 0;

  void on_start(Outbox<Word>& out) {
    out.internal("begin");
    drawn = out.random(1'000'000);
    out.send({1}, {"one"});
    const std::array<ProcessId, 2> both{ProcessId{1}, ProcessId{2}};
    out.multicast(both, {"both"});
    out.set_timer({7}, milliseconds(3));
    out.cancel_timer({7});
  }
  void on_message(const Message<Word>& message, Outbox<Word>& out) {
    out.send(message.from(), {"reply to " + message.body.text});
  }
  CommandAnswer on_command(const Command& command, Outbox<Word>&) {
    return command.name == "sing" ? CommandAnswer::done : CommandAnswer::unknown_command;
  }
};

// Listens, and has no other handler.
struct Listener {
  using Body = Word;
  void on_message(const Message<Word>&, Outbox<Word>&) {}
};

Step step_of(std::uint32_t self, std::uint64_t seed = 1) {
  return {{self}, {5}, {1}, RandomStream::of({seed}, Purpose::process)};
}

TEST(Node, StampsWhatAProcessSaysInTheOrderItIsSaid) {
  Node<Talker> node{Talker{}};
  Outbox<Word> out;
  node.start(step_of(0), out);
  const auto effects = out.effects();
  ASSERT_EQ(effects.size(), 5u);
  EXPECT_EQ(effects[0].kind, EffectKind::internal);
  EXPECT_EQ(out.label(effects[0]), "begin");
  EXPECT_EQ(effects[0].event.stamp, LamportTime{1});
  EXPECT_EQ(effects[1].event.index, EventIndex{2});
  EXPECT_EQ(out.recipients(effects[1]).size(), 1u);
  EXPECT_EQ(effects[2].event.stamp, LamportTime{3}) << "a multicast is one event with one stamp";
  EXPECT_EQ(out.recipients(effects[2]).size(), 2u);
  EXPECT_EQ(label_of(effects[2].body), "both");
  EXPECT_EQ(effects[3].kind, EffectKind::set_timer);
  EXPECT_EQ(effects[3].event.index, EventIndex{3}) << "a timer is set at the latest event, no tick";
  EXPECT_EQ(effects[4].kind, EffectKind::cancel_timer);
  EXPECT_EQ(node.clock().lamport(), LamportTime{3});
}

TEST(Node, ReceivesBeforeItReacts) {
  Node<Talker> node{Talker{}};
  Outbox<Word> out;
  const Word body{"hi"};
  const auto event = node.receive({{{3}, {9}}, {40}, body}, step_of(0), out);
  EXPECT_EQ(event.stamp, LamportTime{41});
  EXPECT_EQ(event.index, EventIndex{1});
  ASSERT_EQ(out.effects().size(), 1u);
  EXPECT_EQ(out.effects()[0].event.stamp, LamportTime{42});
  EXPECT_EQ(out.effects()[0].body.text, "reply to hi");
}

TEST(Node, AnInputWithoutAHandlerDoesNothing) {
  Node<Listener> node{Listener{}};
  Outbox<Word> out;
  node.start(step_of(0), out);
  node.expire({1}, step_of(0), out);
  EXPECT_EQ(node.command({"sing", {}, {}, 0}, step_of(0), out), CommandAnswer::unknown_command);
  EXPECT_EQ(out.effects().size(), 0u);
  EXPECT_EQ(node.clock().index(), EventIndex{0});
}

TEST(Node, KeepsItsClockWhenItLosesItsState) {
  Node<Talker> node{Talker{}};
  Outbox<Word> out;
  node.start(step_of(0), out);
  node.lose_state(Talker{});
  EXPECT_EQ(node.process().drawn, 0u);
  EXPECT_EQ(node.clock().index(), EventIndex{3});
  node.start(step_of(0), out);
  EXPECT_EQ(out.effects()[0].event.index, EventIndex{4});
}

TEST(Node, DrawsDependOnSeedProcessAndPositionOnly) {
  const auto drawn = [](std::uint32_t self, std::uint64_t seed) {
    Node<Talker> node{Talker{}};
    Outbox<Word> out;
    node.start(step_of(self, seed), out);
    return node.process().drawn;
  };
  EXPECT_EQ(drawn(0, 1), drawn(0, 1));
  EXPECT_NE(drawn(0, 1), drawn(1, 1));
  EXPECT_NE(drawn(0, 1), drawn(0, 2));
}

TEST(Node, AdmitsStampsWithinReach) {
  const LamportTime own{10};
  EXPECT_EQ(admit(own, {own.value + default_max_jump}), Admission::admitted);
  EXPECT_EQ(admit(own, {own.value + default_max_jump + 1}), Admission::jump);
  EXPECT_EQ(admit(own, last_lamport_time), Admission::range);
  EXPECT_EQ(admit({last_lamport_time.value - 5}, {last_lamport_time.value - 1}),
            Admission::admitted);
  EXPECT_EQ(admit(last_lamport_time, {1}), Admission::range);
}

TEST(Node, AtTheEndOfLamportTimeNothingMoreIsSaid) {
  Node<Talker> node{Talker{}, EventClock{{last_lamport_time.value - 1}, 0}};
  Outbox<Word> out;
  node.start(step_of(0), out);
  EXPECT_EQ(node.clock().lamport(), last_lamport_time);
  EXPECT_TRUE(out.refused());
  EXPECT_EQ(out.effects()[0].event.stamp, last_lamport_time);
  EXPECT_EQ(out.effects().size(), 3u) << "one event and two timers, no send";
}

TEST(OutboxDeathTest, RefusesRecipientsOutOfOrder) {
  EventClock clock;
  Outbox<Word> out;
  out.begin(step_of(0), clock);
  const std::array<ProcessId, 2> twice{ProcessId{1}, ProcessId{1}};
  EXPECT_DEATH(out.multicast(twice, {"x"}), "not ascending and unique");
  EXPECT_DEATH(out.multicast({}, {"x"}), "multicast to nobody");
}

}  // namespace
}  // namespace lamport
