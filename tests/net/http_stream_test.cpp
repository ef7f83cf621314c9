// Event streams: what is repeated, what follows, how many there may be, and the relay.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/relay.hpp"
#include "tests/net/http_rig.hpp"

namespace lamport::net {
namespace {

RawClient follow(const HttpRig& rig, const std::string& query, const std::string& headers = "") {
  RawClient client(rig.port());
  client.say("GET /api/v1/stream?" + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  return client;
}

void add(HttpRig& rig, const std::string& label) {
  rig.on_loop([&] { rig.node().add(label); });
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(HttpStream, SaysHelloThenWhatHappens) {
  HttpRig rig;
  add(rig, "before");
  auto client = follow(rig, "scope=node");
  const auto head = client.until("event: state\n");
  EXPECT_EQ(head.find("HTTP/1.1 200 OK\r\n"), 0U);
  EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos);
  EXPECT_NE(head.find("Cache-Control: no-cache\r\n"), std::string::npos);
  EXPECT_NE(head.find("\r\n\r\nretry: 1000\nevent: hello\ndata: {\"run\":\"sample-run\",\"scope\":"
                      "\"node\",\"process\":1,\"epoch\":\"2026-11-23T17:00:00Z\",\"protocol\":"
                      "\"cluster\",\"processes\":[{\"id\":0,\"name\":\"coordinator\"},{\"id\":1,"
                      "\"name\":\"sample\"}],\"resumed\":false}\n\n"),
            std::string::npos)
      << head;
  EXPECT_EQ(head.find("before"), std::string::npos);
  add(rig, "after");
  EXPECT_NE(client.until("\"after\"")
                .find("id: 4.sample-run\nevent: record\ndata: {\"record\":{\"type\":\"event\""),
            std::string::npos);
  EXPECT_NE(client.until(R"({"process":1,"index":2})").find("event: state\ndata: "),
            std::string::npos);
}

TEST(HttpStream, GoesOnAfterAnIdWithoutAGap) {
  HttpRig rig;
  for (int i = 0; i < 3'000; ++i) add(rig, "e" + std::to_string(i));
  auto client = follow(rig, "tail=5", "Last-Event-ID: 2000.sample-run\r\n");
  add(rig, "last");
  const auto text = client.until("\"last\"");
  EXPECT_NE(text.find(R"("resumed":true)"), std::string::npos);
  EXPECT_EQ(text.find("\"e999\""), std::string::npos);
  EXPECT_EQ(count(text, "event: record\n"), 2'001U);
  std::size_t at = 0;
  for (int i = 1'000; i < 3'000; ++i) {
    const auto next = text.find("\"e" + std::to_string(i) + "\"", at);
    ASSERT_NE(next, std::string::npos) << i;
    at = next;
  }
}

TEST(HttpStream, AnIdThatMeansNothingGivesTheTail) {
  HttpRig rig;
  for (int i = 0; i < 100; ++i) add(rig, "e" + std::to_string(i));
  for (const std::string id : {"x", "50", "50.other-run", "201.sample-run", "-1.sample-run",
                               "99999999999999999999.sample-run", "50.sample-runx", "."}) {
    auto client = follow(rig, "tail=3", "Last-Event-ID: " + id + "\r\n");
    const auto text = client.until("event: state\n");
    EXPECT_NE(text.find(R"("resumed":false)"), std::string::npos) << id;
    EXPECT_EQ(count(text, "event: record\n"), 3U) << id;
  }
  EXPECT_EQ(rig.get("/api/v1/stream?scope=world").code(), "bad_request");
  EXPECT_EQ(rig.get("/api/v1/stream?tail=10001").code(), "bad_request");
  rig.on_loop([&] { rig.node().coordinator = false; });
  EXPECT_EQ(rig.get("/api/v1/stream?scope=cluster").code(), "not_coordinator");
  EXPECT_EQ(rig.ask("HEAD /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 200U);
}

// More than the kernel keeps for a reader that takes nothing; the rest waits in the journal.
TEST(HttpStream, AReaderThatStandsStillMissesNothing) {
  HttpRig rig;
  auto client = follow(rig, "");
  client.until("event: state\n");
  constexpr int events = 16'000;
  const std::string filling(1'000, '.');
  for (int i = 0; i < events; ++i) add(rig, "e" + std::to_string(i) + filling);
  EXPECT_EQ(rig.get("/healthz").status, 200U);
  add(rig, "last");
  const auto& text = client.until("\"last\"");
  EXPECT_EQ(count(text, "event: record\n"), events + 1U);
  std::size_t at = 0;
  for (int i = 0; i < events; ++i) {
    at = text.find("\"e" + std::to_string(i) + ".", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST(HttpStream, ThereIsAnEndToStreams) {
  HttpRig rig({}, {.streams = 3});
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(follow(rig, ""));
    clients.back().until("event: state\n");
  }
  const auto refused = rig.get("/api/v1/stream");
  EXPECT_EQ(refused.status, 503U);
  EXPECT_EQ(refused.code(), "too_many_streams");
  EXPECT_NE(refused.header("Retry-After"), "");
  clients.pop_back();
  bool open = false;
  while (!open) {
    auto next = follow(rig, "");
    open = next.until("\r\n").find(" 200 ") != std::string::npos;
  }
}

// At a coordinator: two members, each a node of its own.
TEST(HttpStream, TheCoordinatorRelaysItsMembers) {
  HttpRig coordinator;
  HttpRig member;
  coordinator.on_loop([&] {
    coordinator.node().known_peers = {{ProcessId{0}, "coordinator", coordinator.url()},
                                      {ProcessId{1}, "member", member.url()},
                                      {ProcessId{2}, "gone", "http://127.0.0.1:1"},
                                      {ProcessId{3}, "new", ""}};
  });
  add(coordinator, "early c");
  add(member, "early m");
  auto first = follow(coordinator, "scope=cluster&tail=100");
  const auto text = first.until("event: members\n");
  EXPECT_NE(text.find(R"("scope":"cluster")"), std::string::npos) << text;
  EXPECT_NE(text.find("early c"), std::string::npos);
  EXPECT_NE(text.find("early m"), std::string::npos);
  EXPECT_NE(text.find("event: state\n"), std::string::npos);
  for (int i = 0; i < 1'000; ++i) add(i % 2 == 0 ? coordinator : member, "e" + std::to_string(i));
  first.until("\"e998\"");
  const auto all = first.until("\"e999\"");
  EXPECT_EQ(count(all, "event: record\n"), 1'002U);
  for (int begin = 0; begin < 2; ++begin) {
    std::size_t at = 0;
    for (int i = begin; i < 1'000; i += 2) {
      at = all.find("\"e" + std::to_string(i) + "\"", at);
      ASSERT_NE(at, std::string::npos) << "e" << i << " is not in its process's order";
    }
  }
  const auto id_at = all.find("id: ", all.find("event: record\n"));
  const auto id = all.substr(id_at + 4, all.find('\n', id_at) - id_at - 4);
  auto resumed = follow(coordinator, "scope=cluster", "Last-Event-ID: " + id + "\r\n");
  EXPECT_NE(resumed.until("event: members\n").find(R"("resumed":true)"), std::string::npos);
  auto latest = follow(coordinator, "scope=cluster&tail=2", "Last-Event-ID: 1.relay7\r\n");
  const auto two = latest.until("event: members\n");
  EXPECT_NE(two.find(R"("resumed":false)"), std::string::npos);
  EXPECT_EQ(count(two, "event: record\n"), 2U);
}

// More than is sent at once; each member has the same share of what is kept.
TEST(HttpStream, ARelaysStateFollowsAllThatItRepeats) {
  HttpRig coordinator;
  HttpRig member;
  coordinator.on_loop([&] {
    coordinator.node().known_peers = {{ProcessId{0}, "coordinator", coordinator.url()},
                                      {ProcessId{1}, "member", member.url()}};
  });
  const std::string filling(200, '.');
  const auto fill = [&](HttpRig& rig, const std::string& name) {
    rig.on_loop([&] {
      for (int i = 0; i < 5'000; ++i) rig.node().add(name + std::to_string(i) + filling);
    });
  };
  fill(coordinator, "c");
  fill(member, "m");
  // The relay is there once both have come to their ends.
  auto first = follow(coordinator, "scope=cluster");
  first.until("event: members\n");
  add(coordinator, "c-end");
  add(member, "m-end");
  first.until("\"c-end\"");
  first.until("\"m-end\"");
  auto client = follow(coordinator, "scope=cluster&tail=10000");
  const auto& text = client.until("event: members\n");
  const auto share = Relay::most_records / 4;
  EXPECT_EQ(count(text, "\"label\":\"c"), share + 1);
  EXPECT_EQ(count(text, "\"label\":\"m"), share + 1);
  EXPECT_GT(text.find("event: state\n"), text.rfind("event: record\n"));
}

}  // namespace
}  // namespace lamport::net
