// Follows requests, stays and what every process knows of them through a trace.
#include "core/check/mutex_rule.hpp"

#include <algorithm>

namespace lamport {
namespace {

std::string text(EventId id) {
  return std::to_string(id.process.value) + ":" + std::to_string(id.index.value);
}

std::string text(LamportTime stamp, ProcessId process) {
  return "(" + std::to_string(stamp.value) + ", " + std::to_string(process.value) + ")";
}

}  // namespace

void MutexRule::header(const Header& header, Findings&) {
  known_.resize(header.processes.size());
  complete_ = header.complete;
}

void MutexRule::record(const Record& record, std::uint64_t line, Findings& findings) {
  if (const auto* occurred = std::get_if<EventRecord>(&record))
    return event(*occurred, line, findings);
  if (const auto* fate = std::get_if<FateRecord>(&record)) {
    if (fate->fate == FateKind::duplicated) return;
    lost_ = true;
    return settle(fate->message);
  }
  if (const auto* life = std::get_if<LifeRecord>(&record)) {
    if (life->change == LifeChange::crash) down_.insert(life->process);
    if (life->change == LifeChange::restart) down_.erase(life->process);
  }
}

void MutexRule::event(const EventRecord& event, std::uint64_t line, Findings& findings) {
  if (event.process.value >= known_.size()) return;  // not well-formed; another rule says so
  if (event.kind == EventKind::receive) return learn(event);
  const EvidenceEvent self{{event.process, event.index}, line};
  const bool internal = event.kind == EventKind::internal;
  if (event.label == "request") {
    request({event.lamport, self}, findings);
  } else if (event.label == "enter" && internal) {
    enter(self, findings);
  } else if (event.label == "exit" && internal) {
    if (!inside_.contains(event.process))
      find(findings, {}, self,
           "process " + std::to_string(event.process.value) + " exits at " + text(self.event) +
               " without being inside");
    leave(self);
  } else if (event.label == "recover") {
    leave(self);
    withdraw(event.process);
  }
  if (event.kind == EventKind::send)
    in_flight_[self.event] = {known_[event.process.value], event.to.size()};
}

// A second request while one is open is the same wish; the first one counts.
void MutexRule::request(const Request& request, Findings& findings) {
  const auto process = request.event.event.process;
  if (!open_of_.emplace(process, request).second) return;
  open_.insert(request);
  if (last_granted_ && request < *last_granted_)
    find(findings, last_enter_, request.event,
         "request " + text(request.stamp, process) + " is ordered before " +
             text(last_granted_->stamp, last_granted_->event.event.process) +
             ", which was granted at " + text(last_enter_.event) + " already");
}

void MutexRule::enter(EvidenceEvent event, Findings& findings) {
  const auto process = event.event.process;
  for (const auto& [other, entered] : inside_)
    find(findings, entered, event,
         text(event.event) + " enters while process " + std::to_string(other.value) +
             " is inside since " + text(entered.event));
  if (inside_.empty() && known_[process.value] < exits_)
    find(findings, last_exit_, event,
         "exit " + text(last_exit_.event) + " does not happen before enter " + text(event.event) +
             ": no chain of messages leads from one to the other");
  inside_[process] = event;
  const auto own = open_of_.find(process);
  if (own == open_of_.end())
    return find(findings, {}, event, text(event.event) + " enters without a request");
  if (const auto& first = *open_.begin(); first < own->second)
    find(findings, first.event, event,
         text(event.event) + " is granted " + text(own->second.stamp, process) +
             " while the earlier request " + text(first.stamp, first.event.event.process) +
             " is open");
  if (!last_granted_ || *last_granted_ < own->second) {
    last_granted_ = own->second;
    last_enter_ = event;
  }
  withdraw(process);
}

void MutexRule::leave(EvidenceEvent event) {
  if (inside_.erase(event.event.process) == 0) return;
  known_[event.event.process.value] = ++exits_;
  last_exit_ = event;
}

void MutexRule::withdraw(ProcessId process) {
  const auto own = open_of_.find(process);
  if (own == open_of_.end()) return;
  open_.erase(own->second);
  open_of_.erase(own);
}

void MutexRule::learn(const EventRecord& receive) {
  const auto message = in_flight_.find(receive.message);
  if (message == in_flight_.end()) return;
  auto& known = known_[receive.process.value];
  known = std::max(known, message->second.known);
  settle(receive.message);
}

void MutexRule::settle(EventId message) {
  const auto found = in_flight_.find(message);
  if (found != in_flight_.end() && --found->second.recipients == 0) in_flight_.erase(found);
}

void MutexRule::end(Findings& findings) {
  const bool over = complete_ && !lost_ && in_flight_.empty() && inside_.empty() && down_.empty();
  if (!over) return;
  for (const auto& request : open_)
    find(findings, {}, request.event,
         "request " + text(request.stamp, request.event.event.process) + " at " +
             text(request.event.event) +
             " waits for ever: every message was received, nobody is inside or down");
}

void MutexRule::find(Findings& findings, EvidenceEvent first, EvidenceEvent second,
                     std::string proof) const {
  findings.add({std::string(name()), first, second, std::move(proof)});
}

}  // namespace lamport
