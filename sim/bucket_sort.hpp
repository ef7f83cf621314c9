// Bucket sort: puts the entries of one bucket of the timing wheel in order, in one contiguous
// array. A counting sort by the bits of the due time below the bucket's width leaves about one
// entry a bin; the exact order, ties included, is finished within the bins.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/entry.hpp"
#include "sim/pile.hpp"

namespace lamport::sim {

template <class Body>
class BucketSort {
 public:
  /// Drains `bucket`, whose entries are due within one span of 2^shift ns aligned to it, into
  /// [out, out + bucket.size()).
  /// Cost: O(n), cache-friendly, up to 2^14 entries evenly spread; O(n log n) however they lie.
  void operator()(Pile<Entry<Body>>& bucket, unsigned shift, ChunkPool<Entry<Body>>& pool,
                  Entry<Body>* out) {
    const auto size = bucket.size();
    const auto bits = std::min({static_cast<unsigned>(std::bit_width(size)), most_bits, shift});
    const auto mask = (std::uint64_t{1} << bits) - 1;
    const auto bin = [low = shift - bits, mask](const Entry<Body>& entry) {
      return static_cast<std::size_t>(entry.due.nanoseconds >> low & mask);
    };

    ends_.assign(mask + 1, 0);
    bucket.for_each([&](const Entry<Body>& entry) { ++ends_[bin(entry)]; });
    std::uint32_t sum = 0;
    std::uint32_t fullest = 0;
    for (auto& end : ends_) {
      fullest = std::max(fullest, end);
      sum += std::exchange(end, sum);
    }
    bucket.drain(pool, [&](Entry<Body>& entry) { out[ends_[bin(entry)]++] = std::move(entry); });

    if (fullest <= small_bin) return insertion_sort(out, size);
    std::uint32_t begin = 0;
    for (const auto end : ends_) {
      if (end - begin > 1) std::sort(out + begin, out + end);
      begin = end;
    }
  }

 private:
  static constexpr unsigned most_bits = 14;
  static constexpr std::uint32_t small_bin = 24;

  // Of entries that are in order from bin to bin, so that none moves far.
  static void insertion_sort(Entry<Body>* out, std::size_t size) {
    for (std::size_t i = 1; i < size; ++i) {
      if (!(out[i] < out[i - 1])) continue;
      auto entry = std::move(out[i]);
      auto at = i;
      do {
        out[at] = std::move(out[at - 1]);
        --at;
      } while (at > 0 && entry < out[at - 1]);
      out[at] = std::move(entry);
    }
  }

  std::vector<std::uint32_t> ends_;
};

}  // namespace lamport::sim
