// Lives: which processes are up, paused or down, and in which incarnation. Costs nothing until the
// first fault, because a million processes that never fail should need no byte for it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/ids.hpp"
#include "core/trace/records.hpp"

namespace lamport::sim {

enum class Life : std::uint8_t { up, paused, down };

class Lives {
 public:
  explicit Lives(std::uint32_t process_count) : process_count_(process_count) {}

  [[nodiscard]] Life of(ProcessId process) const {
    return states_.empty() ? Life::up : states_[process.value].life;
  }
  [[nodiscard]] Incarnation incarnation(ProcessId process) const {
    return states_.empty() ? Incarnation{1} : states_[process.value].incarnation;
  }

  /// Applies a change if it applies: crash an up or paused process, restart a down one (which
  /// begins its next incarnation), pause an up one, resume a paused one. False: nothing happened.
  bool apply(ProcessId process, LifeChange change);

 private:
  struct State {
    Life life = Life::up;
    Incarnation incarnation;
  };
  std::uint32_t process_count_;
  std::vector<State> states_;
};

}  // namespace lamport::sim
