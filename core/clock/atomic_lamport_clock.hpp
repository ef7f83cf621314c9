// Lamport's clock for threads of one process that share it: lock-free tick and observe. For users'
// threaded programs; nodes and the simulator have one owner and use the plain clock.
#pragma once

#include <atomic>
#include <cstdint>

#include "core/base/assert.hpp"
#include "core/clock/lamport_time.hpp"

namespace lamport {

/// Every call returns a timestamp that no other call returns, and a call that starts after another
/// returned gets a greater one (the threads are then one process with a total order of events).
///
/// Cost: one locked instruction uncontended. Thread rule: any thread, any time, no locks.
/// Source: Lamport 1978, section "Logical Clocks", IR1 and IR2(b).
class AtomicLamportClock {
 public:
  using Timestamp = LamportTime;

  AtomicLamportClock() = default;
  explicit AtomicLamportClock(LamportTime last) : last_(last.value) {}

  /// The last timestamp assigned, or 0.
  [[nodiscard]] LamportTime read() const { return {last_.load(std::memory_order_acquire)}; }

  /// IR1. Precondition: the clock is not at its end.
  LamportTime tick() { return checked(last_.fetch_add(1, std::memory_order_acq_rel)); }

  /// IR2(b) and IR1: a timestamp above `sent` and above every one assigned before.
  /// Precondition: sent < last_lamport_time.
  LamportTime observe(LamportTime sent) {
    LAMPORT_ASSERT(sent < last_lamport_time, "a Lamport clock observed a stamp at its end");
    auto own = last_.load(std::memory_order_acquire);
    while (own < sent.value) {
      if (last_.compare_exchange_weak(own, sent.value + 1, std::memory_order_acq_rel,
                                      std::memory_order_acquire))
        return {sent.value + 1};
    }
    // The stamp lags, the usual case: fetch_add yields at least the value read, which was >= sent.
    return checked(last_.fetch_add(1, std::memory_order_acq_rel));
  }

 private:
  static LamportTime checked(std::uint64_t before) {
    LAMPORT_ASSERT(before < last_lamport_time.value, "a Lamport clock ticked at its end");
    return {before + 1};
  }

  std::atomic<std::uint64_t> last_{0};
};

}  // namespace lamport
