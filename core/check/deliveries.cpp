// See deliveries.hpp.
#include "core/check/deliveries.hpp"

#include <algorithm>
#include <vector>

#include "core/check/proof.hpp"
#include "core/trace/record_names.hpp"

namespace lamport {

void MessageIntegrity::header(const Header& header) {
  in_place_ = header.source == TraceSource::simulation;
}

void MessageIntegrity::event(const Occasion& at, Findings& findings) {
  if (at.event.kind != EventKind::receive || at.message != nullptr) [[likely]]
    return;
  const auto message = at.event.message;
  if (at.is_ahead) {
    const std::pair key{message, at.event.process};
    if (ahead_.size() < most_kept && ahead_.emplace(key, at.evidence()).second) return;
  }
  findings.add({std::string(name),
                {message, 0},
                at.evidence(),
                proof::name(at.id()) + " receives " + proof::name(message) +
                    ", which is not on its way to " + proof::name(at.event.process)});
}

void MessageIntegrity::fate(const FateOccasion& at, Findings& findings) const {
  if (at.fate.fate != FateKind::duplicated) return;
  const bool not_received = in_place_ && at.message != nullptr;
  if (!not_received && at.fate.message.index <= at.sender.index) return;
  findings.add({std::string(name), at.send(), at.evidence(),
                not_received
                    ? "a copy of " + proof::name(at.fate.message) +
                          " was suppressed, but none was received by " + proof::name(at.fate.to)
                    : "a copy of " + proof::name(at.fate.message) +
                          " was suppressed, which has not happened"});
}

bool MessageIntegrity::was_received_before(EventId message, ProcessId to) {
  return !ahead_.empty() && ahead_.erase({message, to}) != 0;
}

void MessageIntegrity::end(Findings& findings) const {
  for (const auto& [key, receive] : ahead_)
    findings.add({std::string(name),
                  {key.first, 0},
                  receive,
                  proof::name(receive.event) + " receives " + proof::name(key.first) +
                      ", which was never sent to " + proof::name(key.second)});
}

void Conservation::fate(const FateOccasion& at, Findings& findings) {
  if (at.fate.fate == FateKind::duplicated || at.message != nullptr) [[likely]]
    return;
  findings.add({std::string(name), at.send(), at.evidence(),
                proof::name(at.fate.message) + " is " + std::string(name_of(at.fate.fate)) +
                    ", but it is not on its way to " + proof::name(at.fate.to)});
}

void Conservation::end(const OpenMessages& open, Findings& findings) {
  std::vector<OpenMessage> left;
  open.for_each([&](const OpenMessage& message) { left.push_back(message); });
  std::sort(left.begin(), left.end(), [](const auto& a, const auto& b) {
    return std::pair(a.message, a.to) < std::pair(b.message, b.to);
  });
  for (const auto& message : left)
    findings.add({std::string(name),
                  message.evidence(),
                  {{message.to, {}}, 0},
                  proof::name(message.message) + " was sent to " + proof::name(message.to) +
                      " and is neither received nor has a final fate"});
}

}  // namespace lamport
