// Two nodes on this machine that play ball: messages a second, durable and ephemeral, beside the
// disk's own fdatasync. Both run in this process, each on a loop of its own, over real HTTP.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "net/node_client.hpp"
#include "net/node_program.hpp"

namespace {

using namespace lamport;
using Clock = std::chrono::steady_clock;

struct Ball {
  std::uint64_t number = 0;
  static constexpr auto fields() { return std::tuple{Field{"number", &Ball::number}}; }
};

/// Sends every ball back; the first process throws all of them in when it starts.
struct Player {
  using Body = Ball;
  std::uint32_t balls = 0;

  void on_start(Outbox<Ball>& out) {
    if (out.self().value != 0 || out.incarnation() != Incarnation{1}) return;
    for (std::uint64_t number = 0; number < balls; ++number) out.send({1}, {number});
  }
  void on_message(const Message<Ball>& message, Outbox<Ball>& out) {
    out.send(message.from(), message.body);
  }
  static constexpr auto fields() { return std::tuple{Field{"balls", &Player::balls}}; }
};

std::uint64_t events_of(net::NodeClient& client) {
  const auto status = client.status();
  return status ? status->index.value : 0;
}

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Arguments: balls in play; 1 for ephemeral.
void BM_messages(benchmark::State& state) {
  const bool smoke = std::getenv("LAMPORT_BENCH_SMOKE") != nullptr;
  const auto scratch =
      std::filesystem::temp_directory_path() / ("lamport-bench-" + std::to_string(::getpid()));
  const net::Log quiet([](std::string_view) {});
  const net::LiveProtocol protocol{
      "player", [&](const net::ProcessSetting&) -> Result<std::unique_ptr<net::LiveProcess>> {
        return net::live(Player{static_cast<std::uint32_t>(state.range(0))});
      }};
  std::vector<std::thread> nodes;
  // Of this process's own, below those that tests and the kernel take.
  const auto port = [](std::uint32_t id) {
    return std::to_string(7'000 + 2 * (static_cast<unsigned>(::getpid()) % 1'400) + id);
  };
  for (std::uint32_t id : {0U, 1U}) {
    net::NodeSettings settings;
    settings.id = {id};
    settings.listen = "127.0.0.1:" + port(id);
    settings.ephemeral = state.range(1) != 0;
    settings.data = scratch / std::to_string(id);
    if (id == 0)
      settings.processes = 2;
    else
      settings.coordinator = "http://127.0.0.1:" + port(0);
    nodes.emplace_back([settings, &protocol, &quiet] {
      if (const auto served = net::serve(settings, protocol, quiet); !served) {
        std::fprintf(stderr, "%s\n", to_string(served.error()).c_str());
        std::_Exit(1);
      }
    });
  }
  net::NodeClient clients[] = {net::NodeClient("http://127.0.0.1:" + port(0)),
                               net::NodeClient("http://127.0.0.1:" + port(1))};
  while (events_of(clients[1]) < 2) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::uint64_t messages = 0;
  for (auto _ : state) {
    const auto before = events_of(clients[0]) + events_of(clients[1]);
    const auto begin = Clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(smoke ? 50 : 1'000));
    const auto after = events_of(clients[0]) + events_of(clients[1]);
    state.SetIterationTime(seconds_since(begin));
    messages += (after - before) / 2;  // a send event and a receive event each
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(messages));
  std::raise(SIGTERM);  // both drain
  for (auto& node : nodes) node.join();
  std::filesystem::remove_all(scratch);
}
BENCHMARK(BM_messages)
    ->ArgNames({"balls", "ephemeral"})
    ->Args({2'000, 0})
    ->Args({2'000, 1})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

void BM_fdatasync(benchmark::State& state) {
  const auto path =
      std::filesystem::temp_directory_path() / ("lamport-bench-sync-" + std::to_string(::getpid()));
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR, 0600);
  const std::vector<char> page(4'096, 'x');
  for (auto _ : state) {
    if (::write(file, page.data(), page.size()) < 0 || ::fdatasync(file) != 0)
      state.SkipWithError("the disk failed");
  }
  ::close(file);
  std::filesystem::remove(path);
}
BENCHMARK(BM_fdatasync)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
