// Identities: processes, events, timers, incarnations. Each is its own type, so that one cannot be
// passed for another. Values only; who gets which id is decided by scenarios and configurations.
#pragma once

#include <compare>
#include <cstdint>

namespace lamport {

/// A process of the run, numbered 0..N-1.
struct ProcessId {
  std::uint32_t value = 0;
  friend constexpr auto operator<=>(ProcessId, ProcessId) = default;
};

/// Position of an event in its process, from 1, without gaps, across incarnations. 0 means "before
/// the first event".
struct EventIndex {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(EventIndex, EventIndex) = default;
};

/// An event, named by its process and its position there; unique for ever. A message is named by
/// its send event. Ordered by process, then index: an order of names, not of time.
struct EventId {
  ProcessId process;
  EventIndex index;
  friend constexpr auto operator<=>(const EventId&, const EventId&) = default;
};

/// A timer, named by the process that sets it; setting it again replaces it.
struct TimerId {
  std::uint32_t value = 0;
  friend constexpr auto operator<=>(TimerId, TimerId) = default;
};

/// How often a process has been started, from 1.
struct Incarnation {
  std::uint32_t value = 1;
  friend constexpr auto operator<=>(Incarnation, Incarnation) = default;
};

/// Everything random in a run is a function of it. At most 2^53 - 1, so that every JSON reader
/// keeps it exact.
struct Seed {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(Seed, Seed) = default;
};

/// Largest integer in a trace: exact in every JSON reader.
inline constexpr std::uint64_t largest_exact_integer = (std::uint64_t{1} << 53) - 1;

}  // namespace lamport
