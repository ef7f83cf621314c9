// Timers: which timer of which process is set, so that a due entry of one that was cancelled, set
// again or lost in a crash is recognised. Entries themselves wait in the event queue.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"

namespace lamport::sim {

/// Cost: O(timers set by the process). Memory: nothing until the first timer of the run is set.
class Timers {
 public:
  explicit Timers(std::uint32_t process_count) : process_count_(process_count) {}

  /// Sets or replaces a timer.
  void set(ProcessId process, TimerId timer, Time due, EventIndex set_at) {
    if (timers_.empty()) timers_.resize(process_count_);
    cancel(process, timer);
    timers_[process.value].push_back({timer, due, set_at});
  }

  void cancel(ProcessId process, TimerId timer) {
    if (timers_.empty()) return;
    std::erase_if(timers_[process.value], [&](const Timer& set) { return set.id == timer; });
  }

  /// A crash.
  void cancel_all(ProcessId process) {
    if (!timers_.empty()) timers_[process.value].clear();
  }

  /// True, once, if the timer is still the one that was set at `set_at` to be due at `due`.
  bool expire(ProcessId process, TimerId timer, Time due, EventIndex set_at) {
    return std::erase_if(timers_[process.value], [&](const Timer& set) {
             return set.id == timer && set.due == due && set.set_at == set_at;
           }) != 0;
  }

 private:
  struct Timer {
    TimerId id;
    Time due;
    EventIndex set_at;
  };
  std::uint32_t process_count_;
  std::vector<std::vector<Timer>> timers_;
};

}  // namespace lamport::sim
