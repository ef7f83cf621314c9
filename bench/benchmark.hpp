// How this project's benchmarks are named, so that bench/table can set them beside each other:
// every load has rows of ours, of what bounds them and of what people use instead. Google Benchmark
// does the measuring; nothing here does.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace lamport::bench {

/// What a row is to the table.
enum class Role : std::uint8_t {
  ours,
  limit,    ///< the least that the load costs on this machine, whoever does it
  instead,  ///< what people use, or the plain way
};

/// Registers a benchmark. Rows of one `load` are compared with the first of ours in it, so register
/// those that belong together one after the other. No '|' and no '/' in either text.
///
/// The table shows nanoseconds an item, so say state.SetItemsProcessed(); or what the state has in
/// a counter "bytes" or "ns" (of one thing: a percentile, a start). Time is CPU time unless
/// ->UseRealTime() or ->UseManualTime().
///
/// A floor is a counter of a row of ours:
///   "floor_times":      the first `instead` of the load takes at least so many times as long
///   "floor_per_second": at least so many items a second
///   "floor_limit":      at least so much of the rate of the first `limit` of the load
///   "ceiling_bytes":    at most so many bytes
///   "ceiling_ns":       at most so many nanoseconds
/// and a goal, which may be missed:
///   "goal_limit":       at most so many times the first `limit` of the load
template <class Function>
benchmark::internal::Benchmark* add(const std::string& load, Role role, const std::string& what,
                                    Function function) {
  constexpr const char* names[]{"ours", "limit", "instead"};
  const auto name = load + "|" + names[static_cast<int>(role)] + "|" + what;
  return benchmark::RegisterBenchmark(name.c_str(), function);
}

/// Whether this is a test that all runs, not a measurement: loads may be small.
inline bool smoke() {
  return std::getenv("LAMPORT_BENCH_SMOKE") != nullptr;
}

/// Makes the compiler compute `value`, in a register. benchmark::DoNotOptimize would send it
/// through memory, which costs more than a clock does.
inline void need(std::uint64_t value) {
  asm volatile("" : : "r"(value));
}

/// A value of which the compiler knows nothing.
inline std::uint64_t unknown(std::uint64_t value) {
  asm volatile("" : "+r"(value));
  return value;
}

}  // namespace lamport::bench
