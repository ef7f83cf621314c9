// Floods: thousands of idle connections and hundreds of streams at once, while the node answers and
// its memory stays bounded. Times are printed, not judged: machines differ.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "tests/net/http_rig.hpp"

namespace lamport::net {
namespace {

// A sanitizer keeps memory of its own, which says nothing about ours. Only clang builds have one.
#if defined(__clang__)
constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitized = false;
#endif

void raise_file_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 20'000);
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  std::size_t resident = 0;
  file >> pages >> resident;
  return resident * 4096;
}

TEST(HttpFlood, HealthIsAnsweredBesideIdleConnectionsAndStreams) {
  raise_file_limit();
  HttpRig rig;
  const auto before = resident_bytes();
  std::vector<RawClient> streams;
  for (int i = 0; i < 200; ++i) {
    streams.emplace_back(rig.port());
    ASSERT_TRUE(streams.back().is_connected());
    streams.back().say("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  for (auto& stream : streams) stream.until("event: state\n");
  std::vector<RawClient> idle;
  for (int i = 0; i < 2'000; ++i) {
    idle.emplace_back(rig.port());
    ASSERT_TRUE(idle.back().is_connected()) << i;
    if (i % 4 == 1) idle.back().say("GET /healthz HTTP/1.1\r\nHost: ");
    if (i % 4 == 2) idle.back().say("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    if (i % 4 == 3)
      idle.back().say(
          "POST /api/v1/internal HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
          "application/json\r\nContent-Length: 60000\r\n\r\n{\"text\"");
  }
  std::chrono::nanoseconds longest{0};
  for (int i = 0; i < 100; ++i) {
    rig.on_loop([&] { rig.node().add("while flooded"); });
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_EQ(rig.get("/healthz").status, 200U);
    longest = std::max<std::chrono::nanoseconds>(longest, std::chrono::steady_clock::now() - begin);
  }
  for (auto& stream : streams) {
    const auto& text = stream.until("\"index\":100,");
    EXPECT_NE(text.find("\"index\":100,"), std::string::npos) << "a stream was cut off";
  }
  const auto counters = rig.counters();
  EXPECT_LE(counters.open, HttpSettings{}.connections);
  EXPECT_GE(counters.open, 200U);
  const auto grown = resident_bytes() - std::min(before, resident_bytes());
  std::printf("longest /healthz %.1f ms, %zu MiB more, %llu connections open, %llu made room\n",
              std::chrono::duration<double, std::milli>(longest).count(), grown >> 20,
              static_cast<unsigned long long>(counters.open),
              static_cast<unsigned long long>(counters.evicted));
  EXPECT_TRUE(sanitized || grown < std::size_t{128} << 20) << "clients' memory included";
}

}  // namespace
}  // namespace lamport::net
