// What a clock costs: tick, observe, compare; beside each the least it can cost and what people use
// instead. A clock's laws are tests/laws' business.
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "bench/benchmark.hpp"
#include "core/base/assert.hpp"
#include "core/base/random.hpp"
#include "core/clock/atomic_lamport_clock.hpp"
#include "core/clock/lamport_clock.hpp"
#include "core/clock/vector_clock.hpp"

namespace lamport::bench {
namespace {

constexpr int batch = 1000;

// Runs `operation`, which returns a stamp or a truth, `batch` times an iteration.
template <class Operation>
void repeat(benchmark::State& state, Operation operation) {
  for (auto _ : state)
    for (int i = 0; i < batch; ++i) need(static_cast<std::uint64_t>(operation()));
  state.SetItemsProcessed(state.iterations() * batch);
}

// What many programs have: an integer behind a mutex.
class MutexClock {
 public:
  std::uint64_t tick() {
    const std::lock_guard lock(mutex_);
    return ++last_;
  }
  std::uint64_t observe(std::uint64_t sent) {
    const std::lock_guard lock(mutex_);
    return last_ = std::max(last_, sent) + 1;
  }

 private:
  std::mutex mutex_;
  std::uint64_t last_ = 0;
};

// What a Python program has, a class with threading.Lock: `statement` timed by timeit.
void python(const std::string& load, const char* statement) {
  if (std::system("command -v python3 >/dev/null 2>&1") != 0) return;
  const std::string program = std::string("python3 -c '") + R"(
import threading, timeit
class Clock:
  def __init__(self):
    self.lock = threading.Lock(); self.last = 0
  def tick(self):
    with self.lock:
      self.last += 1
      return self.last
  def observe(self, sent):
    with self.lock:
      self.last = max(self.last, sent) + 1
      return self.last
clock = Clock()
print(timeit.timeit(")" + statement +
                              R"(", globals=globals(), number=100000)))" + "'";
  add(load, Role::instead, "Python, threading.Lock", [program](benchmark::State& state) {
    for (auto _ : state) {
      char answer[64] = "";
      auto* pipe = popen(program.c_str(), "r");
      const bool read = pipe != nullptr && std::fgets(answer, sizeof answer, pipe) != nullptr;
      if (pipe != nullptr) pclose(pipe);
      if (!read) return state.SkipWithError("python3 did not answer");
      state.SetIterationTime(std::strtod(answer, nullptr));
    }
    state.SetItemsProcessed(state.iterations() * 100'000);
  })->UseManualTime();
}

void lamport_tick() {
  const std::string load = "Lamport: tick";
  add(load, Role::ours, "LamportClock", [](auto& state) {
    LamportClock clock;
    repeat(state, [&] { return clock.tick().value; });
    LAMPORT_ASSERT(clock.read().value >= static_cast<std::uint64_t>(batch), "ticks went missing");
  });
  add(load, Role::limit, "increment", [](auto& state) {
    std::uint64_t last = 0;
    repeat(state, [&] { return ++last; });
  });
  add(load, Role::instead, "mutex and integer", [](auto& state) {
    MutexClock clock;
    repeat(state, [&] { return clock.tick(); });
  });
  python(load, "clock.tick()");
}

// `ahead`: how far the stamp that comes in is ahead of the clock; 0: it lags.
void lamport_observe(const std::string& load, std::uint64_t ahead) {
  const auto sent = [ahead](std::uint64_t own) { return ahead == 0 ? unknown(0) : own + ahead; };
  add(load, Role::ours, "LamportClock", [sent](auto& state) {
    LamportClock clock;
    repeat(state, [&] { return clock.observe({sent(clock.read().value)}).value; });
  });
  add(load, Role::limit, "maximum and increment", [sent](auto& state) {
    std::uint64_t last = 0;
    repeat(state, [&] { return last = std::max(last, sent(last)) + 1; });
  });
  add(load, Role::instead, "mutex and integer", [sent](auto& state) {
    MutexClock clock;
    std::uint64_t last = 0;
    repeat(state, [&] { return last = clock.observe(sent(last)); });
  });
  python(load, ahead == 0 ? "clock.observe(0)" : "clock.observe(clock.last + 1)");
}

void total_order_compare() {
  const std::string load = "Lamport: compare in the total order";
  const auto stamps = [] {
    std::array<TotalOrderStamp, 1024> made;
    for (std::uint32_t i = 0; i < made.size(); ++i)
      made[i] = {{mix(i) % 64}, {static_cast<std::uint32_t>(mix(i + 5000) % 64)}};
    return made;
  }();
  add(load, Role::ours, "TotalOrderStamp", [stamps](auto& state) {
    std::size_t i = 0;
    repeat(state, [&] {
      ++i;
      return stamps[i % 1024] < stamps[(i + 1) % 1024];
    });
  });
  add(load, Role::limit, "two integers", [stamps](auto& state) {
    std::size_t i = 0;
    repeat(state, [&] {
      ++i;
      return stamps[i % 1024].time.value < stamps[(i + 1) % 1024].time.value;
    });
  });
}

// One clock for all threads, or one for each on a cache line of its own.
template <class Clock, class Operation>
void threaded(const std::string& load, Role role, const char* what, bool shared, int threads,
              Operation operation) {
  struct alignas(128) Padded {
    Clock clock{};
  };
  const auto clocks = std::make_shared<std::array<Padded, 64>>();
  add(load, role, what, [=](benchmark::State& state) {
    auto& clock = (*clocks)[shared ? 0 : static_cast<std::size_t>(state.thread_index())].clock;
    repeat(state, [&] { return operation(clock); });
  })->Threads(threads);
}

void atomic_clock(int threads, bool shared) {
  const auto suffix = ": " + std::to_string(threads) + (threads == 1 ? " thread" : " threads") +
                      (threads == 1 ? ""
                       : shared     ? " on one clock"
                                    : ", a clock each");
  const auto tick = "atomic Lamport, tick" + suffix;
  using Plain = std::atomic<std::uint64_t>;
  const auto fetch_add = [](Plain& last) { return last.fetch_add(1, std::memory_order_acq_rel); };
  threaded<AtomicLamportClock>(tick, Role::ours, "AtomicLamportClock", shared, threads,
                               [](auto& clock) { return clock.tick().value; });
  threaded<Plain>(tick, Role::limit, "fetch_add", shared, threads, fetch_add);
  threaded<MutexClock>(tick, Role::instead, "mutex and integer", shared, threads,
                       [](auto& clock) { return clock.tick(); });
  const auto observe = "atomic Lamport, observe a stamp that lags" + suffix;
  threaded<AtomicLamportClock>(observe, Role::ours, "AtomicLamportClock", shared, threads,
                               [](auto& clock) { return clock.observe({unknown(0)}).value; });
  threaded<Plain>(observe, Role::limit, "fetch_add", shared, threads, fetch_add);
  threaded<MutexClock>(observe, Role::instead, "mutex and integer", shared, threads,
                       [](auto& clock) { return clock.observe(unknown(0)); });
}

// Of `size` entries; about half of two such are greater in either.
VectorTime random_vector(std::size_t size, std::uint64_t seed) {
  std::vector<std::uint64_t> entries(size);
  for (std::size_t i = 0; i < size; ++i) entries[i] = mix(seed + i) % 1'000'000 + 1;
  return VectorTime{std::move(entries)};
}

void vector_clock(std::size_t size) {
  const auto of_size = ", " + std::to_string(size) + " processes";
  const auto once = [](benchmark::State& state, auto operation) {
    for (auto _ : state) operation();
    state.SetItemsProcessed(state.iterations());
  };
  const auto copy = [=](const std::string& load) {
    add(load, Role::limit, "memory copy", [=](auto& state) {
      std::vector<std::uint64_t> from(size, 1);
      std::vector<std::uint64_t> to(size);
      once(state, [&] {
        std::memcpy(to.data(), from.data(), size * sizeof(std::uint64_t));
        benchmark::ClobberMemory();
      });
    });
  };

  const auto observe = "vector: observe" + of_size;
  add(observe, Role::ours, "VectorClock", [=](auto& state) {
    VectorClock clock{{0}};
    const auto sent = random_vector(size, 2);
    once(state, [&] { benchmark::DoNotOptimize(clock.observe(sent)); });
    LAMPORT_ASSERT(clock.read().entries().size() == size, "a vector clock lost entries");
  });
  copy(observe);
  add(observe, Role::instead, "std map", [=](auto& state) {
    std::map<std::uint32_t, std::uint64_t> own;
    std::map<std::uint32_t, std::uint64_t> sent;
    for (std::uint32_t i = 0; i < size; ++i) sent[i] = mix(i) % 1'000'000;
    once(state, [&] {
      for (const auto& [process, index] : sent) own[process] = std::max(own[process], index);
      ++own[0];
    });
  });

  // Equal up to the last entry, so that there is no short cut.
  const auto compared = "vector: compare" + of_size;
  add(compared, Role::ours, "VectorTime", [=](auto& state) {
    const auto a = random_vector(size, 1);
    auto b = a;
    b.set({static_cast<std::uint32_t>(size - 1)}, 2'000'000);
    once(state, [&] {
      auto order = compare(a, b);
      benchmark::DoNotOptimize(order);
      LAMPORT_ASSERT(order == CausalOrder::before, "vector times are compared wrongly");
    });
  });
  copy(compared);

  const auto tick = "vector: tick" + of_size;
  add(tick, Role::ours, "VectorClock", [=](auto& state) {
    VectorClock clock{{0}};
    clock.observe(random_vector(size, 3));
    once(state, [&] { benchmark::DoNotOptimize(clock.tick()); });
  });
}

const bool registered = [] {
  // The C library's mutex needs no locked instruction until a program has had a second thread.
  std::thread([] {}).join();
  lamport_tick();
  lamport_observe("Lamport: observe a stamp that lags", 0);
  lamport_observe("Lamport: observe a stamp ahead", 1);
  total_order_compare();
  atomic_clock(1, true);
  const auto processors = static_cast<int>(std::thread::hardware_concurrency());
  for (const bool shared : {true, false}) {
    atomic_clock(2, shared);
    if (processors > 2) atomic_clock(processors, shared);
  }
  for (std::size_t size = 4; size <= 4096; size *= 4) vector_clock(size);
  return true;
}();

}  // namespace
}  // namespace lamport::bench
