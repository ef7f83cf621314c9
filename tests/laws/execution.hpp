// Small random executions with happened-before decided by its definition: the transitive closure of
// process order and send -> receive (Lamport 1978, section "The Partial Ordering"). The oracle that
// clocks are held against; it shares no code with them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

namespace lamport::laws {

struct Event {
  std::uint32_t process;
  std::optional<std::size_t> received;  ///< the send event whose message this event receives
};

class Execution {
 public:
  /// `count` events on `processes` processes; every event may be received later by any process.
  Execution(std::uint64_t seed, std::uint32_t processes, std::size_t count) {
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i < count; ++i) {
      Event event{static_cast<std::uint32_t>(random() % processes), {}};
      if (i > 0 && random() % 2 == 0) event.received = random() % i;
      events_.push_back(event);
    }
    close();
  }

  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  [[nodiscard]] bool happened_before(std::size_t a, std::size_t b) const { return before_[a][b]; }

 private:
  void close() {
    const auto size = events_.size();
    before_.assign(size, std::vector<bool>(size, false));
    for (std::size_t b = 0; b < size; ++b) {
      for (std::size_t a = 0; a < b; ++a) {
        const bool edge = events_[a].process == events_[b].process || events_[b].received == a;
        if (!edge) continue;
        before_[a][b] = true;
        for (std::size_t earlier = 0; earlier < a; ++earlier)
          if (before_[earlier][a]) before_[earlier][b] = true;
      }
    }
  }

  std::vector<Event> events_;
  std::vector<std::vector<bool>> before_;
};

}  // namespace lamport::laws
