// The mutex protocol, one process at a time: the paper's five rules, the commands, and what a
// process does that comes back.
#include "core/protocols/mutex.hpp"

#include <gtest/gtest.h>

#include "core/process/node.hpp"

namespace lamport {
namespace {

using Body = Mutex::Body;

// Process 1 of three, and the words it says.
class MutexTest : public testing::Test {
 protected:
  static MutexSettings settings(bool automatic = false) {
    MutexSettings all;
    all.process_count = 3;
    all.automatic = automatic;
    all.requests = 2;
    return all;
  }
  Step step() const { return {{1}, {0}, incarnation, RandomStream::of({7}, Purpose::process)}; }
  void start() { node.start(step(), out); }
  CommandAnswer ask(const std::string& name, std::uint64_t value = 0) {
    return node.command({name, {}, {}, value}, step(), out);
  }
  void receive(std::uint32_t from, std::uint64_t sent, const Body& body) {
    node.receive({{{from}, {sent}}, {sent}, body}, step(), out);
  }
  // What the latest step said, as "request>0,2 enter hold" and the like.
  std::string said() {
    std::string text;
    for (const auto& effect : out.effects()) {
      if (!text.empty()) text += ' ';
      switch (effect.kind) {
        case EffectKind::internal: text += out.label(effect); break;
        case EffectKind::send:
          text += label_of(effect.body);
          for (const auto to : out.recipients(effect)) text += ">" + std::to_string(to.value);
          break;
        case EffectKind::set_timer: text += effect.timer == TimerId{1} ? "pause" : "hold"; break;
        case EffectKind::cancel_timer: text += "cancel"; break;
      }
    }
    return text;
  }

