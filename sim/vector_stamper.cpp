// Vector time of a run, event by event.
#include "sim/vector_stamper.hpp"

namespace lamport::sim {

VectorStamper::VectorStamper(std::uint32_t process_count) {
  clocks_.reserve(process_count);
  for (std::uint32_t id = 0; id < process_count; ++id) clocks_.emplace_back(ProcessId{id});
}

std::span<const VectorEntry> VectorStamper::stamp(const EventRecord& event) {
  auto& clock = clocks_[event.process.value];
  if (event.kind == EventKind::receive) {
    clock.observe(sent_.at(event.message).time);
    close(event.message);
  } else {
    clock.tick();
  }
  if (event.kind == EventKind::send)
    sent_[{event.process, event.index}] = {clock.read(), event.to.size()};
  entries_.clear();
  const auto entries = clock.read().entries();
  for (std::uint32_t id = 0; id < entries.size(); ++id)
    if (entries[id] != 0) entries_.push_back({{id}, entries[id]});
  return entries_;
}

void VectorStamper::close(EventId message) {
  const auto found = sent_.find(message);
  if (found != sent_.end() && --found->second.open == 0) sent_.erase(found);
}

}  // namespace lamport::sim
