// What waits in the event queue: a copy of a message on its way, or a timer. The key is the
// identity that the trace shows, so the order of a run depends on nothing else (no insertion
// sequence, no address). The world's own happenings are not here; they come first at their time.
#pragma once

#include <cstdint>
#include <tuple>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/clock/lamport_time.hpp"

namespace lamport::sim {

/// `to` of a timer. No process has this id; it sorts after every recipient.
inline constexpr std::uint32_t timer_mark = 0xffffffff;

/// 32 bytes and the body. Ordered by (due, sender, index, to, copy).
template <class Body>
struct Entry {
  Time due;
  std::uint32_t sender = 0;  ///< the sending process; of a timer, its own
  std::uint32_t index = 0;   ///< the send event; of a timer, the index it was set at
  LamportTime stamp;         ///< the stamp that the message carries
  std::uint32_t to = 0;      ///< the recipient, or timer_mark
  std::uint32_t copy = 0;    ///< which copy, from 0; of a timer, its id
  [[no_unique_address]] Body body{};

  [[nodiscard]] bool is_timer() const { return to == timer_mark; }
  /// Who is given this input.
  [[nodiscard]] ProcessId target() const { return {is_timer() ? sender : to}; }
  [[nodiscard]] EventId message() const { return {{sender}, {index}}; }

  friend bool operator<(const Entry& a, const Entry& b) {
    if (a.due != b.due) [[likely]]
      return a.due < b.due;
    return std::tie(a.sender, a.index, a.to, a.copy) < std::tie(b.sender, b.index, b.to, b.copy);
  }
};

}  // namespace lamport::sim
