// Vector time: the clock whose order is exactly happened-before. Values over a dense array of N
// processes, an absent entry being 0. Who keeps one is decided elsewhere: checkers and pictures
// rebuild vectors from a trace; no node needs one to run.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/ids.hpp"
#include "core/clock/lamport_time.hpp"

namespace lamport {

/// V[p] = index of p's latest event in the causal past of the stamped event, itself included.
/// a -> b if and only if V(a) < V(b).
/// Source: Fidge, "Timestamps in message-passing systems that preserve the partial ordering", 1988;
/// Mattern, "Virtual time and global states of distributed systems", 1988.
class VectorTime {
 public:
  VectorTime() = default;
  explicit VectorTime(std::vector<std::uint64_t> entries) : entries_(std::move(entries)) {}

  /// The entry of `process`; 0 when absent.
  [[nodiscard]] std::uint64_t operator[](ProcessId process) const {
    return process.value < entries_.size() ? entries_[process.value] : 0;
  }

  /// The entries from process 0 on; trailing zeros may or may not be there.
  [[nodiscard]] std::span<const std::uint64_t> entries() const { return entries_; }

  /// Sets one entry, growing as needed.
  void set(ProcessId process, std::uint64_t value);

  /// The entrywise maximum of this and `other`.
  void merge(const VectorTime& other);

  /// Equality of the function process -> entry, so trailing zeros do not matter.
  friend bool operator==(const VectorTime& a, const VectorTime& b);

 private:
  std::vector<std::uint64_t> entries_;
};

/// How the events stamped `a` and `b` relate. O(N).
[[nodiscard]] CausalOrder compare(const VectorTime& a, const VectorTime& b);

/// The vector clock of one process.
/// Cost: O(N) an observe, O(1) a tick plus O(N) for the copy returned. Thread rule: as for any
/// value.
class VectorClock {
 public:
  using Timestamp = VectorTime;

  explicit VectorClock(ProcessId self) : self_(self) {}

  [[nodiscard]] const VectorTime& read() const { return last_; }
  const VectorTime& tick();
  const VectorTime& observe(const VectorTime& sent);

 private:
  ProcessId self_;
  VectorTime last_;
};

}  // namespace lamport
