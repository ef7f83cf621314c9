// What all clients together can make a node hold: beyond the budget whoever wants more is refused,
// slow readers wait, and what was held is given back.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "net/memory_budget.hpp"
#include "tests/net/http_rig.hpp"

namespace lamport::net {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;
// What one connection may overdo: what was read at once, or one page of records.
constexpr std::size_t slack = std::size_t{128} << 10;

HttpSettings with_memory(std::size_t bytes) {
  HttpSettings settings;
  settings.memory = bytes;
  return settings;
}

// The loop thread turns meanwhile; the clock only ends a test that would hang.
void until(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + RawClient::patience;
  while (!holds()) {
    ASSERT_LT(std::chrono::steady_clock::now(), end);
    std::this_thread::yield();
  }
}

TEST(HttpMemory, IsBoundedForBodiesThatNeverEnd) {
  EXPECT_EQ(HttpSettings{}.memory, 32 * mebibyte);
  HttpRig rig(with_memory(4 * mebibyte));
  for (int i = 0; i < 1'000; ++i) rig.on_loop([&] { rig.node().add(std::string(1'000, '.')); });
  constexpr std::size_t said = 900'000;
  const std::string beginning =
      "POST /peer/v1/messages/2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n" +
      std::string(said, 'x');
  std::vector<RawClient> clients;
  std::size_t held = 0;
  for (std::uint64_t i = 0; i < 20; ++i) {
    clients.emplace_back(rig.port());
    ASSERT_TRUE(clients.back().say(beginning));
    until([&] {
      const auto now = rig.counters();
      EXPECT_LE(now.memory, 4 * mebibyte + slack);
      held = now.memory / said;
      return held + now.overloaded == i + 1;
    });
  }
  EXPECT_EQ(held, 4U);
  const auto refused = clients.back().answer();
  EXPECT_EQ(refused.status, 503U);
  EXPECT_EQ(refused.code(), "overloaded");
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_EQ(refused.header("Connection"), "close");
  EXPECT_TRUE(clients.back().is_ended());

  EXPECT_EQ(rig.get("/healthz").status, 200U) << "what is small still fits";
  const auto page = rig.get("/api/v1/events");
  EXPECT_EQ(page.status, 503U) << "what is not does not";
  EXPECT_EQ(page.code(), "overloaded");
  EXPECT_NE(rig.get("/metrics").body.find("lamport_http_overloaded_total 17\n"), std::string::npos);
  clients.clear();
  until([&] { return rig.counters().memory == 0; });
  EXPECT_EQ(rig.get("/api/v1/events").status, 200U);
  rig.expect_well();
}

TEST(HttpMemory, GivesBackWhatARefusedOrWholeRequestHeld) {
  HttpRig rig;
  RawClient kept(rig.port());
  const std::string text(60'000, 'x');
  kept.say(json_request("POST", "/api/v1/internal", text));
  EXPECT_EQ(kept.answer().status, 400U);
  RawClient refused(rig.port());
  refused.say(
      "POST /api/v1/internal HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
      "EA60\r\n" +
      text + "\r\nzz\r\n");
  EXPECT_EQ(refused.answer().status, 400U);
  until([&] { return rig.counters().memory < 100; });
}

// What was done is said, whatever it costs: the other answer would be that nothing happened.
TEST(HttpMemory, ACommandIsAnswered) {
  HttpRig rig(with_memory(500));
  EXPECT_EQ(rig.get("/healthz").status, 503U);
  EXPECT_EQ(rig.ask(json_request("POST", "/api/v1/internal", R"({"text":"x"})")).status, 201U);
  EXPECT_EQ(rig.on_loop([&] { return rig.node().commands.size(); }), 1U);
}

// Each of them would be given a page of its own after the other.
TEST(HttpMemory, IsBoundedForReadersThatNeverRead) {
  auto settings = with_memory(mebibyte);
  settings.write_time = std::chrono::milliseconds(500);
  HttpRig rig(settings);
  const std::string filling(1'000, '.');
  constexpr int events = 8'000;
  for (int i = 0; i < events; ++i)
    rig.on_loop([&] { rig.node().add("e" + std::to_string(i) + filling); });
  constexpr std::size_t page = 700'000;
  std::vector<RawClient> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back(rig.port());
    clients.back().say("GET /api/v1/stream?tail=10000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  RawClient reader(rig.port());
  reader.say("GET /api/v1/stream?tail=10000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  std::string text;
  for (int i = 999; i < events; i += 1'000) {
    const auto last = "\"e" + std::to_string(i) + ".";
    text = reader.until(last);
    ASSERT_NE(text.find(last), std::string::npos) << "it was let down";
    EXPECT_LE(rig.counters().memory, mebibyte / 2 + page);
  }
  std::size_t at = 0;
  for (int i = 0; i < events; ++i) {
    at = text.find("\"e" + std::to_string(i) + ".", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_EQ(rig.get("/healthz").status, 200U);
}

// What is written and not taken counts against no budget: the system holds it.
TEST(HttpMemory, TheSystemHoldsLittleForAReader) {
  HttpRig rig;
  constexpr std::size_t size = 1'000;
  constexpr std::size_t many = 16'000;
  for (std::size_t i = 0; i < many; ++i)
    rig.on_loop([&] { rig.node().add(std::string(size, '.')); });
  RawClient client(rig.port());
  client.say("GET /api/v1/stream?tail=10000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  client.until("event: record\n");
  const auto first = 2 * (many - 10'000);
  Cursor asked = first;
  // Each turn of the loop writes what the system takes.
  for (int turn = 0; turn < 1'000; ++turn)
    asked = rig.on_loop([&] { return rig.node().farthest_asked; });
  EXPECT_LE((asked - first) / 2 * size, 3 * mebibyte / 2);
}

// The same bytes for many readers are there once.
TEST(MemoryBudget, CountsWhatIsSharedOnce) {
  MemoryBudget budget(1'000);
  const auto bytes = std::make_shared<const std::string>(400, 'x');
  const auto others = std::make_shared<const std::string>(400, 'x');
  for (int i = 0; i < 100; ++i) budget.hold(bytes);
  EXPECT_EQ(budget.used(), 400U);
  EXPECT_TRUE(budget.has_room_for_streams());
  budget.hold(others);
  EXPECT_EQ(budget.used(), 800U);
  EXPECT_FALSE(budget.has_room_for_streams());
  EXPECT_TRUE(budget.has_room_for(200));
  EXPECT_FALSE(budget.has_room_for(201));
  for (int i = 0; i < 100; ++i) budget.let_go(bytes);
  budget.let_go(others);
  std::size_t held = 0;
  budget.change(held, 300);
  budget.change(held, 100);
  EXPECT_EQ(budget.used(), 100U);
}

}  // namespace
}  // namespace lamport::net
