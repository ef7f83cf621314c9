// Two hosts that are up, on a stage: what may be shown, what is refused, what faults do, who may
// join.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>

#include "net/host.hpp"
#include "tests/net/stage.hpp"

namespace lamport::net {
namespace {

const std::map<std::string, std::string> calm{{"automatic", "false"}};

// Both nodes up and calm, each with a file.
class Pair : public testing::Test {
 protected:
  void SetUp() override {
    stage_.start(0);
    stage_.start(1);
    stage_.run_for(milliseconds(500));
    ASSERT_TRUE(stage_.settle(seconds(5)));
  }

  /// Asks and waits; the events caused.
  std::vector<std::string> events_of(std::uint32_t process, const CommandRequest& request) {
    const auto outcome = stage_.ask(process, request);
    stage_.run_for(milliseconds(100));
    EXPECT_TRUE(outcome->has_value());
    if (!outcome->has_value() || !std::holds_alternative<CommandOutcome>(**outcome)) return {};
    replayed_ = std::get<CommandOutcome>(**outcome).replayed;
    return std::get<CommandOutcome>(**outcome).events;
  }
  Problem problem_of(std::uint32_t process, const CommandRequest& request) {
    const auto outcome = stage_.ask(process, request);
    stage_.run_for(milliseconds(100));
    EXPECT_TRUE(outcome->has_value());
    if (!outcome->has_value() || !std::holds_alternative<Problem>(**outcome)) return {};
    return std::get<Problem>(**outcome);
  }
  void restart(std::uint32_t process) {
    stage_.kill(process);
    stage_.start(process);
    stage_.run_for(milliseconds(500));
  }
  double metric(std::uint32_t process, std::string_view name) {
    for (const auto& one : stage_.host(process)->metrics())
      if (one.name == name) return one.value;
    return -1;
  }
  std::string fault(std::uint32_t process, const std::optional<LinkFault>& fault) {
    std::string link;
    stage_.host(process)->set_fault({1 - process}, fault, [&](const Answer<std::string>& answer) {
      if (const auto* json = std::get_if<std::string>(&answer)) link = *json;
    });
    stage_.run_for(milliseconds(5));
    return link;
  }
  std::size_t received(std::uint32_t process, const std::string& label) {
    std::size_t count = 0;
    for (const auto& item : stage_.items(process))
      if (item.json.find("\"receive\"") != std::string::npos &&
          item.json.find("\"label\":\"" + label + '"') != std::string::npos)
        ++count;
    return count;
  }
  void expect_whole() {
    ASSERT_TRUE(stage_.settle(seconds(20)));
    const auto verdict = stage_.check();
    EXPECT_EQ(verdict.state, RuleState::ok) << words(verdict);
  }

