// See order.hpp.
#include "core/check/order.hpp"

#include <string>

#include "core/check/proof.hpp"

namespace lamport {

namespace {

Finding out_of_order(EvidenceEvent first, EvidenceEvent second, std::string proof) {
  return {std::string(Order::name), first, second, std::move(proof)};
}

std::string nanoseconds_text(Time time) {
  return std::to_string(time.nanoseconds) + " ns";
}

}  // namespace

void Order::event(const Occasion& at, Findings& findings) {
  if (at.is_ahead) [[unlikely]]
    findings.add(out_of_order({at.event.message, 0}, at.evidence(),
                              proof::name(at.id()) + " receives " + proof::name(at.event.message) +
                                  ", which has not happened so far"));
  if (merged_) return event_in_turn(at, findings);
  in_time(at.event.time, at.evidence(), findings);
  if (ending_) [[unlikely]]
    last_of_all(at.evidence(), findings);
  if (at.event.kind == EventKind::receive) {
    const Arrival arrival{at.event.message, at.event.process};
    if (arrived_.line != 0 && arrival < arrival_)
      findings.add(out_of_order(arrived_, at.evidence(),
                                "at " + nanoseconds_text(time_) + " " + proof::name(at.id()) +
                                    " receives " + proof::name(at.event.message) + " after " +
                                    proof::name(arrived_.event) + " received " +
                                    proof::name(std::get<EventId>(arrival_)) +
                                    "; at one time receives ascend by message and recipient"));
    arrival_ = arrival;
    arrived_ = at.evidence();
  }
  latest_ = at.evidence();
}

void Order::fate(const FateOccasion& at, Findings& findings) {
  if (merged_) return fate_in_turn(at, findings);
  in_time(at.fate.time, at.evidence(), findings);
  if (at.fate.fate != FateKind::undelivered) {
    if (ending_) last_of_all(at.evidence(), findings);
    return;
  }
  const Arrival undelivered{at.fate.message, at.fate.to};
  if (ending_ && undelivered <= undelivered_)
    findings.add(out_of_order({std::get<EventId>(undelivered_), 0}, at.evidence(),
                              proof::name(at.fate.message) + " is undelivered after " +
                                  proof::name(std::get<EventId>(undelivered_)) +
                                  "; undelivered messages ascend by message and recipient"));
  ending_ = true;
  undelivered_ = undelivered;
}

void Order::life(const LifeRecord& life, std::uint64_t line, Findings& findings) {
  const EvidenceEvent at{{life.process, {}}, line};
  if (merged_) return note_in_turn({life.process, life.after}, at, findings);
  in_time(life.time, at, findings);
  if (ending_) last_of_all(at, findings);
}

// A link has no event of its own: in a merged trace it stands in the log of one of its ends.
void Order::link(const LinkRecord& link, std::uint64_t line, Findings& findings) {
  const EvidenceEvent at{{link.from, {}}, line};
  if (!merged_) {
    in_time(link.time, at, findings);
    if (ending_) last_of_all(at, findings);
    return;
  }
  const bool before_all_events = lamport_ == LamportTime{};
  const bool at_an_end = latest_.event.process == link.from || latest_.event.process == link.to;
  if (before_all_events || at_an_end) {
    rank_ = Rank::note;
    return;
  }
  findings.add(out_of_order(latest_, at,
                            "a change of the link from " + proof::name(link.from) + " to " +
                                proof::name(link.to) + " stands behind " +
                                proof::name(latest_.event) + ", an event of neither"));
}

void Order::input(const InputRecord& input, std::uint64_t line, Findings& findings) {
  const EvidenceEvent at{{input.process, {}}, line};
  if (merged_) return note_in_turn({input.process, input.after}, at, findings);
  in_time({input.wall}, at, findings);
  if (ending_) last_of_all(at, findings);
}

void Order::in_time(Time time, EvidenceEvent at, Findings& findings) {
  if (time < time_) [[unlikely]]
    findings.add(out_of_order(
        latest_, at,
        "time falls from " + nanoseconds_text(time_) + " to " + nanoseconds_text(time)));
  if (time == time_) return;
  time_ = time;
  arrived_ = {};
}

void Order::last_of_all(EvidenceEvent at, Findings& findings) const {
  const auto message = std::get<EventId>(undelivered_);
  findings.add(out_of_order(
      {message, 0}, at,
      "this stands after " + proof::name(message) + " was undelivered at the end of the run"));
}

void Order::event_in_turn(const Occasion& at, Findings& findings) {
  const std::tuple before{lamport_, latest_.event};
  const std::tuple now{at.event.lamport, at.id()};
  if (now <= before)
    findings.add(out_of_order(latest_, at.evidence(),
                              proof::stamp(at.id(), at.event.lamport) + " stands after " +
                                  proof::stamp(latest_.event, lamport_) +
                                  "; merged traces ascend by (lamport, process, index)"));
  lamport_ = at.event.lamport;
  latest_ = at.evidence();
  rank_ = Rank::event;
}

void Order::fate_in_turn(const FateOccasion& at, Findings& findings) {
  const bool in_turn = latest_.event == at.fate.message && rank_ != Rank::note &&
                       (rank_ == Rank::event || recipient_ < at.fate.to ||
                        (recipient_ == at.fate.to && at.fate.fate == FateKind::duplicated));
  if (!in_turn)
    findings.add(out_of_order(latest_, at.evidence(),
                              "a fate of " + proof::name(at.fate.message) + " stands behind " +
                                  proof::name(latest_.event) +
                                  "; its place is directly behind its send, by recipient"));
  if (latest_.event != at.fate.message) return;
  rank_ = Rank::fate;
  recipient_ = at.fate.to;
}

// What comes after an event of its process; before its first event, at the trace's beginning.
void Order::note_in_turn(EventId after, EvidenceEvent at, Findings& findings) {
  const bool before_all_events = after.index == EventIndex{} && lamport_ == LamportTime{};
  const bool in_turn =
      before_all_events ? latest_.event.process <= after.process : latest_.event == after;
  if (!in_turn)
    findings.add(out_of_order(latest_, at,
                              "this comes after event " + proof::name(after) +
                                  " and stands behind " + proof::name(latest_.event)));
  if (before_all_events) latest_ = {after, 0};
  rank_ = Rank::note;
}

}  // namespace lamport
