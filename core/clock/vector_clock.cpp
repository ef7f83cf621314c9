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
  std::transform(other.entries_.begin(), other.entries_.end(), entries_.begin(), entries_.begin(),
                 [](std::uint64_t a, std::uint64_t b) { return std::max(a, b); });
}

bool operator==(const VectorTime& a, const VectorTime& b) {
  return compare(a, b) == CausalOrder::equal;
}

CausalOrder compare(const VectorTime& a, const VectorTime& b) {
  const auto mine = a.entries();
  const auto theirs = b.entries();
  const auto both = std::min(mine.size(), theirs.size());
  bool some_less = false;
  bool some_greater = false;
  for (std::size_t i = 0; i < both; ++i) {
    some_less |= mine[i] < theirs[i];
    some_greater |= mine[i] > theirs[i];
  }
  for (const auto entry : mine.subspan(both)) some_greater |= entry > 0;
  for (const auto entry : theirs.subspan(both)) some_less |= entry > 0;
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