  ScratchDirectory scratch_;
  Stage stage_{2, files_below(scratch_), calm};
  bool replayed_ = false;
};

TEST_F(Pair, NothingIsShownBeforeItIsDurable) {
  struct Watch final : LiveNode::Listener {
    void on_items(std::span<const Item> items) override {
      for (const auto& item : items) last = item.cursor;
    }
    void on_state(bool) override {}
    void on_members() override {}
    Cursor last = 0;
  } watch;
  auto& host = *stage_.host(0);
  host.add_listener(watch);
  const auto before = host.state_json();
  const auto outcome = stage_.ask(0, text_to(1, "hola"));
  const auto stored = stage_.items(0).size();
  EXPECT_FALSE(outcome->has_value());
  EXPECT_EQ(watch.last, 0U);
  EXPECT_EQ(host.state_json(), before);
  while (!outcome->has_value() && stage_.items(0).size() == stored)
    stage_.run_for(microseconds(100));
  stage_.run_for(milliseconds(50));
  ASSERT_TRUE(outcome->has_value());
  EXPECT_EQ(std::get<CommandOutcome>(**outcome).events.size(), 1U);
  EXPECT_EQ(watch.last, stage_.items(0).back().cursor);
  EXPECT_NE(host.state_json(), before);
  host.remove_listener(watch);
  expect_whole();
}

TEST_F(Pair, AKeyIsOneCommandAlsoAfterARestart) {
  const auto first = events_of(0, text_to(1, "once", "key"));
  ASSERT_EQ(first.size(), 1U);
  EXPECT_FALSE(replayed_);
  EXPECT_EQ(events_of(0, text_to(1, "once", "key")), first);
  EXPECT_TRUE(replayed_);
  restart(0);
  EXPECT_EQ(events_of(0, text_to(1, "once", "key")), first);
  EXPECT_TRUE(replayed_);
  EXPECT_EQ(problem_of(0, text_to(1, "other", "key")).code, "idempotency_key_reused");
  expect_whole();
  EXPECT_EQ(received(1, "once"), 1U);
}

TEST_F(Pair, RefusesCommandsThatDoNotFit) {
  EXPECT_EQ(problem_of(0, text_to(2, "x")).code, "unknown_process");
  EXPECT_EQ(problem_of(0, text_to(0, "x")).pointer, "/to");
  EXPECT_EQ(problem_of(0, text_to(1, std::string(257, 'x'))).pointer, "/text");
  EXPECT_EQ(problem_of(0, text_to(1, "\xff")).pointer, "/text");
  EXPECT_EQ(problem_of(0, {{"dance", {}, "", 0}, "", ""}).code, "unknown_command");
  expect_whole();
}

TEST_F(Pair, AnswersThatAreLostRepeatNothing) {
  stage_.wire(0, 1).answers_lost = true;
  for (int i = 0; i < 5; ++i) stage_.ask(0, text_to(1, "again"));
  stage_.run_for(seconds(10));
  EXPECT_EQ(received(1, "again"), 5U);
  EXPECT_GT(stage_.host(0)->waiting(), 0U);
  stage_.wire(0, 1).answers_lost = false;
  expect_whole();
  EXPECT_EQ(received(1, "again"), 5U);
  EXPECT_GE(metric(1, "duplicates_total"), 1.0);
}

TEST_F(Pair, ACutLinkKeepsMessagesUntilItIsHealed) {
  const auto link = fault(0, LinkFault{true, 0, std::nullopt});
  EXPECT_NE(link.find("\"cut\":true"), std::string::npos) << link;
  stage_.ask(0, text_to(1, "late"));
  stage_.ask(1, text_to(0, "back"));
  stage_.run_for(seconds(5));
  EXPECT_EQ(received(1, "late"), 0U);
  EXPECT_EQ(received(0, "back"), 1U) << "only one direction is cut";
  fault(0, std::nullopt);
  expect_whole();
  EXPECT_EQ(received(1, "late"), 1U);
  const auto& items = stage_.items(0);
  const auto count = [&](const char* change) {
    return std::count_if(items.begin(), items.end(), [&](const Item& item) {
      return item.json.find(change) != std::string::npos;
    });
  };
  EXPECT_EQ(count("\"change\":\"cut\""), 1);
  EXPECT_EQ(count("\"change\":\"heal\""), 1);
}

TEST_F(Pair, AFaultHealsByItselfOrWithARestart) {
  fault(0, LinkFault{true, 0, 2'000});
  stage_.ask(0, text_to(1, "first"));
  stage_.run_for(milliseconds(1'500));
  EXPECT_EQ(received(1, "first"), 0U);
  stage_.run_for(milliseconds(1'500));
  EXPECT_EQ(received(1, "first"), 1U);
  fault(0, LinkFault{true, 0, std::nullopt});
  stage_.ask(0, text_to(1, "second"));
  stage_.run_for(milliseconds(50));
  restart(0);
  expect_whole();
  EXPECT_EQ(received(1, "second"), 1U);
}

TEST_F(Pair, ADelayedLinkTakesItsTime) {
  fault(0, LinkFault{false, 700, std::nullopt});
  stage_.ask(0, text_to(1, "slow"));
  stage_.run_for(milliseconds(650));
  EXPECT_EQ(received(1, "slow"), 0U);
  stage_.run_for(milliseconds(150));
  EXPECT_EQ(received(1, "slow"), 1U);
  expect_whole();
}

TEST_F(Pair, AStampOutOfReachIsRejectedAndMovesNoClock) {
  const auto run = stage_.host(0)->identity().run;
  const auto before = stage_.host(0)->state_json();
  PeerResponse answer;
  stage_.host(0)->peer({"/peer/v1/messages/1", run,
                        "900 9007199254740991 {\"kind\":\"text\",\"text\":\"poison\"}\n"},
                       [&](const PeerResponse& response) { answer = response; });
  stage_.run_for(milliseconds(50));
  EXPECT_EQ(answer.body, "{\"high\":900}");
  const auto lamport = [](const std::string& state) {
    std::smatch match;
    std::regex_search(state, match, std::regex("\"lamport\":([0-9]+)"));
    return match[1].str();
  };
  EXPECT_EQ(lamport(stage_.host(0)->state_json()), lamport(before));
  EXPECT_NE(stage_.items(0).back().json.find("\"rejected\""), std::string::npos);
}

TEST_F(Pair, PeersOfAnotherRunOrWithNonsenseAreRefused) {
  const auto status = [&](const std::string& path, const std::string& run,
                          const std::string& body) {
    unsigned got = 0;
    stage_.host(0)->peer({path, run, body},
                         [&](const PeerResponse& response) { got = response.status; });
    stage_.run_for(milliseconds(50));
    return got;
  };
  const auto run = stage_.host(0)->identity().run;
  EXPECT_EQ(status("/peer/v1/messages/1", "other", ""), 409U);
  EXPECT_EQ(status("/peer/v1/messages/7", run, ""), 403U);
  EXPECT_EQ(status("/peer/v1/messages/x", run, ""), 404U);
  EXPECT_EQ(status("/peer/v1/messages/1", run, "nonsense\n"), 400U);
  EXPECT_EQ(status("/peer/v1/messages/1", run, "900 5 {\"kind\":1}\n"), 400U);
  EXPECT_EQ(status("/peer/v1/join", "", "{"), 400U);
  EXPECT_EQ(status("/peer/v1/probe/1", run, ""), 200U);
  const auto join = [&](const std::string& address, const std::string& page) {
    return status("/peer/v1/join", "",
                  R"({"member":{"process":1,"name":"n","address":")" + address + R"(","page":")" +
                      page + R"(","storage":"other"},"run":"","protocol":"cluster"})");
  };
  EXPECT_EQ(join("ftp://host:1", ""), 422U);
  EXPECT_EQ(join("http://host:99999999999", ""), 422U);
  EXPECT_EQ(join("http://host:1", "javascript:alert(1)"), 422U);
  EXPECT_EQ(join("http://host:1", "http://page/"), 409U) << "another journal";
  expect_whole();
}

TEST_F(Pair, ANodeThatLostItsJournalIsRefused) {
  stage_.kill(1);
  std::filesystem::remove_all(scratch_.path() + "/1");
  stage_.start(1);
  stage_.run_for(seconds(3));
  ASSERT_TRUE(stage_.host(1)->not_ready());
  EXPECT_NE(stage_.host(1)->not_ready()->detail.find("state_lost"), std::string::npos);
  EXPECT_EQ(problem_of(1, text_to(0, "x")).code, "not_ready");
}

TEST_F(Pair, ANewRunOfTheCoordinatorIsNotJoinedByOldNodes) {
  stage_.kill(0);
  std::filesystem::remove_all(scratch_.path() + "/0");
  stage_.start(0);
  stage_.run_for(seconds(5));
  ASSERT_TRUE(stage_.host(1)->not_ready());
  EXPECT_NE(stage_.host(1)->not_ready()->detail.find("other_run"), std::string::npos);
  EXPECT_FALSE(stage_.host(0)->not_ready());
}

TEST_F(Pair, ClientsGoOnWithoutTheCoordinator) {
  stage_.kill(0);
  restart(1);
  EXPECT_FALSE(stage_.host(1)->not_ready());
  EXPECT_EQ(events_of(1, text_to(0, "while away")).size(), 1U);
  stage_.start(0);
  expect_whole();
  EXPECT_EQ(received(0, "while away"), 1U);
}

TEST_F(Pair, ADrainingNodeTakesNoCommandsAndSendsWhatItHas) {
  stage_.ask(0, text_to(1, "last"));
  bool drained = false;
  stage_.host(0)->drain([&] { drained = true; });
  EXPECT_EQ(problem_of(0, text_to(1, "too late")).code, "draining");
  stage_.run_for(seconds(1));
  EXPECT_TRUE(drained);
  EXPECT_EQ(received(1, "last"), 1U);
}

}  // namespace
}  // namespace lamport::net
