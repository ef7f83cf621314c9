// Piles: unordered collections of values in chunks of about 1 KiB from a shared pool. A timing
// wheel has thousands of them, each filling a little at a time and emptying all at once; chunks
// keep their slack small, and none of it goes back to the heap before the pool does.
//
// The values in a pool are constructed once and assigned ever after, so that any movable type will
// do and a plain one costs a copy of its bytes.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/huge_pages.hpp"

namespace lamport::sim {

template <class T>
struct Chunk {
  static constexpr std::uint32_t capacity =
      std::max<std::uint32_t>(7, (1024 - sizeof(void*)) / sizeof(T));
  std::array<T, capacity> values;
  Chunk* next = nullptr;
};

/// Chunks that no pile uses. Grows by blocks, from 16 chunks up to 2 MiB; shrinks never.
template <class T>
class ChunkPool {
 public:
  Chunk<T>* take() {
    if (free_ == nullptr) [[unlikely]]
      grow();
    return std::exchange(free_, free_->next);
  }
  void give_back(Chunk<T>* chunk) {
    chunk->next = free_;
    free_ = chunk;
  }

 private:
  using Block = std::vector<Chunk<T>, HugePageAllocator<Chunk<T>>>;

  void grow() {
    blocks_.emplace_back(next_block_);
    for (auto& chunk : blocks_.back()) give_back(&chunk);
    next_block_ = std::min(2 * next_block_, largest_block);
  }

  static constexpr std::size_t largest_block =
      std::max<std::size_t>(1, huge_page / sizeof(Chunk<T>));

  std::vector<Block> blocks_;
  Chunk<T>* free_ = nullptr;
  std::size_t next_block_ = std::min<std::size_t>(16, largest_block);
};

/// 16 bytes. Owns nothing: whoever owns the pool owns the chunks.
template <class T>
class Pile {
 public:
  [[nodiscard]] bool empty() const { return top_ == nullptr; }
  /// Whether the next add needs a chunk first; an empty pile is full.
  [[nodiscard]] bool full() const { return used_ == Chunk<T>::capacity; }

  void extend(ChunkPool<T>& pool) {
    auto* chunk = pool.take();
    chunk->next = top_;
    top_ = chunk;
    used_ = 0;
    ++chunks_;
  }
  /// The place of one more value, to be assigned at once. Precondition: not full.
  T& add() { return top_->values[used_++]; }

  [[nodiscard]] std::size_t size() const {
    return chunks_ * Chunk<T>::capacity + used_ - Chunk<T>::capacity;
  }

  template <class Visitor>
  void for_each(Visitor visit) const {
    auto count = used_;
    for (auto* chunk = top_; chunk != nullptr; chunk = chunk->next) {
      for (std::size_t i = 0; i < count; ++i) visit(chunk->values[i]);
      count = Chunk<T>::capacity;
    }
  }

  /// Visits every value, which may be moved from, and gives all chunks back; empty afterwards.
  /// `visit` may add to other piles of the same pool.
  template <class Visitor>
  void drain(ChunkPool<T>& pool, Visitor visit) {
    auto* chunk = std::exchange(top_, nullptr);
    auto count = std::exchange(used_, Chunk<T>::capacity);
    chunks_ = 0;
    while (chunk != nullptr) {
      for (std::size_t i = 0; i < count; ++i) visit(chunk->values[i]);
      count = Chunk<T>::capacity;
      auto* next = chunk->next;
      pool.give_back(chunk);
      chunk = next;
    }
  }

 private:
  Chunk<T>* top_ = nullptr;
  std::uint32_t used_ = Chunk<T>::capacity;  // in the top chunk; the others are full
  std::uint32_t chunks_ = 0;
};

}  // namespace lamport::sim
