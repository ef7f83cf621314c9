// The timeline: what the world does in a run, and when the run ends. It says when that is and what
// comes next; the simulator does it.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/scenario.hpp"

namespace lamport::sim {

class Timeline {
 public:
  /// `plan` in the order in which it happens; what lies after `until` never does.
  Timeline(std::vector<TimelineEntry> plan, Duration until)
      : plan_(std::move(plan)), until_(Time{} + until) {
    look_ahead();
  }

  [[nodiscard]] Time until() const { return until_; }

  /// Before it the world does nothing and the run does not end; at it, it does what comes next
  /// before any process is given anything.
  [[nodiscard]] Time undisturbed() const { return undisturbed_; }

  /// What happens next, once; null when nothing more does before the end.
  const TimelineEntry* take() {
    if (next_ == plan_.size() || plan_[next_].at > until_) return nullptr;
    const auto* taken = &plan_[next_++];
    look_ahead();
    return taken;
  }

  /// Whether something would happen after the end.
  [[nodiscard]] bool has_more() const { return next_ != plan_.size(); }

 private:
  void look_ahead() {
    undisturbed_ = until_ + nanoseconds(1);
    if (next_ != plan_.size()) undisturbed_ = std::min(undisturbed_, plan_[next_].at);
  }

  std::vector<TimelineEntry> plan_;
  std::size_t next_ = 0;
  Time until_;
  Time undisturbed_;
};

}  // namespace lamport::sim
