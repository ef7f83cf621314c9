// What is broken in a trace, decided by the definitions with all of it in memory: the oracle for
// the checker that streams, with which it shares no code. It knows nothing of lives, links, jumps
// and the order of records that do not cause one another.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/trace/records.hpp"
#include "tests/check/simulated.hpp"

namespace lamport {

class ByDefinition {
 public:
  explicit ByDefinition(const KeptTrace& trace) {
    for (const auto& rule : trace.header.rules) fifo_ = fifo_ || rule == "fifo";
    std::size_t count = 0;
    for (const auto& record : trace.records)
      if (const auto* event = std::get_if<EventRecord>(&record))
        place_.emplace(id(*event), count++);
    for (const auto& record : trace.records) {
      if (const auto* event = std::get_if<EventRecord>(&record)) {
        events_.push_back(*event);
        decide(events_.size() - 1);
      } else if (const auto* fate = std::get_if<FateRecord>(&record)) {
        const auto send = place_.find(fate->message);
        const bool sent = send != place_.end() && send->second < events_.size();
        const Copy copy{fate->message, fate->to};
        if (fate->fate != FateKind::duplicated) {
          ++settled_[copy];
          if (!sent)
            broken_.insert("order");
          else if (!is_to(events_[send->second], fate->to))
            broken_.insert("conservation");
        } else if (!sent || (is_to(events_[send->second], fate->to) && settled_[copy] == 0)) {
          broken_.insert("message-integrity");  // a copy is suppressed because another has come
        }
      }
    }
    for (const auto& event : events_)
      for (const auto to : event.to)
        if (event.kind == EventKind::send && settled_[{id(event), to}] != 1)
          broken_.insert("conservation");
  }

  /// Names of rules. Empty: nothing that is decided here is broken.
  [[nodiscard]] const std::set<std::string>& broken() const { return broken_; }

 private:
  using Copy = std::pair<EventId, ProcessId>;
  using Past = std::map<ProcessId, std::uint64_t>;

  static EventId id(const EventRecord& event) { return {event.process, event.index}; }

  static bool is_to(const EventRecord& send, ProcessId to) {
    return send.kind == EventKind::send &&
           std::find(send.to.begin(), send.to.end(), to) != send.to.end();
  }

  void decide(std::size_t place) {
    const auto& event = events_[place];
    const auto previous = last_.find(event.process);
    const auto own = previous == last_.end() ? std::size_t{0} : previous->second;
    const auto index = previous == last_.end() ? 0 : events_[own].index.value;
    const auto before = previous == last_.end() ? 0 : events_[own].lamport.value;
    last_[event.process] = place;
    if (event.index.value != index + 1) broken_.insert("well-formed");
    if (previous != last_.end() && event.lamport.value <= before) broken_.insert("clock-condition");
    auto past = previous == last_.end() ? Past{} : pasts_[own];
    auto sent = std::uint64_t{0};
    if (event.kind == EventKind::receive) {
      ++settled_[{event.message, event.process}];
      if (const auto* send = sender(event, place)) {
        sent = send->lamport.value;
        if (event.lamport.value <= sent) broken_.insert("clock-condition");
        for (const auto& [process, known] : pasts_[place_.at(event.message)])
          past[process] = std::max(past[process], known);
      } else {
        sent = event.lamport.value - 1;  // not known: whatever fits
      }
    }
    if (event.lamport.value != std::max(before, sent) + 1) broken_.insert("step-exact");
    past[event.process] = event.index.value;
    check_vector(event, past);
    pasts_.push_back(std::move(past));
  }

  /// The send of a receive, if it was sent to its process, before, and is received once.
  const EventRecord* sender(const EventRecord& event, std::size_t place) {
    const auto found = place_.find(event.message);
    if (found != place_.end() && found->second >= place) {
      broken_.insert("order");
      return nullptr;
    }
    const auto* send = found == place_.end() ? nullptr : &events_[found->second];
    if (send == nullptr || !is_to(*send, event.process) ||
        !received_.insert({event.message, event.process}).second) {
      broken_.insert("message-integrity");
      return nullptr;
    }
    auto& latest = latest_[{event.message.process, event.process}];
    if (fifo_ && event.message.index.value < latest) broken_.insert("fifo");
    latest = std::max(latest, event.message.index.value);
    return send;
  }

  void check_vector(const EventRecord& event, const Past& past) {
    if (event.vector.empty()) return;
    Past recorded;
    for (const auto& entry : event.vector) recorded[entry.process] = entry.index;
    if (recorded != past) broken_.insert("vector");
  }

  bool fifo_ = false;
  std::vector<EventRecord> events_;
  std::map<EventId, std::size_t> place_;
  std::map<ProcessId, std::size_t> last_;
  std::vector<Past> pasts_;
  std::set<Copy> received_;
  std::map<std::pair<ProcessId, ProcessId>, std::uint64_t> latest_;
  std::map<Copy, int> settled_;
  std::set<std::string> broken_;
};

}  // namespace lamport
