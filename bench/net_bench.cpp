// How fast the live node is, over real HTTP on loopback: what one request costs beside a bare Beast
// server under the same load, messages from node to node, how soon a stream has an event, how long
// a start takes and what an idle node weighs. Nodes, server and the load are a process each, as
// they are in life, and share the machine. What nodes answer is tests/net's business; here only
// counts are asserted.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>
#include <tuple>

#include "bench/benchmark.hpp"
#include "bench/child.hpp"
#include "bench/echo_server.hpp"
#include "bench/nodes.hpp"
#include "bench/raw_http.hpp"

namespace lamport::bench {
namespace {

using Clock = std::chrono::steady_clock;

double nanoseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
}

// One message a request.

constexpr std::size_t connections = 64;
/// A client has started, said that it is there and had the answer.
constexpr std::uint64_t joining_events = 3;

const std::string& post() {
  static const auto bytes = request("POST", "/api/v1/messages", R"({"to":1,"text":"hello there"})");
  return bytes;
}

std::uint64_t requests() {
  return smoke() ? 200 : 100'000;
}

// Makes requests, of which the first are not measured.
void load(benchmark::State& state, const std::string& port) {
  LoadGenerator generator(port, connections);
  generator.run(post(), requests() / 10);
  for ([[maybe_unused]] auto _ : state) {
    const auto begin = Clock::now();
    generator.run(post(), requests());
    state.SetIterationTime(nanoseconds_since(begin) * 1e-9);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(requests()) * state.iterations());
}

void load_node(benchmark::State& state, Keeps keeps) {
  const Scratch scratch;
  Pair pair(scratch, keeps, start_program);
  pair.wait_for_events(1, joining_events);
  load(state, pair.children[0]->port());
  pair.wait_for_events(1, joining_events + requests() / 10 + requests());
}

void load_echo(benchmark::State& state) {
  const Scratch scratch;
  const Child server(scratch / "log", serve_echo);
  load(state, server.port());
}

// What a page costs to put on the disk, one after the other.
std::vector<double> sync_times(std::size_t count) {
  const Scratch scratch;
  const int file = ::open((scratch / "file").c_str(), O_CREAT | O_RDWR, 0600);
  const std::vector<char> page(4'096, 'x');
  std::vector<double> times;
  while (times.size() < count) {
    const auto begin = Clock::now();
    if (::write(file, page.data(), page.size()) < 0 || ::fdatasync(file) != 0)
      give_up("the disk failed");
    times.push_back(nanoseconds_since(begin));
  }
  ::close(file);
  return times;
}

void add_echo(const std::string& load) {
  add(load, Role::limit, "bare Beast echo, one message a request", load_echo)
      ->UseManualTime()
      ->Iterations(1);
}

void add_sync(const std::string& load) {
  add(load, Role::limit, "fdatasync of a page, alone",
      [](auto& state) {
        const std::size_t count = smoke() ? 5 : 500;
        for ([[maybe_unused]] auto _ : state) {
          double sum = 0;
          for (const auto time : sync_times(count)) sum += time;
          state.SetIterationTime(sum * 1e-9);
        }
        state.SetItemsProcessed(static_cast<std::int64_t>(count) * state.iterations());
      })
      ->UseManualTime()
      ->Iterations(1);
}

using Load = void (*)(benchmark::State&, Keeps);

// One row of nodes with its floor, beside its limits.
void add_nodes(const char* name, const char* who, Load load, Keeps keeps, const char* floor,
               double at_least) {
  add(name, Role::ours, who,
      [=](auto& state) {
        load(state, keeps);
        state.counters[floor] = at_least;
      })
      ->UseManualTime()
      ->Iterations(1);
  add_echo(name);
  if (keeps == Keeps::journal) add_sync(name);
}

// From node to node.

struct Ball {
  std::uint64_t number = 0;
  static constexpr auto fields() { return std::tuple{Field{"number", &Ball::number}}; }
};

/// Sends every ball back; the first process throws all of them in when it starts.
struct Player {
  using Body = Ball;
  std::uint32_t balls = 0;

  void on_start(Outbox<Ball>& out) const {
    if (out.self().value != 0 || out.incarnation() != Incarnation{1}) return;
    for (std::uint64_t number = 0; number < balls; ++number) out.send({1}, {number});
  }
  static void on_message(const Message<Ball>& message, Outbox<Ball>& out) {
    out.send(message.from(), message.body);
  }
  static constexpr auto fields() { return std::tuple{Field{"balls", &Player::balls}}; }
};

void play(benchmark::State& state, Keeps keeps) {
  const Player player{smoke() ? 20U : 2'000U};
  const Scratch scratch;
  Pair pair(scratch, keeps, [&](const std::string& log, const Flags& flags) {
    return start_process(log, player, flags);
  });
  const auto events = [&] { return events_of(pair.clients[0]) + events_of(pair.clients[1]); };
  std::uint64_t messages = 0;
  std::uint64_t before = 0;
  wait_until("the game to begin", [&] { return (before = events()) > 3 * player.balls; });
  for ([[maybe_unused]] auto _ : state) {
    const auto begin = Clock::now();
    std::uint64_t after = before;
    const std::chrono::milliseconds length{smoke() ? 1 : 1'000};
    wait_until("the game to go on", [&] {
      after = events();
      return after > before + 2 && Clock::now() - begin >= length;
    });
    state.SetIterationTime(nanoseconds_since(begin) * 1e-9);
    messages += (after - before) / 2;  // a send event and a receive event each
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(messages));
}

// To a stream.

// From the request that makes an event until the stream has its line.
std::vector<double> stream_times(std::size_t count) {
  const Scratch scratch;
  const auto node = start_program(scratch / "log", lone_node(scratch));
  const auto port = node->port();
  RawConnection client(port);
  RawConnection stream(port);
  stream.say(request("GET", "/api/v1/stream", ""));
  stream.wait_for("event: state\n");
  std::vector<double> times;
  while (times.size() < count) {
    const auto text = "event number " + std::to_string(times.size()) + ";";
    const auto bytes = request("POST", "/api/v1/internal", R"({"text":")" + text + "\"}");
    const auto begin = Clock::now();
    client.say(bytes);
    stream.wait_for(text);
    times.push_back(nanoseconds_since(begin));
    if (client.answered() != 201) give_up("an event was refused");
  }
  return times;
}

void add_percentile(const std::string& load, Role role, const char* what, double part,
                    std::vector<double> (*measure)(std::size_t), std::optional<double> ceiling) {
  add(load, role, what, [=](auto& state) {
    std::vector<double> times;
    for ([[maybe_unused]] auto _ : state) times = measure(smoke() ? 10 : 1'000);
    std::sort(times.begin(), times.end());
    state.counters["ns"] =
        times[static_cast<std::size_t>(part * static_cast<double>(times.size()))];
    if (ceiling) state.counters["ceiling_ns"] = *ceiling;
  })->Iterations(1);
}

void streams(const char* load, double part, std::optional<double> ceiling) {
  add_percentile(load, Role::ours, "durable node with one subscriber", part, stream_times, ceiling);
  add_percentile(load, Role::limit, "fdatasync of a page, alone", part, sync_times, std::nullopt);
}

// A start, and a node that has nothing to do.

/// Makes so many events, one by one, a thousand of them under way.
struct Ticker {
  using Body = Ball;
  std::uint64_t left = 0;

  void on_start(Outbox<Ball>& out) const {
    constexpr std::uint32_t timers = 1'000;
    for (std::uint32_t timer = 0; timer < timers && timer < left; ++timer)
      out.set_timer({timer}, {});
  }
  static void on_message(const Message<Ball>&, Outbox<Ball>&) {}
  void on_timer(TimerId timer, Outbox<Ball>& out) {
    if (left == 0) return;
    --left;
    out.internal("tick");
    out.set_timer(timer, {});
  }
  static constexpr auto fields() { return std::tuple{Field{"left", &Ticker::left}}; }
};

// Kills a node that has made `events` events and measures how long it takes to be ready again.
void start_again(benchmark::State& state, std::uint64_t events) {
  const Scratch scratch;
  const auto flags = lone_node(scratch);
  {
    const auto node = start_process(scratch / "log", Ticker{events}, flags);
    net::NodeClient client("http://127.0.0.1:" + node->port());
    wait_until("the journal to be full", [&] { return events_of(client) == events; });
  }
  for ([[maybe_unused]] auto _ : state) {
    const auto begin = Clock::now();
    const auto node = start_process(scratch / "log", Ticker{events}, flags);
    RawConnection client(node->port());
    if (client.ask(request("GET", "/readyz", "")) != 200) give_up("a node was not ready");
    state.counters["ns"] = nanoseconds_since(begin);
  }
}

void starts() {
  const std::uint64_t events = smoke() ? 2'000 : 1'000'000;
  const auto* name = "start to ready after a kill, journal of 1,000,000 events";
  add(name, Role::ours, "node", [=](auto& state) {
    start_again(state, events);
    state.counters["ceiling_ns"] = 200e6;
  })->Iterations(1);
  add(name, Role::limit, "with a journal of one event", [](auto& state) {
    start_again(state, 1);
  })->Iterations(1);
}

double resident_bytes(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmRSS:", 0) == 0) return std::stod(line.substr(6)) * 1'024;
  give_up("the memory of a node cannot be read");
}

void idle() {
  add("memory of an idle node", Role::ours, "durable node, resident", [](auto& state) {
    for ([[maybe_unused]] auto _ : state) {
      const Scratch scratch;
      const auto node = start_program(scratch / "log", lone_node(scratch));
      net::NodeClient client("http://127.0.0.1:" + node->port());
      if (!client.status()) give_up("a node does not answer");
      state.counters["bytes"] = resident_bytes(node->pid());
    }
    state.counters["ceiling_bytes"] = 15 << 20;
  })->Iterations(1);
}

const bool registered = [] {
  const auto* const requests = "node, and a peer that gets them";
  add_nodes("POST of one message, ephemeral, 64 connections: a request", requests, load_node,
            Keeps::nothing, "floor_limit", 0.5);
  add_nodes("POST of one message, durable, 64 connections: a request", requests, load_node,
            Keeps::journal, "floor_limit", 0.25);
  const auto* const messages = "two nodes, 2,000 balls in play";
  add_nodes("from node to node, ephemeral: a message", messages, play, Keeps::nothing,
            "floor_per_second", 40'000);
  add_nodes("from node to node, durable: a message", messages, play, Keeps::journal,
            "floor_per_second", 10'000);
  streams("event to stream subscriber, median", 0.5, std::nullopt);
  streams("event to stream subscriber, 99 of 100", 0.99, 10e6);
  starts();
  idle();
  return true;
}();

}  // namespace
}  // namespace lamport::bench
