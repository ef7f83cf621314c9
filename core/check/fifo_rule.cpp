// See fifo_rule.hpp.
#include "core/check/fifo_rule.hpp"

#include <algorithm>

#include "core/check/proof.hpp"

namespace lamport {

void FifoRule::record(const Record& record, std::uint64_t line, Findings& findings) {
  if (const auto* one = std::get_if<EventRecord>(&record)) return event(*one, line, findings);
  if (const auto* fate = std::get_if<FateRecord>(&record))
    if (fate->fate != FateKind::duplicated) settle(fate->message, fate->to, {}, findings);
}

void FifoRule::event(const EventRecord& event, std::uint64_t line, Findings& findings) {
  const EvidenceEvent at{{event.process, event.index}, line};
  if (event.kind == EventKind::receive) settle(event.message, event.process, at, findings);
  if (event.kind == EventKind::send)
    for (const auto to : event.to) open_[link_of(event.process, to)].push_back({at, {}, {}});
}

// `receive` is where the message was received; index 0: it never will be.
void FifoRule::settle(EventId message, ProcessId to, EvidenceEvent receive, Findings& findings) {
  const auto link = open_.find(link_of(message.process, to));
  if (link == open_.end()) return;
  auto& queue = link->second;
  const auto found = std::find_if(queue.begin(), queue.end(),
                                  [&](const Open& open) { return open.sent.event == message; });
  if (found == queue.end()) return;  // not a message to `to`: message-integrity says so
  if (receive.event.index.value != 0) {
    if (found->overtaker.event.index.value != 0)
      findings.add({std::string(name()), found->overtaker, receive,
                    proof::name(found->overtaking) + " overtakes " + proof::name(message) +
                        " on the link from " + proof::name(message.process) + " to " +
                        proof::name(to) + ": it was sent later and received earlier"});
    for (auto earlier = queue.begin(); earlier != found; ++earlier)
      if (earlier->overtaker.event.index.value == 0) {
        earlier->overtaker = receive;
        earlier->overtaking = message;
      }
  }
  queue.erase(found);
  if (queue.empty()) open_.erase(link);
}

}  // namespace lamport
