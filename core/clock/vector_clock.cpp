// Entrywise arithmetic of vector time. An absent entry is 0 everywhere, also in comparisons.
#include "core/clock/vector_clock.hpp"

#include <algorithm>

namespace lamport {

void VectorTime::set(ProcessId process, std::uint64_t value) {
  if (process.value >= entries_.size()) entries_.resize(process.value + std::size_t{1});
  entries_[process.value] = value;
}

void VectorTime::merge(const VectorTime& other) {
  if (entries_.size() < other.entries_.size()) entries_.resize(other.entries_.size());
  for (std::size_t i = 0; i < other.entries_.size(); ++i)
    entries_[i] = std::max(entries_[i], other.entries_[i]);
}

bool operator==(const VectorTime& a, const VectorTime& b) {
  return compare(a, b) == CausalOrder::equal;
}

CausalOrder compare(const VectorTime& a, const VectorTime& b) {
  bool some_less = false;
  bool some_greater = false;
  const auto size = std::max(a.entries().size(), b.entries().size());
  for (std::size_t i = 0; i < size; ++i) {
    const ProcessId process{static_cast<std::uint32_t>(i)};
    some_less |= a[process] < b[process];
    some_greater |= a[process] > b[process];
  }
  if (some_less && some_greater) return CausalOrder::concurrent;
  if (some_less) return CausalOrder::before;
  return some_greater ? CausalOrder::after : CausalOrder::equal;
}

const VectorTime& VectorClock::tick() {
  last_.set(self_, last_[self_] + 1);
  return last_;
}

const VectorTime& VectorClock::observe(const VectorTime& sent) {
  last_.merge(sent);
  return tick();
}

}  // namespace lamport
