// The event queue: entries in, entries out in the exact order of their keys. It decides order and
// nothing else; what an entry means is the simulator's.
//
// Most entries wait unordered in a timing wheel. Its earliest bucket is taken out, sorted, and read
// from front to back: so the next entries are known, which lets the simulator fetch what they will
// touch. What is due before the end of that bucket and comes later goes into a small heap beside
// it. A queue with few entries is that heap alone.
//
// Against a heap this trades a chain of cache misses for streams: see bench/README.md.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "sim/bucket_sort.hpp"
#include "sim/bucket_width.hpp"
#include "sim/entry.hpp"
#include "sim/timing_wheel.hpp"

namespace lamport::sim {

/// Precondition of every push: not before the last entry popped, and before 2^63 ns. Keys differ.
/// Cost: O(1) amortised while due times are spread over time, whatever the delays; O(log n) if they
/// are not. In the steady state it allocates nothing, and n entries take n * sizeof(Entry) and a
/// twentieth. Bodies are moved three times or so, and one that was popped lives until its place is
/// used again.
template <class Body>
class EventQueue {
 public:
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] std::size_t size() const { return end_ - next_ + late_.size() + wheel_.size(); }

  void push(Entry<Body> entry) {
    const auto due = entry.due;
    push(due, [&entry](Entry<Body>& place) { place = std::move(entry); });
  }

  /// Adds the entry that `fill` makes of the one it is given, all of which it must assign, `due`
  /// included: written in place, because a copy right after the parts were written stalls store
  /// forwarding (measured: 10 ns a push).
  template <class Fill>
  [[gnu::always_inline]] void push(Time due, Fill fill) {
    if (due < horizon_) [[unlikely]] {
      Entry<Body> entry;
      fill(entry);
      push_late(std::move(entry));
    } else {
      fill(wheel_.place(due));
    }
  }

  /// The next entry, which stays in the queue; null when there is none.
  [[nodiscard]] const Entry<Body>* next() {
    if (next_ == end_ && late_.empty()) [[unlikely]] {
      if (wheel_.size() == 0) return nullptr;
      open_next_bucket();
    }
    return late_is_next() ? &late_.front() : &sorted_[next_];
  }

  /// Removes the next entry. It stays where it is until the next call of next() or pop().
  /// Precondition: next() was called after the last push and was not null.
  Entry<Body>& pop() {
    auto& entry = late_is_next() ? take_late() : sorted_[next_++];
    now_ = entry.due;
    return entry;
  }

  /// A guess at the entry that will be popped about 16 pops from now; perhaps one popped long ago.
  [[nodiscard]] const Entry<Body>& upcoming() const { return sorted_[next_ + lookahead]; }

 private:
  static constexpr std::size_t lookahead = 16;
  // So few entries are best in the heap alone; so many in the heap are better dealt out.
  static constexpr std::size_t few = 48;
  static constexpr std::size_t too_many_for_few = 128;
  static constexpr std::size_t too_many_late = 4096;
  static constexpr Time never{std::numeric_limits<std::uint64_t>::max()};

  static bool later(const Entry<Body>& a, const Entry<Body>& b) { return b < a; }

  [[nodiscard]] bool late_is_next() const {
    if (late_.empty()) [[likely]]
      return false;
    return next_ == end_ || late_.front() < sorted_[next_];
  }

  [[gnu::noinline]] void push_late(Entry<Body> entry) {
    late_.push_back(std::move(entry));
    std::push_heap(late_.begin(), late_.end(), later);
    width_.count_late();
    const auto limit = horizon_ == never ? too_many_for_few : too_many_late;
    if (late_.size() > limit && (horizon_ == never || width_.may_change(size()))) deal_out_late();
  }

  [[gnu::noinline]] Entry<Body>& take_late() {
    std::pop_heap(late_.begin(), late_.end(), later);
    taken_ = std::move(late_.back());
    late_.pop_back();
    return taken_;
  }

  // Precondition: the sorted bucket and the heap are used up.
  [[gnu::noinline]] void open_next_bucket() {
    if (wheel_.size() <= few) {
      wheel_.drain([this](Entry<Body>& entry) { late_.push_back(std::move(entry)); });
      std::make_heap(late_.begin(), late_.end(), later);
      horizon_ = never;
      return;
    }
    if (width_.may_change(wheel_.size())) reconsider_width();
    auto bucket = wheel_.take_earliest();
    const auto count = bucket.size();
    width_.count_opened(count);
    if (sorted_.size() < count + lookahead + 1) sorted_.resize(count + lookahead + 1);
    sort_(bucket, wheel_.shift(), wheel_.pool(), sorted_.data());
    next_ = 0;
    end_ = count;
    horizon_ = wheel_.cursor();
  }

  void reconsider_width() {
    const auto& bucket = wheel_.earliest();
    const auto count = bucket.size();
    std::uint64_t first = ~std::uint64_t{0};
    std::uint64_t last = 0;
    if (count > 2 * BucketWidth::most_entries) {
      bucket.for_each([&](const Entry<Body>& entry) {
        first = std::min(first, entry.due.nanoseconds);
        last = std::max(last, entry.due.nanoseconds);
      });
    }
    if (width_.reconsider(wheel_.size(), count, last - first)) wheel_.rebuild(width_.shift(), now_);
  }

  // The heap has outgrown its purpose: the wheel begins anew at this moment, its buckets as wide as
  // suits the entries in the heap, since they are what goes on now.
  void deal_out_late() {
    const auto middle = late_.begin() + static_cast<std::ptrdiff_t>(late_.size() / 2);
    std::nth_element(late_.begin(), middle, late_.end());
    width_.start(size(), middle->due.nanoseconds - now_.nanoseconds);
    wheel_.rebuild(width_.shift(), now_);
    horizon_ = wheel_.cursor();
    const auto deal_out = [this](Entry<Body>& entry) {
      wheel_.place(entry.due) = std::move(entry);
    };
    std::for_each(late_.begin(), late_.end(), deal_out);
    late_.clear();
    for (; next_ != end_; ++next_) deal_out(sorted_[next_]);
  }

  TimingWheel<Body> wheel_;
  BucketWidth width_;
  BucketSort<Body> sort_;
  std::vector<Entry<Body>> sorted_ = std::vector<Entry<Body>>(lookahead + 1);
  std::size_t next_ = 0;  // the rest of the open bucket is sorted_[next_, end_)
  std::size_t end_ = 0;
  std::vector<Entry<Body>> late_;  // a heap; everything in it is due before horizon_
  Entry<Body> taken_;
  Time horizon_ = never;  // where the open bucket ends
  Time now_;              // when the last entry popped was due
};

}  // namespace lamport::sim
