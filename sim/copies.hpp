// Copies: for messages of which more than one copy was sent, how many are still under way and
// whether one was received; so that a later copy is suppressed and a final fate is written once.
// A message with one copy, nearly every message, is never here.
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "core/base/ids.hpp"

namespace lamport::sim {

class Copies {
 public:
  /// What an arrival or a loss means for (message, recipient).
  enum class Meaning : std::uint8_t {
    decides,     ///< the only or first copy to arrive, or the last to be lost: it settles the pair
    duplicate,   ///< a later copy of a received message
    irrelevant,  ///< a lost copy while others travel, or any copy of a settled pair
  };

  void sent(EventId message, ProcessId to, std::uint32_t copies) {
    if (copies > 1) open_[{message, to}] = {copies, State::open};
  }

  Meaning arrived(EventId message, ProcessId to) {
    return gone(message, to, State::received, [](const Entry&) { return true; });
  }
  /// As arrived, of a copy that must be refused: settles the pair without a receive.
  Meaning refused(EventId message, ProcessId to) {
    return gone(message, to, State::settled, [](const Entry&) { return true; });
  }
  Meaning lost(EventId message, ProcessId to) {
    const auto meaning =
        gone(message, to, State::settled, [](const Entry& entry) { return entry.remaining == 0; });
    return meaning == Meaning::duplicate ? Meaning::irrelevant : meaning;
  }
  /// Whether (message, recipient) is received or refused already, while copies of it still travel.
  [[nodiscard]] bool settled(EventId message, ProcessId to) const {
    if (open_.empty()) return false;
    const auto found = open_.find({message, to});
    return found != open_.end() && found->second.state != State::open;
  }

 private:
  enum class State : std::uint8_t { open, received, settled };
  struct Entry {
    std::uint32_t remaining = 0;
    State state = State::open;
  };

  template <class Decides>
  Meaning gone(EventId message, ProcessId to, State next, Decides decides) {
    if (open_.empty()) return Meaning::decides;
    const auto found = open_.find({message, to});
    if (found == open_.end()) return Meaning::decides;
    auto& entry = found->second;
    --entry.remaining;
    auto meaning = Meaning::irrelevant;
    if (entry.state == State::received) {
      meaning = Meaning::duplicate;
    } else if (entry.state == State::open && decides(entry)) {
      meaning = Meaning::decides;
      entry.state = next;
    }
    if (entry.remaining == 0) open_.erase(found);
    return meaning;
  }

  std::map<std::pair<EventId, ProcessId>, Entry> open_;
};

}  // namespace lamport::sim
