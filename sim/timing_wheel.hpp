// A hierarchical timing wheel: entries wait in buckets of equal width, the far ones in wider
// buckets that are dealt out when their time comes. It decides which bucket is next; the order
// within one is the bucket sort's.
//
// Level k has 1024 buckets, each 1024^k times as wide as a bucket of level 0, all aligned to their
// width. An entry lies on the lowest level on which its bucket is not the one that the cursor is
// in, so every entry is moved at most once a level, and in the usual load hardly ever. Source:
// Varghese, Lauck, "Hashed and hierarchical timing wheels", SOSP 1987, scheme 7.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/assert.hpp"
#include "sim/entry.hpp"
#include "sim/pile.hpp"

namespace lamport::sim {

template <class Body>
class TimingWheel {
 public:
  using Bucket = Pile<Entry<Body>>;

  [[nodiscard]] std::size_t size() const { return size_; }
  /// Nothing in the wheel is due before it, and nothing may be added that is.
  [[nodiscard]] Time cursor() const { return {cursor_}; }
  /// Buckets of level 0 are 2^shift ns wide.
  [[nodiscard]] unsigned shift() const { return shift_; }
  [[nodiscard]] ChunkPool<Entry<Body>>& pool() { return pool_; }

  /// The place of an entry due at `due`, to be assigned at once. Precondition: due >= cursor().
  [[gnu::always_inline]] Entry<Body>& place(Time due) {
    ++size_;
    const auto apart = (due.nanoseconds ^ cursor_) >> shift_;
    const auto level = apart < buckets ? 0 : level_of(apart);
    return levels_[level].place(digit(due.nanoseconds, level), pool_);
  }

  /// The earliest bucket that holds anything. Precondition: not empty.
  const Bucket& earliest() {
    auto found = levels_[0].next(digit(cursor_, 0));
    while (found == buckets) {
      enter_next_turn();
      found = levels_[0].next(digit(cursor_, 0));
    }
    cursor_ = ((cursor_ >> shift_ & ~last_bucket) + found) << shift_;
    return levels_[0].at(found);
  }

  /// Takes that bucket out and moves the cursor to its end. The caller drains it into pool().
  Bucket take_earliest() {
    size_ -= earliest().size();
    auto bucket = levels_[0].take(digit(cursor_, 0));
    move_cursor(((cursor_ >> shift_) + 1) << shift_);
    return bucket;
  }

  /// Makes the buckets of level 0 2^shift ns wide and moves the cursor to the start of the one that
  /// contains `now`, deals everything out anew. Precondition: nothing is due before `now`.
  void rebuild(unsigned shift, Time now) {
    std::vector<Bucket> all;
    for (auto& level : levels_) level.take_all(all);
    shift_ = shift;
    cursor_ = now.nanoseconds >> shift << shift;
    size_ = 0;
    levels_.resize((63 - shift) / digit_bits + 1);
    for (auto& bucket : all) deal_out(bucket);
  }

  /// Visits every entry, which may be moved from; empty afterwards.
  template <class Visitor>
  void drain(Visitor visit) {
    std::vector<Bucket> all;
    for (auto& level : levels_) level.take_all(all);
    for (auto& bucket : all) bucket.drain(pool_, visit);
    size_ = 0;
  }

 private:
  static constexpr unsigned digit_bits = 10;
  static constexpr unsigned buckets = 1U << digit_bits;
  static constexpr std::uint64_t last_bucket = buckets - 1;

  // The buckets of a level, and which of them hold anything.
  class Level {
   public:
    Entry<Body>& place(unsigned number, ChunkPool<Entry<Body>>& pool) {
      auto& bucket = buckets_[number];
      if (bucket.full()) [[unlikely]]
        extend(number, pool);
      return bucket.add();
    }

    /// The first bucket from `from` on that holds anything, or `buckets`.
    [[nodiscard]] unsigned next(unsigned from) const {
      if (from == buckets) return buckets;
      auto word = from / 64;
      auto bits = used_[word] & ~std::uint64_t{0} << from % 64;
      while (bits == 0) {
        if (++word == used_.size()) return buckets;
        bits = used_[word];
      }
      return word * 64 + static_cast<unsigned>(std::countr_zero(bits));
    }

    [[nodiscard]] const Bucket& at(unsigned number) const { return buckets_[number]; }
    Bucket take(unsigned number) {
      used_[number / 64] &= ~(std::uint64_t{1} << number % 64);
      return std::exchange(buckets_[number], {});
    }
    void take_all(std::vector<Bucket>& all) {
      for (auto number = next(0); number != buckets; number = next(number + 1))
        all.push_back(take(number));
    }

   private:
    [[gnu::noinline]] void extend(unsigned number, ChunkPool<Entry<Body>>& pool) {
      buckets_[number].extend(pool);
      used_[number / 64] |= std::uint64_t{1} << number % 64;
    }

    std::array<Bucket, buckets> buckets_{};
    std::array<std::uint64_t, buckets / 64> used_{};
  };

  // Which level tells apart two times whose bucket numbers on level 0 differ by these bits.
  static unsigned level_of(std::uint64_t apart) {
    return static_cast<unsigned>(std::bit_width(apart) - 1) / digit_bits;
  }
  [[nodiscard]] unsigned digit(std::uint64_t time, unsigned level) const {
    return static_cast<unsigned>(time >> (shift_ + level * digit_bits) & last_bucket);
  }

  // The rest of level 0's turn is empty: on to the earliest bucket of the levels above.
  void enter_next_turn() {
    for (unsigned level = 1; level < levels_.size(); ++level) {
      const auto found = levels_[level].next(digit(cursor_, level) + 1);
      if (found == buckets) continue;
      const auto low = shift_ + level * digit_bits;
      cursor_ = (((cursor_ >> low) & ~last_bucket) + found) << low;
      auto bucket = levels_[level].take(found);
      size_ -= bucket.size();
      return deal_out(bucket);
    }
    LAMPORT_ASSERT(false, "a bucket was taken from an empty timing wheel");
  }

  // Passing into another bucket of an upper level deals that one out; those in between are empty.
  void move_cursor(std::uint64_t to) {
    const auto level = level_of((std::exchange(cursor_, to) ^ to) >> shift_);
    if (level == 0) return;
    auto bucket = levels_[level].take(digit(to, level));
    size_ -= bucket.size();
    deal_out(bucket);
  }

  void deal_out(Bucket& bucket) {
    bucket.drain(pool_, [this](Entry<Body>& entry) { place(entry.due) = std::move(entry); });
  }

  unsigned shift_ = 0;
  std::uint64_t cursor_ = 0;
  std::size_t size_ = 0;
  std::vector<Level> levels_;
  ChunkPool<Entry<Body>> pool_;
};

}  // namespace lamport::sim
