// The words that proofs are made of, so that every rule calls the same thing the same.
#pragma once

#include <string>

#include "core/base/ids.hpp"
#include "core/clock/lamport_time.hpp"
#include "core/trace/records.hpp"

namespace lamport::proof {

/// "1:2".
[[nodiscard]] inline std::string name(EventId event) {
  return std::to_string(event.process.value) + ":" + std::to_string(event.index.value);
}
[[nodiscard]] inline std::string name(const EventRecord& event) {
  return name(EventId{event.process, event.index});
}
/// "process 2".
[[nodiscard]] inline std::string name(ProcessId process) {
  return "process " + std::to_string(process.value);
}
/// "L(1:2) = 5".
[[nodiscard]] inline std::string stamp(EventId event, LamportTime time) {
  return "L(" + name(event) + ") = " + std::to_string(time.value);
}

}  // namespace lamport::proof
