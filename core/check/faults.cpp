// See faults.hpp.
#include "core/check/faults.hpp"

#include <string>

#include "core/check/proof.hpp"
#include "core/trace/record_names.hpp"

namespace lamport {

void Faults::link(const LinkRecord& link, std::uint64_t line) {
  if (link.change == LinkChange::cut) cut_.emplace(std::pair{link.from, link.to}, line);
  if (link.change == LinkChange::heal) cut_.erase({link.from, link.to});
}

void Faults::event(const Occasion& at, Findings& findings) const {
  if (cut_.empty() || at.message == nullptr || !applies_) [[likely]]
    return;
  const auto from = at.event.message.process;
  const auto cut = cut_.find({from, at.event.process});
  if (cut == cut_.end() || cut->second > at.message->line) return;
  findings.add({std::string(name), at.message->evidence(), at.evidence(),
                proof::name(at.id()) + " receives " + proof::name(at.event.message) +
                    ", sent after the link from " + proof::name(from) + " was cut (line " +
                    std::to_string(cut->second) + ") and received before it was healed"});
}

void Faults::fate(const FateOccasion& at, Findings& findings) const {
  if (!applies_) return;
  const auto life = at.recipient.life;
  const auto complain = [&](const char* needed) {
    findings.add({std::string(name), at.send(), at.evidence(),
                  proof::name(at.fate.message) + " is " + std::string(name_of(at.fate.fate)) +
                      " (" + std::string(name_of(at.fate.reason)) + "), but " +
                      proof::name(at.fate.to) + " is not " + needed});
  };
  switch (at.fate.reason) {
    case FateReason::down:
      if (life != ProcessLife::down) complain("down");
      break;
    case FateReason::queue:
      if (life != ProcessLife::paused) complain("paused");
      break;
    case FateReason::jump:
    case FateReason::range:
    case FateReason::copy:
      if (life != ProcessLife::up) complain("up");
      break;
    case FateReason::loss:
    case FateReason::partition:
    case FateReason::end: break;
  }
}

}  // namespace lamport
