// What states of processes have in common when they come from outside, from a trace or a journal: a
// value of every field's type may still be no state that the protocol can be in. A protocol's
// misfit() says what holds of its own fields; here is how the first field that does not fit is
// found and told. Whether a message or a command fits is not decided here.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/clock/lamport_time.hpp"

namespace lamport {

/// Checks a state field by field and keeps the first complaint, so that misfit() needs no branches.
class StateCheck {
 public:
  /// The state is one of a run of so many processes.
  explicit StateCheck(std::size_t processes) : processes_(processes) {}

  /// Says that `field` has what is wrong with it, unless `fits`.
  void that(bool fits, std::string_view field, std::string_view wrong) {
    if (!fits && !first_) first_ = std::string(field) + " " + std::string(wrong);
  }

  /// The number of processes as the state has it.
  void count(std::string_view field, std::uint64_t value) {
    that(value == processes_, field,
         "is " + std::to_string(value) + ", but the run has " + std::to_string(processes_));
  }

  void process(std::string_view field, ProcessId id) {
    that(id.value < processes_, field,
         "names process " + std::to_string(id.value) + ", but the run has " +
             std::to_string(processes_));
  }

  void stamp(std::string_view field, LamportTime stamp) {
    that(stamp <= last_lamport_time, field,
         "has the stamp " + std::to_string(stamp.value) + ", beyond the end of Lamport time");
  }

  void duration(std::string_view field, Duration duration) {
    that(duration.nanoseconds <= largest_exact_integer, field,
         "is " + std::to_string(duration.nanoseconds) + " ns; durations end at 2^53 - 1");
  }

  /// A pause is drawn between the two.
  void pauses(std::string_view least, Duration min, std::string_view most, Duration max) {
    duration(most, max);
    that(min <= max, least, "is greater than " + std::string(most));
  }

  /// Stamps by process, as "the latest stamp heard of each".
  template <class Heard>
  void heard(std::string_view field, const Heard& heard) {
    for (const auto& [process, stamp] : heard) {
      this->process(field, process);
      this->stamp(field, stamp);
    }
  }

  /// Processes in ascending order, none twice.
  template <class Ids>
  void ascending(std::string_view field, const Ids& ids) {
    for (const auto id : ids) process(field, id);
    const auto not_after = [](ProcessId a, ProcessId b) { return a >= b; };
    that(std::adjacent_find(ids.begin(), ids.end(), not_after) == ids.end(), field,
         "is not ascending, or has a process twice");
  }

  /// The first complaint, as "<field> <what is wrong>"; nothing if the state fits.
  [[nodiscard]] std::optional<std::string> first() && { return std::move(first_); }

 private:
  std::size_t processes_;
  std::optional<std::string> first_;
};

}  // namespace lamport