  Node<Mutex> node{Mutex{settings()}};
  Outbox<Body> out;
  Incarnation incarnation;
};

const Body request{MutexKind::request, {}};
const Body acknowledge{MutexKind::acknowledge, {}};
const Body release{MutexKind::release, {}};
const Body recover{MutexKind::recover, {}};

TEST_F(MutexTest, Rule1SendsItsRequestToAllAndQueuesItUnderTheMessagesStamp) {
  EXPECT_EQ(ask("request"), CommandAnswer::done);
  EXPECT_EQ(said(), "cancel request>0>2");
  EXPECT_EQ(node.process().queue(), (std::set<Mutex::Request>{{{1}, {1}}}));
  EXPECT_EQ(out.effects()[1].event.stamp, LamportTime{1});
}

TEST_F(MutexTest, Rule2QueuesARequestAndAcknowledgesIt) {
  receive(2, 5, request);
  EXPECT_EQ(said(), "acknowledge>2");
  EXPECT_EQ(node.process().queue(), (std::set<Mutex::Request>{{{5}, {2}}}));
}

TEST_F(MutexTest, Rule3TakesItsRequestOffAndTellsAll) {
  ask("request");
  receive(0, 5, acknowledge);
  receive(2, 5, acknowledge);
  EXPECT_EQ(said(), "enter");
  EXPECT_TRUE(node.process().holds());
  EXPECT_EQ(ask("release"), CommandAnswer::done);
  EXPECT_EQ(said(), "cancel exit release>0>2");
  EXPECT_FALSE(node.process().holds());
  EXPECT_TRUE(node.process().queue().empty());
}

TEST_F(MutexTest, Rule4TakesTheSendersRequestsOffAndNoOthers) {
  receive(2, 5, request);
  receive(0, 6, request);
  receive(2, 9, release);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(node.process().queue(), (std::set<Mutex::Request>{{{6}, {0}}}));
}

TEST_F(MutexTest, Rule5NeedsALaterMessageFromEveryOther) {
  ask("request");
  receive(0, 5, acknowledge);
  EXPECT_EQ(said(), "");
  receive(2, 6, release);  // any message will do
  EXPECT_EQ(said(), "enter");
}

TEST_F(MutexTest, Rule5NeedsTheFirstPlaceAndTiesGoByProcess) {
  ask("request");          // (1, 1)
  receive(2, 1, request);  // (1, 2): later, because 2 comes after 1
  receive(0, 1, request);  // (1, 0): earlier
  EXPECT_EQ(said(), "acknowledge>0") << "heard of both, but not first";
  receive(0, 7, release);
  EXPECT_EQ(said(), "enter") << "(1, 2) is later than (1, 1) and a sign of life as well";
}

TEST_F(MutexTest, HoldsForTheTimeItIsAsked) {
  EXPECT_EQ(ask("request", 30), CommandAnswer::done);
  receive(0, 5, acknowledge);
  receive(2, 5, acknowledge);
  EXPECT_EQ(said(), "enter hold");
  EXPECT_EQ(out.effects()[1].delay, milliseconds(30));
  node.expire({2}, step(), out);
  EXPECT_EQ(said(), "exit release>0>2");
}

TEST_F(MutexTest, RefusesWhatItCannotDo) {
  EXPECT_EQ(ask("release"), CommandAnswer::not_now);
  EXPECT_EQ(ask("request", 3'600'001), CommandAnswer::bad_argument);
  EXPECT_EQ(ask("automatic", 2), CommandAnswer::bad_argument);
  EXPECT_EQ(ask("rate"), CommandAnswer::bad_argument);
  EXPECT_EQ(ask("dance"), CommandAnswer::unknown_command);
  EXPECT_EQ(node.clock().index(), EventIndex{0}) << "nothing refused is an event";
  EXPECT_EQ(ask("request"), CommandAnswer::done);
  EXPECT_EQ(ask("request"), CommandAnswer::not_now) << "one request is open";
}

TEST_F(MutexTest, AsksByItselfAsOftenAsItIsTold) {
  node = Node<Mutex>{Mutex{settings(true)}};
  start();
  for (int i = 0; i < 2; ++i) {
    EXPECT_NE(said().find("pause"), std::string::npos);
    node.expire({1}, step(), out);
    EXPECT_EQ(said(), "request>0>2");
    receive(0, node.clock().lamport().value + 1, acknowledge);
    receive(2, node.clock().lamport().value + 1, acknowledge);
    EXPECT_EQ(said(), "enter hold");
    node.expire({2}, step(), out);
  }
  EXPECT_EQ(said(), "exit release>0>2") << "two requests were to be made";
}

TEST_F(MutexTest, AutomaticModeStopsAndStarts) {
  EXPECT_EQ(ask("automatic", 1), CommandAnswer::done);
  EXPECT_EQ(said(), "pause");
  EXPECT_EQ(ask("rate", 1000), CommandAnswer::done);
  ASSERT_EQ(said(), "pause");
  EXPECT_GE(out.effects()[0].delay, milliseconds(500));
  EXPECT_LE(out.effects()[0].delay, milliseconds(1500));
  EXPECT_EQ(ask("automatic", 0), CommandAnswer::done);
  EXPECT_EQ(said(), "cancel");
  node.expire({1}, step(), out);
  EXPECT_EQ(said(), "");
}

TEST_F(MutexTest, AloneItIsGrantedAtOnce) {
  auto all = settings();
  all.process_count = 1;
  node = Node<Mutex>{Mutex{all}};
  ask("request");
  EXPECT_EQ(said(), "cancel request enter");
}

TEST_F(MutexTest, WithItsStateKeptItGoesOnHolding) {
  start();
  ask("request", 30);
  receive(0, 5, acknowledge);
  receive(2, 5, acknowledge);
  incarnation = {2};
  start();
  EXPECT_EQ(said(), "hold") << "its timer died; it holds the resource anew, and says nothing";
  EXPECT_TRUE(node.process().holds());
}

TEST_F(MutexTest, WithoutItsStateItAsksForNothingUntilAllHaveAnswered) {
  start();
  node.lose_state(Mutex{settings(true)});
  incarnation = {2};
  start();
  EXPECT_EQ(said(), "recover>0>2");
  EXPECT_EQ(ask("request"), CommandAnswer::not_now);
  receive(0, 20, {MutexKind::answer, LamportTime{12}});
  EXPECT_EQ(node.process().queue(), (std::set<Mutex::Request>{{{12}, {0}}}));
  EXPECT_EQ(ask("request"), CommandAnswer::not_now);
  receive(2, 30, {MutexKind::answer, {}});
  EXPECT_EQ(said(), "pause");
  EXPECT_EQ(ask("request"), CommandAnswer::done);
  receive(2, 50, acknowledge);
  receive(0, 51, acknowledge);
  EXPECT_EQ(said(), "") << "the request it had forgotten comes first";
}

TEST_F(MutexTest, AnswersARecoveringProcessWithTheRequestItHasOpen) {
  receive(2, 5, request);
  receive(2, 9, recover);
  ASSERT_EQ(said(), "answer>2");
  EXPECT_EQ(out.effects()[0].body.open, std::nullopt);
  EXPECT_TRUE(node.process().queue().empty()) << "what it asked for is void";
  ask("request");
  receive(0, 30, recover);
  ASSERT_EQ(said(), "answer>0");
  EXPECT_EQ(out.effects()[0].body.open, node.process().queue().begin()->stamp);
}

}  // namespace
}  // namespace lamport
