// See cut.hpp.
#include "core/check/cut.hpp"

namespace lamport {

void Cut::record(const Record& record, std::uint64_t line) {
  if (const auto* one = std::get_if<EventRecord>(&record)) return event(*one, line);
  const auto* fate = std::get_if<FateRecord>(&record);
  if (fate == nullptr || fate->fate == FateKind::duplicated) return;
  const auto found = open_.find({fate->message, fate->to});
  if (found == open_.end()) return;
  if (fate->fate == FateKind::undelivered && inside(fate->message)) left_.insert(*found);
  open_.erase(found);
}

void Cut::event(const EventRecord& event, std::uint64_t line) {
  const EventId id{event.process, event.index};
  last_[event.process.value] = event.index;
  if (inside(id)) ++events_inside_;
  if (event.kind == EventKind::receive) receive(event, line);
  if (event.kind == EventKind::send)
    for (const auto to : event.to) open_[{id, to}] = line;
}

void Cut::receive(const EventRecord& event, std::uint64_t line) {
  const EventId id{event.process, event.index};
  const auto sent = open_.find({event.message, event.process});
  const auto send_line = sent == open_.end() ? 0 : sent->second;
  if (inside(id) && !inside(event.message)) {
    ++breaking_count_;
    if (breaking_.size() < most_kept)
      breaking_.push_back({{event.message, send_line}, {id, line}, event.process});
  }
  if (sent == open_.end()) return;
  if (inside(event.message) && !inside(id)) left_.insert(*sent);
  open_.erase(sent);
}

std::vector<Crossing> Cut::in_transit() const {
  auto all = left_;
  for (const auto& [pair, line] : open_)
    if (inside(pair.first)) all.emplace(pair, line);
  std::vector<Crossing> crossings;
  for (const auto& [pair, line] : all) crossings.push_back({{pair.first, line}, {}, pair.second});
  return crossings;
}

std::vector<ProcessId> Cut::beyond_the_end() const {
  std::vector<ProcessId> processes;
  for (std::uint32_t id = 0; id < at_.size(); ++id)
    if (last_[id] < at_[id]) processes.push_back({id});
  return processes;
}

}  // namespace lamport
