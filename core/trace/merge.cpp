// A stable sort by place.
#include "core/trace/merge.hpp"

#include <algorithm>

#include "core/base/assert.hpp"

namespace lamport {

void Merge::add(ProcessId process, const Record& record, std::uint64_t handle) {
  LAMPORT_ASSERT(process.value < logs_.size(), "a log of a process that is not there");
  auto& stamps = logs_[process.value];
  if (const auto* fate = std::get_if<FateRecord>(&record)) {
    fates_.push_back({{{}, fate->message.process, fate->message.index, 1, fate->to}, handle});
    return;
  }
  const auto* event = std::get_if<EventRecord>(&record);
  if (event != nullptr) {
    LAMPORT_ASSERT(event->process == process && event->index.value == stamps.size() + 1,
                   "a log whose events are not contiguous was merged");
    stamps.push_back(event->lamport);
  }
  const auto latest = stamps.empty() ? LamportTime{} : stamps.back();
  const std::uint8_t rank = event != nullptr ? 0 : 2;
  placed_.push_back({{latest, process, {stamps.size()}, rank, {}}, handle});
}

std::vector<PlacedRecord> Merge::take() {
  for (auto& fate : fates_) {
    const auto stamp = stamp_of({fate.place.process, fate.place.index});
    if (!stamp) continue;
    fate.place.lamport = *stamp;
    placed_.push_back(fate);
  }
  std::stable_sort(placed_.begin(), placed_.end(),
                   [](const auto& a, const auto& b) { return a.place < b.place; });
  return std::move(placed_);
}

std::optional<LamportTime> Merge::stamp_of(EventId event) const {
  if (event.process.value >= logs_.size()) return std::nullopt;
  const auto& stamps = logs_[event.process.value];
  if (event.index.value == 0 || event.index.value > stamps.size()) return std::nullopt;
  return stamps[event.index.value - 1];
}

}  // namespace lamport
