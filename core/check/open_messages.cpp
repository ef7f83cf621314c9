// Insertion, and removal by shifting back, which leaves no tombstones.
#include "core/check/open_messages.hpp"

#include <utility>

namespace lamport {

void OpenMessages::add(const OpenMessage& open) {
  if (2 * size_ >= slots_.size()) grow();
  auto slot = home(open.message, open.to);
  while (used(slots_[slot])) slot = after(slot);
  slots_[slot] = open;
  ++size_;
}

OpenMessage* OpenMessages::find(EventId message, ProcessId to) {
  for (auto slot = home(message, to); used(slots_[slot]); slot = after(slot))
    if (slots_[slot].message == message && slots_[slot].to == to) return &slots_[slot];
  return nullptr;
}

// Every entry behind the gap that may not stay where it is, because its home is at or before the
// gap, moves into it.
void OpenMessages::remove(OpenMessage* open) {
  auto gap = static_cast<std::size_t>(open - slots_.data());
  for (auto slot = after(gap); used(slots_[slot]); slot = after(slot)) {
    const auto wanted = home(slots_[slot].message, slots_[slot].to);
    const auto mask = slots_.size() - 1;
    if (((slot - wanted) & mask) < ((slot - gap) & mask)) continue;
    slots_[gap] = slots_[slot];
    gap = slot;
  }
  slots_[gap] = {};
  --size_;
}

void OpenMessages::grow() {
  auto before = std::exchange(slots_, std::vector<OpenMessage>(2 * slots_.size()));
  size_ = 0;
  for (const auto& open : before)
    if (used(open)) add(open);
}

}  // namespace lamport
