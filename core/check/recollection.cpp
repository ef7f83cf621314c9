// See recollection.hpp.
#include "core/check/recollection.hpp"

#include <algorithm>
#include <string>

#include "core/check/deliveries.hpp"
#include "core/check/proof.hpp"
#include "core/trace/record_names.hpp"

namespace lamport {

namespace {

std::string in_line(std::uint64_t line) {
  return " (line " + std::to_string(line) + ")";
}

}  // namespace

Recollection::Recollection(Verdict& verdict) : verdict_(verdict) {
  for (const auto& finding : verdict.findings) {
    if (finding.first.line != 0 || finding.first.event.index.value == 0) continue;
    events_[finding.first.event];
    if (asks_why(finding)) pairs_[{finding.first.event, finding.second.event.process}];
  }
}

// The message of such a finding was not on its way to the process where the rule breaks.
bool Recollection::asks_why(const Finding& finding) {
  return finding.first.line == 0 &&
         (finding.rule == MessageIntegrity::name || finding.rule == Conservation::name);
}

void Recollection::record(const Record& record, std::uint64_t line) {
  if (const auto* event = std::get_if<EventRecord>(&record)) {
    const EventId id{event->process, event->index};
    if (const auto found = events_.find(id); found != events_.end() && found->second.line == 0)
      found->second = {line, event->kind, {event->to.begin(), event->to.end()}};
    if (event->kind == EventKind::receive)
      settle({event->message, event->process}, {{id, line}, {}, line});
  } else if (const auto* fate = std::get_if<FateRecord>(&record)) {
    if (fate->fate != FateKind::duplicated)
      settle({fate->message, fate->to}, {{}, fate->fate, line});
  }
}

void Recollection::settle(Pair pair, Settlement settlement) {
  const auto found = pairs_.find(pair);
  if (found != pairs_.end() && !found->second) found->second = settlement;
}

std::string Recollection::why(const Finding& finding) const {
  const auto message = finding.first.event;
  const auto& event = events_.at(message);
  const auto to = finding.second.event.process;
  if (event.line == 0) return "there is no event " + proof::name(message);
  if (event.kind != EventKind::send)
    return proof::name(message) + " is of kind " + std::string(name_of(event.kind)) +
           in_line(event.line);
  if (std::find(event.to.begin(), event.to.end(), to) == event.to.end())
    return proof::name(message) + in_line(event.line) + " was not sent to " + proof::name(to);
  const auto& settled = pairs_.at({message, to});
  if (!settled || settled->line >= finding.second.line) return {};
  if (settled->receive.event.index.value != 0)
    return proof::name(settled->receive.event) + in_line(settled->line) + " has received it before";
  return "it was " + std::string(name_of(settled->fate)) + " before" + in_line(settled->line);
}

void Recollection::finish() {
  for (auto& finding : verdict_.findings) {
    const auto found = events_.find(finding.first.event);
    if (finding.first.line != 0 || found == events_.end()) continue;
    if (asks_why(finding))
      if (const auto reason = why(finding); !reason.empty()) finding.proof += ": " + reason;
    finding.first.line = found->second.line;
  }
}

}  // namespace lamport
