// Timestamps of logical clocks and the total order they give. Values; the clocks that assign them
// are beside this file.
#pragma once

#include <compare>
#include <cstdint>

#include "core/base/ids.hpp"

namespace lamport {

/// The number C<a> that a Lamport clock assigns to an event, or T_m on a message. It counts events;
/// it is not seconds. 0 means "no event yet"; the first event of a process that has heard nothing
/// has 1.
/// Source: Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System", CACM 21(7),
/// 1978, section "Logical Clocks".
struct LamportTime {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(LamportTime, LamportTime) = default;
};

/// The last stamp: 2^53 - 1, exact in every JSON reader. Clocks never wrap.
inline constexpr LamportTime last_lamport_time{largest_exact_integer};

/// The stamp of an event in the total order `=>`: by Lamport time, ties by process.
/// Source: Lamport 1978, section "Ordering the Events Totally".
struct TotalOrderStamp {
  LamportTime time;
  ProcessId process;
  friend constexpr auto operator<=>(const TotalOrderStamp&, const TotalOrderStamp&) = default;
};

/// How two events relate in happened-before.
enum class CausalOrder : std::uint8_t { before, after, equal, concurrent };

}  // namespace lamport
