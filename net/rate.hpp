// How many of something there were lately: counts a second, over the last five whole ones.
#pragma once

#include <array>
#include <cstdint>

namespace lamport::net {

class Rate {
 public:
  void add(std::uint64_t mono, std::uint64_t count = 1) {
    turn_to(mono / second);
    counts_[at_ % counts_.size()] += count;
  }
  /// In the second that has begun.
  [[nodiscard]] std::uint64_t in_this_second(std::uint64_t mono) {
    turn_to(mono / second);
    return counts_[at_ % counts_.size()];
  }
  /// A second, the mean of the last five whole seconds.
  [[nodiscard]] double mean(std::uint64_t mono) const {
    auto copy = *this;
    copy.turn_to(mono / second);
    std::uint64_t sum = 0;
    for (std::size_t back = 1; back < copy.counts_.size(); ++back)
      sum += copy.counts_[(copy.at_ + copy.counts_.size() - back) % copy.counts_.size()];
    return static_cast<double>(sum) / static_cast<double>(copy.counts_.size() - 1);
  }

 private:
  static constexpr std::uint64_t second = 1'000'000'000;

  void turn_to(std::uint64_t now) {
    if (now - at_ >= counts_.size()) counts_ = {};
    for (; at_ + 1 <= now && now - at_ < counts_.size(); ++at_)
      counts_[(at_ + 1) % counts_.size()] = 0;
    at_ = now;
  }

  std::array<std::uint64_t, 6> counts_{};
  std::uint64_t at_ = 0;
};

}  // namespace lamport::net
