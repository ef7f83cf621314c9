// The total-order protocol, one process at a time: what is queued, acknowledged and delivered.
#include "core/protocols/total_order.hpp"

#include <gtest/gtest.h>

#include "core/process/node.hpp"

namespace lamport {
namespace {

using Body = TotalOrder::Body;

// Process 1 of three, and the words it says.
class TotalOrderTest : public testing::Test {
 protected:
  static TotalOrderSettings settings(bool automatic = false) {
    TotalOrderSettings all;
    all.process_count = 3;
    all.automatic = automatic;
    all.broadcasts = 1;
    return all;
  }
  Step step() const { return {{1}, {0}, incarnation, RandomStream::of({7}, Purpose::process)}; }
  CommandAnswer ask(const std::string& name, const std::string& text, std::uint64_t value = 0) {
    return node.command({name, {}, text, value}, step(), out);
  }
  void receive(std::uint32_t from, std::uint64_t sent, const Body& body) {
    node.receive({{{from}, {sent}}, {sent}, body}, step(), out);
  }
  std::string said() {
    std::string text;
    for (const auto& effect : out.effects()) {
      if (!text.empty()) text += "; ";
      if (effect.kind == EffectKind::internal) text += out.label(effect);
      if (effect.kind == EffectKind::set_timer) text += "pause";
      if (effect.kind == EffectKind::cancel_timer) text += "cancel";
      if (effect.kind != EffectKind::send) continue;
      text += label_of(effect.body);
      for (const auto to : out.recipients(effect)) text += " >" + std::to_string(to.value);
    }
    return text;
  }

  Node<TotalOrder> node{TotalOrder{settings()}};
  Outbox<Body> out;
  Incarnation incarnation;
};

const Body acknowledge{TotalOrderKind::acknowledge, "acknowledge"};
const Body hello{TotalOrderKind::broadcast, "broadcast hello"};

TEST_F(TotalOrderTest, DeliversItsOwnBroadcastWhenAllHaveAnswered) {
  EXPECT_EQ(ask("broadcast", "hi"), CommandAnswer::done);
  EXPECT_EQ(said(), "broadcast hi >0 >2");
  receive(0, 5, acknowledge);
  EXPECT_EQ(said(), "");
  receive(2, 5, acknowledge);
  EXPECT_EQ(said(), "deliver (1, 1)");
  EXPECT_EQ(node.process().latest(), "broadcast hi");
  EXPECT_EQ(node.process().delivered(), 1u);
}

TEST_F(TotalOrderTest, AcknowledgesToEverybodyAndWaitsForTheThird) {
  receive(2, 5, hello);
  EXPECT_EQ(said(), "acknowledge >0 >2");
  receive(0, 4, acknowledge);
  EXPECT_EQ(said(), "") << "process 0 may yet send a broadcast before (5, 2)";
  receive(0, 5, acknowledge);
  EXPECT_EQ(said(), "deliver (5, 2)") << "whatever 0 sends from here on is after (5, 0)";
}

TEST_F(TotalOrderTest, DeliversInTheOrderOfStampsNotOfArrival) {
  receive(2, 7, hello);
  receive(0, 7, hello);
  EXPECT_EQ(said(), "acknowledge >0 >2; deliver (7, 0); deliver (7, 2)") << "a tie, by process";
}

TEST_F(TotalOrderTest, BroadcastsByItselfAsOftenAsItIsTold) {
  node = Node<TotalOrder>{TotalOrder{settings(true)}};
  node.start(step(), out);
  EXPECT_EQ(said(), "pause");
  node.expire({1}, step(), out);
  EXPECT_EQ(said(), "broadcast 1 >0 >2");
}

TEST_F(TotalOrderTest, RefusesWhatItCannotDo) {
  EXPECT_EQ(ask("broadcast", std::string(247, 'x')), CommandAnswer::bad_argument);
  EXPECT_EQ(ask("automatic", "", 2), CommandAnswer::bad_argument);
  EXPECT_EQ(ask("rate", "", 0), CommandAnswer::bad_argument);
  EXPECT_EQ(ask("sing", ""), CommandAnswer::unknown_command);
  EXPECT_EQ(node.clock().index(), EventIndex{0}) << "nothing refused is an event";
  EXPECT_EQ(ask("broadcast", std::string(246, 'x')), CommandAnswer::done);
  EXPECT_EQ(ask("automatic", "", 1), CommandAnswer::done);
  EXPECT_EQ(said(), "pause");
  EXPECT_EQ(ask("automatic", "", 0), CommandAnswer::done);
  EXPECT_EQ(said(), "cancel");
}

TEST_F(TotalOrderTest, AloneItDeliversAtOnce) {
  auto all = settings();
  all.process_count = 1;
  node = Node<TotalOrder>{TotalOrder{all}};
  ask("broadcast", "");
  EXPECT_EQ(said(), "broadcast; deliver (1, 1)");
}

TEST_F(TotalOrderTest, AProcessThatLostItsStateOnlyAcknowledges) {
  node.start(step(), out);
  node.lose_state(TotalOrder{settings(true)});
  incarnation = {2};
  node.start(step(), out);
  EXPECT_EQ(said(), "lost");
  receive(2, 5, hello);
  EXPECT_EQ(said(), "acknowledge >0 >2");
  receive(0, 50, acknowledge);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(ask("broadcast", "hi"), CommandAnswer::not_now);
}

TEST_F(TotalOrderTest, WithItsStateKeptItGoesOn) {
  node.start(step(), out);
  receive(2, 5, hello);
  incarnation = {2};
  node.start(step(), out);
  EXPECT_EQ(said(), "");
  receive(0, 9, acknowledge);
  EXPECT_EQ(said(), "deliver (5, 2)");
}

}  // namespace
}  // namespace lamport
