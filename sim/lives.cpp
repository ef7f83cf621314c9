// The four changes of a life and when each applies.
#include "sim/lives.hpp"

namespace lamport::sim {

bool Lives::apply(ProcessId process, LifeChange change) {
  if (states_.empty()) states_.resize(process_count_);
  auto& state = states_[process.value];
  const auto move = [&](bool applies, Life next) {
    if (applies) state.life = next;
    return applies;
  };
  switch (change) {
    case LifeChange::crash: return move(state.life != Life::down, Life::down);
    case LifeChange::pause: return move(state.life == Life::up, Life::paused);
    case LifeChange::resume: return move(state.life == Life::paused, Life::up);
    case LifeChange::restart: break;
  }
  if (state.life != Life::down) return false;
  ++state.incarnation.value;
  return move(true, Life::up);
}

}  // namespace lamport::sim
