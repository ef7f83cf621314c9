// Reproducible random numbers: a draw is a function of (seed, purpose, process, position), never of
// what was drawn before elsewhere, so one more draw or one more fault shifts nothing else.
// Distributions come from Boost.Random (bit-identical across compilers); std:: distributions differ
// between standard libraries and are not used. Entropy is never read.
#pragma once

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cstdint>
#include <limits>

#include "core/base/assert.hpp"
#include "core/base/ids.hpp"
#include "core/base/time.hpp"

namespace lamport {

/// What a draw is for. Each purpose is a stream of its own; new ones go at the end, because the
/// number is part of what a seed means.
enum class Purpose : std::uint32_t {
  process = 1,
  delay = 2,
  loss = 3,
  duplication = 4,
  fault = 5,
};

/// Spreads every bit of `x` over the result: the finaliser of SplitMix64, a bijection.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/// All draws of one purpose in one run.
struct RandomStream {
  std::uint64_t key = 0;

  static constexpr RandomStream of(Seed seed, Purpose purpose) {
    return {mix(mix(seed.value + golden) + static_cast<std::uint64_t>(purpose))};
  }

  /// The draw of `process` at `position`. Two mixes, no state.
  [[nodiscard, gnu::always_inline]] constexpr std::uint64_t draw(ProcessId process,
                                                                 std::uint64_t position) const {
    return mix(mix(key + golden * (process.value + std::uint64_t{1})) + golden * position);
  }

 private:
  static constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
};

/// Draws for one decision of the world, such as the delay of one copy of a message: an engine for
/// distributions that starts at a place named by the decision.
class Draws {
 public:
  using result_type = std::uint64_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  /// Draws that belong to `event`, for `recipient` and its `copy`.
  constexpr Draws(RandomStream stream, EventId event, ProcessId recipient, std::uint32_t copy)
      : state_(stream.draw(event.process, event.index.value) +
               mix((std::uint64_t{recipient.value} << 32 | copy) + 1)) {}

  constexpr result_type operator()() { return mix(state_ += 0x9e3779b97f4a7c15); }

 private:
  std::uint64_t state_;
};

/// A number in [0, bound). A multiplication instead of Boost's two divisions; the bias is under
/// bound / 2^64. Precondition: bound > 0.
template <class Engine>
std::uint64_t uniform_below(Engine& engine, std::uint64_t bound) {
  LAMPORT_ASSERT(bound > 0, "a random number below 0 was asked for");
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((Wide{engine()} * bound) >> 64);
}

/// A duration in [low, high], both ends possible. Precondition: low <= high.
template <class Engine>
Duration uniform_between(Engine& engine, Duration low, Duration high) {
  LAMPORT_ASSERT(low <= high, "a random duration between reversed bounds was asked for");
  const auto width = high.nanoseconds - low.nanoseconds;
  return {low.nanoseconds + uniform_below(engine, width + 1)};
}

/// An exponentially distributed duration, cut off at 2^53 ns (104 days).
template <class Engine>
Duration exponential(Engine& engine, Duration mean) {
  const auto factor = boost::random::exponential_distribution<double>{}(engine);
  const auto value = factor * static_cast<double>(mean.nanoseconds);
  const auto limit = static_cast<double>(largest_exact_integer);
  return {static_cast<std::uint64_t>(value < limit ? value : limit)};
}

/// A normally distributed duration, truncated to at least 0 and at most 2^53 ns.
template <class Engine>
Duration normal(Engine& engine, Duration mean, Duration deviation) {
  const auto factor = boost::random::normal_distribution<double>{}(engine);
  const auto value =
      static_cast<double>(mean.nanoseconds) + factor * static_cast<double>(deviation.nanoseconds);
  const auto limit = static_cast<double>(largest_exact_integer);
  if (value <= 0) return {0};
  return {static_cast<std::uint64_t>(value < limit ? value : limit)};
}

/// True with the given probability in [0, 1].
template <class Engine>
bool happens(Engine& engine, double probability) {
  return static_cast<double>(engine() >> 11) * 0x1p-53 < probability;
}

}  // namespace lamport
