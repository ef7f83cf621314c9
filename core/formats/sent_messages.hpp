// What one replayed process has sent and nobody has received yet: what the inputs of its recipients
// are held against. Knows nothing of traces; who receives what, and when, is the replayer's.
#pragma once

#include <algorithm>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "core/base/ids.hpp"
#include "core/clock/lamport_time.hpp"

namespace lamport {

/// Memory: what is on its way. Cost: logarithmic in the messages that are.
template <class Body>
class SentMessages {
 public:
  struct Sent {
    LamportTime stamp;
    Body body;
    std::vector<ProcessId> to;  ///< who has not got it; ascending
  };

  void add(EventIndex message, Sent sent) {
    open_.emplace_hint(open_.end(), message, std::move(sent));
  }

  /// The message, if it is on its way to that process; else null.
  [[nodiscard]] const Sent* find(EventIndex message, ProcessId to) const {
    const auto found = open_.find(message);
    if (found == open_.end() || !std::ranges::binary_search(found->second.to, to)) return nullptr;
    return &found->second;
  }

  /// The process has got it, or never will. Nothing happens if it is not on its way there.
  void close(EventIndex message, ProcessId to) {
    const auto found = open_.find(message);
    if (found == open_.end()) return;
    auto& recipients = found->second.to;
    const auto at = std::lower_bound(recipients.begin(), recipients.end(), to);
    if (at != recipients.end() && *at == to) recipients.erase(at);
    if (recipients.empty()) open_.erase(found);
  }

 private:
  std::map<EventIndex, Sent> open_;
};

}  // namespace lamport
