// See fifo_rule.hpp.
#include "core/check/fifo_rule.hpp"

#include "core/check/proof.hpp"

namespace lamport {

void FifoRule::record(const Record& record, std::uint64_t line, Findings& findings) {
  if (const auto* one = std::get_if<EventRecord>(&record)) return event(*one, line, findings);
  const auto* fate = std::get_if<FateRecord>(&record);
  if (fate == nullptr || fate->fate == FateKind::duplicated) return;
  settle(links_.find(link_of(fate->message.process, fate->to)));
}

void FifoRule::event(const EventRecord& event, std::uint64_t line, Findings& findings) {
  if (event.kind == EventKind::receive) receive(event, line, findings);
  if (event.kind == EventKind::send)
    for (const auto to : event.to) ++links_[link_of(event.process, to)].open;
}

void FifoRule::receive(const EventRecord& event, std::uint64_t line, Findings& findings) {
  const auto message = event.message;
  const auto found = links_.find(link_of(message.process, event.process));
  if (found == links_.end()) return;  // nothing was sent: message-integrity says so
  auto& link = found->second;
  const EvidenceEvent at{{event.process, event.index}, line};
  if (message.index < link.furthest) {
    const EventId overtaking{message.process, link.furthest};
    findings.add({std::string(name()), link.received, at,
                  proof::name(overtaking) + " overtakes " + proof::name(message) +
                      " on the link from " + proof::name(message.process) + " to " +
                      proof::name(event.process) + ": it was sent later and received earlier"});
  } else {
    link.furthest = message.index;
    link.received = at;
  }
  settle(found);
}

void FifoRule::settle(std::unordered_map<LinkId, Link, ByIdentity>::iterator link) {
  if (link != links_.end() && --link->second.open == 0) links_.erase(link);
}

}  // namespace lamport
