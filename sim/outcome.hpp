// What a run came to, and how it is asked whether to go on. Counts by kind are the sink's.
#pragma once

#include <cstdint>
#include <functional>

#include "core/base/time.hpp"

namespace lamport::sim {

/// Why a run ended.
enum class Ending : std::uint8_t { time, events, quiet, interrupted };

/// What a run came to.
struct Outcome {
  Ending ending = Ending::time;
  Time time;                           ///< when it ended, in virtual time
  std::uint64_t events = 0;            ///< recorded by all processes
  std::uint64_t steps = 0;             ///< inputs given to processes
  std::uint64_t undelivered = 0;       ///< (message, recipient) pairs open at the end
  std::uint64_t refused_commands = 0;  ///< commands a process would not take
};

/// Asked every few thousand steps whether to go on; the place for progress and Ctrl-C.
using KeepGoing = std::function<bool(Time now, std::uint64_t events)>;

}  // namespace lamport::sim
