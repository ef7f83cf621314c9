// What a real node answers to peers that it must not believe: whose secret, run, number, place,
// stamps or words are wrong. Nothing of it moves the clock or is recorded as a receive.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "core/process/node.hpp"
#include "net/node_client.hpp"
#include "tests/net/node_process.hpp"
#include "tests/net/raw_client.hpp"
#include "tests/net/stage.hpp"

namespace lamport::net {
namespace {

class BadPeer : public testing::Test {
 protected:
  void SetUp() override {
    node_.start();
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (std::chrono::steady_clock::now() < end && run_.empty()) {
      const auto status = NodeClient(url_).status();
      // Its own start is an event, shown once it is durable.
      if (status && status->admission == "open" && status->lamport.value > 0)
        run_ = status->run;
      else
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ASSERT_FALSE(run_.empty()) << "the node did not start";
  }

  RawAnswer post(const std::string& path, const std::string& body, const std::string& headers) {
    RawClient client(port_);
    client.say(json_request("POST", path, body, headers));
    return client.answer();
  }
  /// As process 1 of the node's run would say it.
  RawAnswer say(const std::string& lines) {
    return post("/peer/v1/messages/1", lines, secret_ + "Lamport-Run: " + run_ + "\r\n");
  }
  [[nodiscard]] std::uint64_t lamport() const { return NodeClient(url_).status()->lamport.value; }
  [[nodiscard]] std::size_t count(const std::string& words) {
    RawClient client(port_);
    client.say("GET /api/v1/events?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto page = client.answer().body;
    std::size_t found = 0;
    for (auto at = page.find(words); at != std::string::npos; at = page.find(words, at + 1))
      ++found;
    return found;
  }

  const ScratchDirectory scratch_;
  const std::uint16_t port_ = unused_port();
  const std::string url_ = "http://127.0.0.1:" + std::to_string(port_);
  const std::string secret_ = "Authorization: Bearer of-this-cluster\r\n";
  std::string run_;
  NodeProcess node_{
      {"--id", "0", "--processes", "3", "--listen", "127.0.0.1:" + std::to_string(port_), "--data",
       scratch_.path() + "/0", "--cluster-token", "of-this-cluster", "--set", "automatic=false"},
      scratch_.path() + "/0.log"};
};

const std::string text_5 = R"({"kind":"text","text":"five"})";

TEST_F(BadPeer, WhoeverItIsNotIsRefused) {
  const auto before = lamport();
  const std::string ours = "Lamport-Run: " + run_ + "\r\n";
  const std::string message = "5 9 " + text_5 + "\n";
  const auto code = [&](const std::string& path, const std::string& headers) {
    const auto answer = post(path, message, headers);
    return std::to_string(answer.status) + " " + answer.code();
  };
  const std::string wrong = "Authorization: Bearer of-another\r\n";
  EXPECT_EQ(code("/peer/v1/messages/1", ours), "401 cluster_token_wrong");
  EXPECT_EQ(code("/peer/v1/messages/1", wrong + ours), "401 cluster_token_wrong");
  EXPECT_EQ(code("/peer/v1/messages/1", secret_), "409 other_run");
  EXPECT_EQ(code("/peer/v1/messages/1", secret_ + "Lamport-Run: 0123\r\n"), "409 other_run");
  EXPECT_EQ(code("/peer/v1/messages/3", secret_ + ours), "403 unknown_process");
  EXPECT_EQ(code("/peer/v1/messages/-1", secret_ + ours), "404 not_found");
  EXPECT_EQ(code("/peer/v1/messages/4294967297", secret_ + ours), "404 not_found");
  EXPECT_EQ(code("/peer/v1/messages/1/2", secret_ + ours), "404 not_found");
  EXPECT_EQ(lamport(), before);
  EXPECT_EQ(count("\"receive\""), 0U);
}

TEST_F(BadPeer, WhatIsNoMessageIsRefused) {
  const auto before = lamport();
  for (const std::string lines :
       {"nonsense\n", "5\n", "5 9\n", "5 9 \n", "5 9 {}\n", "5 9 [1]\n", "5 9 {\"kind\":\"text\"\n",
        "-5 9 {}\n", "5.5 9 {}\n", "5 9e9 {}\n", "0 9 {}\n", "99999999999999999999 9 {}\n", "\n",
        "5 9 {\"kind\":\"text\",\"text\":5}\n", "5 9 \xff\xfe\n", "\xef\xbb\xbf\x35 9 {}\n"}) {
    const auto answer = say(lines);
    EXPECT_EQ(answer.status, 400U) << lines;
    EXPECT_EQ(answer.code(), "bad_request") << lines;
  }
  EXPECT_EQ(say("5 9 " + std::string(100'000, '[') + "\n").status, 400U);
  const std::string too_long(longest_trace_string + 1, 'x');
  EXPECT_EQ(say("5 9 {\"kind\":\"text\",\"text\":\"" + too_long + "\"}\n").status, 400U);
  EXPECT_EQ(lamport(), before);
  EXPECT_EQ(count("\"receive\""), 0U);
}

TEST_F(BadPeer, PoisonedStampsAreRejectedAndMoveNoClock) {
  const auto before = lamport();
  EXPECT_EQ(say("5 9007199254740991 " + text_5 + "\n").body, R"({"high":5})");
  EXPECT_EQ(say("6 9007199254740990 " + text_5 + "\n").body, R"({"high":6})");
  const auto too_far = before + default_max_jump + 1;
  EXPECT_EQ(say("7 " + std::to_string(too_far) + " " + text_5 + "\n").body, R"({"high":7})");
  for (const std::string stamp : {"0", "9007199254740992", "18446744073709551615", "1e400"})
    EXPECT_EQ(say("8 " + stamp + " " + text_5 + "\n").status, 400U) << stamp;
  EXPECT_EQ(lamport(), before);
  EXPECT_EQ(count("\"rejected\""), 3U);
  EXPECT_EQ(count("\"receive\""), 0U);
  EXPECT_EQ(say("8 " + std::to_string(before + 20) + " " + text_5 + "\n").body, R"({"high":8})");
  EXPECT_EQ(lamport(), before + 21) << "the next good one is received";
}

TEST_F(BadPeer, ACopyIsAcknowledgedAndGivenToNobody) {
  const std::string message = "5 9 " + text_5 + "\n";
  for (int copy = 0; copy < 5; ++copy) EXPECT_EQ(say(message).body, R"({"high":5})");
  EXPECT_EQ(say("4 3 " + text_5 + "\n" + message).body, R"({"high":5})");
  EXPECT_EQ(say("5 9 {\"kind\":\"text\",\"text\":\"other words\"}\n").body, R"({"high":5})");
  EXPECT_EQ(count("\"receive\""), 1U);
  EXPECT_EQ(count("other words"), 0U);
}

}  // namespace
}  // namespace lamport::net
