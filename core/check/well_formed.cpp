// See well_formed.hpp.
#include "core/check/well_formed.hpp"

#include <string>

#include "core/check/proof.hpp"
#include "core/trace/record_names.hpp"

namespace lamport {

namespace {

Finding misfit(EvidenceEvent first, EvidenceEvent second, std::string proof) {
  return {std::string(WellFormed::name), first, second, std::move(proof)};
}

EvidenceEvent latest_of(ProcessId process, const History& history) {
  return {{process, history.index}, history.line};
}

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

const char* word(ProcessLife life) {
  switch (life) {
    case ProcessLife::up: return "up";
    case ProcessLife::paused: return "paused";
    case ProcessLife::down: return "down";
  }
  return "";
}

bool fits(FateKind fate, FateReason reason) {
  switch (reason) {
    case FateReason::loss:
    case FateReason::partition:
    case FateReason::down:
    case FateReason::queue: return fate == FateKind::dropped;
    case FateReason::jump:
    case FateReason::range: return fate == FateKind::rejected;
    case FateReason::end: return fate == FateKind::undelivered;
    case FateReason::copy: return fate == FateKind::duplicated;
  }
  return false;
}

}  // namespace

void WellFormed::header(const Header& header) {
  source_ = header.source;
}

void WellFormed::event(const Occasion& at, Findings& findings) const {
  const auto& [event, line, before, message, is_ahead] = at;
  if (event.index.value != before.index.value + 1) [[unlikely]]
    findings.add(misfit(at.previous(), at.evidence(),
                        proof::name(at.id()) + " follows " + proof::name(at.previous().event) +
                            "; indices have no gaps and no repetitions"));
  if (event.incarnation != before.incarnation) [[unlikely]]
    findings.add(misfit(
        at.previous(), at.evidence(),
        proof::name(at.id()) + " is of incarnation " + number(event.incarnation.value) + ", but " +
            proof::name(event.process) + " is in incarnation " + number(before.incarnation.value)));
  if (before.life != ProcessLife::up) [[unlikely]]
    findings.add(misfit(at.previous(), at.evidence(),
                        proof::name(at.id()) + " happens while " + proof::name(event.process) +
                            " is " + word(before.life)));
  if (event.kind == EventKind::receive && event.message.index.value == 0)
    findings.add(misfit({}, at.evidence(), "no event has index 0, so no message"));
  cause(at, findings);
}

// Where a process's inputs are recorded, every event has one that caused it.
void WellFormed::cause(const Occasion& at, Findings& findings) const {
  const auto& before = at.before;
  const auto complain = [&](const std::string& proof) {
    findings.add(misfit(at.previous(), at.evidence(), proof::name(at.id()) + " " + proof));
  };
  if (before.step == 0) {
    if (source_ == TraceSource::live) complain("stands before every input of its process");
    return;
  }
  if (before.start_is_due) complain("stands before the start of its incarnation");
  if (at.event.time.nanoseconds != before.wall)
    complain("has time " + number(at.event.time.nanoseconds) + ", but the input of step " +
             number(before.step) + " that caused it came at " + number(before.wall));
  const bool received = before.input == InputKind::message && before.input_is_new;
  if (received != (at.event.kind == EventKind::receive))
    complain(received ? "is no receive, but the first event after a message"
                      : "is a receive, but not the first event after a message");
}

void WellFormed::fate(const FateOccasion& at, Findings& findings) {
  const auto& fate = at.fate;
  if (!fits(fate.fate, fate.reason))
    findings.add(misfit(at.send(), at.evidence(),
                        "nothing is " + std::string(name_of(fate.fate)) + " for the reason \"" +
                            std::string(name_of(fate.reason)) + "\""));
  if (fate.message.index.value == 0)
    findings.add(misfit({}, at.evidence(), "no event has index 0, so no message"));
}

void WellFormed::life(const LifeRecord& life, std::uint64_t line, const History& before,
                      Findings& findings) const {
  const EvidenceEvent at{{life.process, {}}, line};
  const auto complain = [&](const std::string& proof) {
    findings.add(misfit(latest_of(life.process, before), at, proof));
  };
  const auto what = proof::name(life.process) + " " + std::string(name_of(life.change));
  const bool fits_life = [&] {
    switch (life.change) {
      case LifeChange::crash: return before.life != ProcessLife::down;
      // A live node that is killed cannot say so: its next start is the first to be heard of.
      case LifeChange::restart:
        return before.life == ProcessLife::down || source_ != TraceSource::simulation;
      case LifeChange::pause: return before.life == ProcessLife::up;
      case LifeChange::resume: return before.life == ProcessLife::paused;
    }
    return false;
  }();
  if (!fits_life) complain(what + "s, but it is " + word(before.life));
  const auto incarnation =
      before.incarnation.value + (life.change == LifeChange::restart ? std::uint64_t{1} : 0);
  if (life.incarnation.value != incarnation)
    complain(what + "s in incarnation " + number(life.incarnation.value) + ", not " +
             number(incarnation));
  if (life.after != before.index)
    complain(what + "s after event " + number(life.after.value) + ", but its latest is " +
             number(before.index.value));
}

void WellFormed::link(const LinkRecord& link, std::uint64_t line, Findings& findings) {
  constexpr std::uint64_t million = 1'000'000;
  const auto most = link.change == LinkChange::drop    ? million
                    : link.change == LinkChange::delay ? largest_exact_integer
                                                       : 0;
  if (link.value > most)
    findings.add(misfit({}, {{link.from, {}}, line},
                        "the value of \"" + std::string(name_of(link.change)) + "\" is " +
                            number(link.value) + ", at most " + number(most)));
}

void WellFormed::input(const InputRecord& input, std::uint64_t line, const History& before,
                       Findings& findings) {
  const auto complain = [&](const std::string& proof) {
    findings.add(
        misfit(latest_of(input.process, before), {{input.process, {}}, line},
               "step " + number(input.step) + " of " + proof::name(input.process) + " " + proof));
  };
  if (input.step != before.step + 1)
    complain("follows step " + number(before.step) + "; steps have no gaps");
  if (input.after != before.index)
    complain("comes after event " + number(input.after.value) + ", but its latest is " +
             number(before.index.value));
  if (before.step == 0 && before.index.value != 0) complain("is its first, but it has had events");
  const bool starts = input.input == InputKind::start;
  if (starts != before.start_is_due)
    complain(starts ? "starts it a second time in one incarnation"
                    : "comes before the start of its incarnation");
  if (input.wall < before.wall)
    complain("comes at " + number(input.wall) + ", before its last at " + number(before.wall));
  if (!starts && input.mono < before.mono)
    complain("is at " + number(input.mono) + " of a monotonic clock, before its last at " +
             number(before.mono));
}

}  // namespace lamport
