// A sweep in the order of the trace. The order extends happened-before, so whichever of the two
// events comes first cannot follow the other, and the fewest messages to an event are known from
// those to its process before it and to the message it receives.
#include "core/check/causal_relation.hpp"

#include <algorithm>

namespace lamport {

void CausalRelation::record(const Record& record, std::uint64_t line) {
  if (decided()) return;
  if (const auto* one = std::get_if<EventRecord>(&record)) return event(*one, line);
  const auto* fate = std::get_if<FateRecord>(&record);
  if (fate != nullptr && fate->fate != FateKind::duplicated) open_.erase({fate->message, fate->to});
}

void CausalRelation::event(const EventRecord& event, std::uint64_t line) {
  const EventId id{event.process, event.index};
  const ChainEvent at{{id, line}, event.kind, event.lamport};
  auto& process = processes_[event.process];
  process.index = event.index;
  auto& own = process.knowledge;
  if (event.kind == EventKind::receive) receive(own, at, event.message);
  for (std::size_t i = 0; i < asked_.size(); ++i)
    if (asked_[i].process == event.process) own.of[i] = event.index.value;
  for (std::size_t i = 0; i < asked_.size(); ++i) {
    if (asked_[i] != id) continue;
    const bool is_first = !found_[1 - i] || asked_[1 - i] == id;
    found_[i] = at;
    if (is_first) {
      own.reached = true;
      own.by = nullptr;
    }
    known_[i] = own;
  }
  if (event.kind == EventKind::send)
    for (const auto to : event.to) open_.insert_or_assign({id, to}, Sent{at, own});
}

void CausalRelation::receive(Knowledge& own, const ChainEvent& at, EventId message) {
  const auto sent = open_.find({message, at.at.event.process});
  if (sent == open_.end()) return;
  const auto& carried = sent->second.knowledge;
  for (std::size_t i = 0; i < own.of.size(); ++i) own.of[i] = std::max(own.of[i], carried.of[i]);
  if (carried.reached && (!own.reached || carried.messages() + 1 < own.messages())) {
    own.reached = true;
    own.by = std::make_shared<const Hop>(
        Hop{sent->second.event, at, carried.by, carried.messages() + 1});
  }
  open_.erase(sent);
}

std::vector<ChainEvent> CausalRelation::chain(std::size_t first) const {
  std::vector<ChainEvent> backwards{*found_[1 - first]};
  const auto put = [&](const ChainEvent& event) {
    if (backwards.back().at.event != event.at.event) backwards.push_back(event);
  };
  for (auto hop = known_[1 - first].by; hop != nullptr; hop = hop->before) {
    put(hop->receive);
    put(hop->send);
  }
  put(*found_[first]);
  std::reverse(backwards.begin(), backwards.end());
  return backwards;
}

std::optional<CausalAnswer> CausalRelation::answer() const {
  if (!decided()) return std::nullopt;
  CausalAnswer answer;
  answer.a = *found_[0];
  answer.b = *found_[1];
  answer.a_knows = known_[0].of[1];
  answer.b_knows = known_[1].of[0];
  if (asked_[0] == asked_[1]) {
    answer.order = CausalOrder::equal;
  } else if (answer.b_knows >= asked_[0].index.value) {
    answer.order = CausalOrder::before;
    answer.chain = chain(0);
    answer.messages = known_[1].messages();
  } else if (answer.a_knows >= asked_[1].index.value) {
    answer.order = CausalOrder::after;
    answer.chain = chain(1);
    answer.messages = known_[0].messages();
  }
  return answer;
}

EventIndex CausalRelation::last_of(ProcessId process) const {
  const auto found = processes_.find(process);
  return found == processes_.end() ? EventIndex{} : found->second.index;
}

}  // namespace lamport
