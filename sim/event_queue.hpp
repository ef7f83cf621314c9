// The event queue: entries in, entries out in the exact order of their keys. It decides order and
// nothing else; what an entry means is the simulator's.
#pragma once

#include <algorithm>
#include <vector>

#include "sim/entry.hpp"

namespace lamport::sim {

/// Precondition of every push: not before the last entry popped. Cost: O(log n).
template <class Body>
class EventQueue {
 public:
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] std::size_t size() const { return heap_.size(); }

  void push(Entry<Body> entry) {
    heap_.push_back(std::move(entry));
    std::push_heap(heap_.begin(), heap_.end(), later);
  }

  /// When the next entry is due. Precondition: not empty.
  [[nodiscard]] Time next_due() const { return heap_.front().due; }

  /// Removes the next entry. Precondition: not empty.
  Entry<Body> pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    auto entry = std::move(heap_.back());
    heap_.pop_back();
    return entry;
  }

 private:
  static bool later(const Entry<Body>& a, const Entry<Body>& b) { return b < a; }

  std::vector<Entry<Body>> heap_;
};

}  // namespace lamport::sim
