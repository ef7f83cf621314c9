// Bucket width: how wide the buckets of the timing wheel should be, judged from what the run does.
// Wide enough that opening one is paid for by many entries, narrow enough that one fits the cache
// and that few entries fall into the one that is open. It decides a number; it moves nothing.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace lamport::sim {

/// Widths are powers of two: 2^shift ns. A new width costs a move of every entry, so it is
/// reconsidered only after as many entries came or went as are there: O(1) an entry.
class BucketWidth {
 public:
  /// Measured at a million pending entries: 16,000 to 32,000 a bucket is best; 4,000 or 64,000 cost
  /// a fifth more.
  static constexpr std::size_t most_entries = 16'384;

  [[nodiscard]] unsigned shift() const { return shift_; }

  /// An entry fell into the bucket that is open.
  void count_late() { ++late_; }
  /// A bucket of `entries` was opened.
  void count_opened(std::size_t entries) {
    ++buckets_;
    opened_ += entries;
  }

  /// Whether enough has happened to reconsider, `size` entries being there.
  [[nodiscard]] bool may_change(std::size_t size) const {
    const auto grown = size > size_then_ ? size - size_then_ : 0;
    return 2 * (opened_ + late_ + grown) >= size + 1024;
  }

  /// Starts from how far in the future the typical entry lies.
  void start(std::size_t size, std::uint64_t typical_wait) {
    change(static_cast<unsigned>(std::bit_width(typical_wait / 32 | 1)) - 1, size);
  }

  /// Reconsiders, given that the next bucket has `next` entries whose due times span `spread` ns.
  /// True: the width changed. Precondition: may_change(size).
  bool reconsider(std::size_t size, std::size_t next, std::uint64_t spread) {
    const auto share = opened_ / std::max<std::uint64_t>(buckets_, 1);
    const auto before = shift_;
    auto shift = shift_;
    if (next > 2 * most_entries) {
      const auto parts = std::bit_width(next / most_entries);
      shift = std::min(shift, static_cast<unsigned>(std::bit_width(spread >> parts)));
    } else if (late_ > opened_ / 8 && share > 16) {
      shift -= std::min(shift, late_ > opened_ ? 3U : 1U);
      patience_ = 16;
    } else if (patience_ > 0) {
      --patience_;
    } else if (late_ <= opened_ / 32 && 2 * share <= std::min(most_entries, size / 16)) {
      shift = std::min(shift + (share < 8 ? 3U : 1U), widest);
    }
    change(shift, size);
    return shift != before;
  }

 private:
  static constexpr unsigned widest = 50;

  void change(unsigned shift, std::size_t size) {
    shift_ = shift;
    size_then_ = size;
    opened_ = late_ = buckets_ = 0;
  }

  unsigned shift_ = 0;
  unsigned patience_ = 0;  // judgements until growth is tried again, once it proved too much
  std::size_t size_then_ = 0;
  std::uint64_t opened_ = 0;
  std::uint64_t late_ = 0;
  std::uint64_t buckets_ = 0;
};

}  // namespace lamport::sim
