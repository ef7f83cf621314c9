// The arithmetic of stamps, and the sentences that show where it fails.
#include "core/check/stamps.hpp"

#include <algorithm>
#include <string>

#include "core/check/proof.hpp"

namespace lamport {

namespace {

/// "process order: L(1:1) = 3 >= L(1:2) = 3".
std::string not_less(const char* edge, EventId a, LamportTime before, EventId b,
                     LamportTime after) {
  return std::string(edge) + ": " + proof::stamp(a, before) + " >= " + proof::stamp(b, after);
}

}  // namespace

void ClockCondition::event(const Occasion& at, Findings& findings) {
  const auto stamp = at.event.lamport;
  const auto previous = at.previous();
  if (at.before.lamport >= stamp)
    findings.add({std::string(name), previous, at.evidence(),
                  not_less("process order", previous.event, at.before.lamport, at.id(), stamp)});
  if (at.message != nullptr && at.message->sent >= stamp)
    findings.add({std::string(name), at.message->evidence(), at.evidence(),
                  not_less("message", at.message->message, at.message->sent, at.id(), stamp)});
}

void StepExact::event(const Occasion& at, Findings& findings) {
  const bool is_receive = at.event.kind == EventKind::receive;
  if (is_receive && at.message == nullptr) return;  // no stamp to hold it against
  const auto own = at.before.lamport.value;
  const auto seen = is_receive ? std::max(own, at.message->sent.value) : own;
  if (at.event.lamport.value == seen + 1) [[likely]]
    return;
  auto proof = proof::stamp(at.id(), at.event.lamport) + ", but ";
  const auto previous = at.previous();
  const auto own_name = "L(" + proof::name(previous.event) + ")";
  const auto sum = " + 1 = " + std::to_string(seen + 1);
  if (is_receive) {
    proof += "max(" + own_name + ", L(" + proof::name(at.message->message) + ")) + 1 = max(" +
             std::to_string(own) + ", " + std::to_string(at.message->sent.value) + ")" + sum;
  } else {
    proof += own_name + " + 1 = " + std::to_string(own) + sum;
  }
  findings.add({std::string(name), is_receive ? at.message->evidence() : previous, at.evidence(),
                std::move(proof)});
}

void Jump::header(const Header& header) {
  in_place_ = header.source == TraceSource::simulation;
  for (const auto& [key, value] : header.settings)
    if (const auto* number = std::get_if<std::uint64_t>(&value); key == "max_jump" && number)
      max_jump_ = *number;
}

void Jump::event(const Occasion& at, Findings& findings) const {
  if (at.message == nullptr) return;
  const auto sent = at.message->sent;
  const auto own = at.before.lamport;
  const auto admission = admit(own, sent, max_jump_);
  if (admission == Admission::admitted) [[likely]]
    return;
  auto proof = proof::name(at.id()) + " was to be rejected: ";
  if (admission == Admission::jump)
    proof += proof::stamp(at.message->message, sent) + " is " +
             std::to_string(sent.value - own.value) + " ahead of " +
             proof::stamp(at.previous().event, own) + ", more than " + std::to_string(max_jump_);
  else
    proof += proof::stamp(at.message->message, sent) + " or " +
             proof::stamp(at.previous().event, own) + " is at the end of Lamport time, " +
             std::to_string(last_lamport_time.value);
  findings.add({std::string(name), at.message->evidence(), at.evidence(), std::move(proof)});
}

void Jump::fate(const FateOccasion& at, Findings& findings) const {
  if (at.fate.fate != FateKind::rejected || at.message == nullptr) return;
  const auto sent = at.message->sent;
  const auto wanted = at.fate.reason == FateReason::jump ? Admission::jump : Admission::range;
  if (!in_place_ && wanted == Admission::range) return;
  const auto own = in_place_ ? at.recipient.lamport : LamportTime{};
  if (admit(own, sent, max_jump_) == wanted) return;
  const auto clock =
      in_place_ ? proof::stamp({at.fate.to, at.recipient.index}, own) : "a clock at 0";
  auto proof = proof::name(at.fate.message) + " was rejected";
  if (wanted == Admission::jump)
    proof += " as a jump, but its stamp " + std::to_string(sent.value) + " is at most " +
             std::to_string(max_jump_) + " ahead of " + clock + ", or beyond all range";
  else
    proof += " as out of range, but neither its stamp " + std::to_string(sent.value) + " nor " +
             clock + " is at the end of Lamport time";
  findings.add({std::string(name), at.send(), at.evidence(), std::move(proof)});
}

}  // namespace lamport
