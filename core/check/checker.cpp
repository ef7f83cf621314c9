// Hands each record to the rules together with what precedes it, then moves on. The rules see the
// state before a record; only this file changes it.
#include "core/check/checker.hpp"

#include <algorithm>
#include <utility>

namespace lamport {

namespace {

ProcessLife life_after(LifeChange change) {
  switch (change) {
    case LifeChange::crash: return ProcessLife::down;
    case LifeChange::pause: return ProcessLife::paused;
    case LifeChange::restart:
    case LifeChange::resume: break;
  }
  return ProcessLife::up;
}

}  // namespace

std::string_view name_of(RuleState state) {
  switch (state) {
    case RuleState::ok: return "ok";
    case RuleState::broken: return "broken";
    case RuleState::not_checked: return "not-checked";
    case RuleState::nothing_checked: return "nothing-checked";
  }
  return "";
}

void Checker::add(std::unique_ptr<Rule> rule) {
  std::string name(rule->name());
  extra_.push_back({std::move(rule), std::move(name), {}});
}

void Checker::header(const Header& header) {
  histories_.resize(header.processes.size());
  complete_ = header.complete;
  well_formed_.rule.header(header);
  order_.rule.header(header);
  message_integrity_.rule.header(header);
  jump_.rule.header(header);
  faults_.rule.header(header);
  vectors_.rule.header(header);
  for (const auto& name : header.rules) {
    const auto known = std::any_of(extra_.begin(), extra_.end(),
                                   [&](const Extra& extra) { return extra.name == name; });
    if (!known) extra_.push_back({make_rule(name), name, {}});
  }
  for (auto& extra : extra_)
    if (extra.rule != nullptr) extra.rule->header(header, extra.findings);
}

History& Checker::history(ProcessId process) {
  LAMPORT_ASSERT(process.value < histories_.size(), "a record names a process not in the header");
  return histories_[process.value];
}

void Checker::record(const Record& record, std::uint64_t line) {
  ++records_;
  if (const auto* one = std::get_if<EventRecord>(&record)) [[likely]]
    event(*one, line);
  else if (const auto* fated = std::get_if<FateRecord>(&record))
    fate(*fated, line);
  else if (const auto* changed = std::get_if<LifeRecord>(&record))
    life(*changed, line);
  else if (const auto* given = std::get_if<InputRecord>(&record))
    input(*given, line);
  else
    link(std::get<LinkRecord>(record), line);
  for (auto& extra : extra_)
    if (extra.rule != nullptr) extra.rule->record(record, line, extra.findings);
}

void Checker::event(const EventRecord& event, std::uint64_t line) {
  ++events_;
  auto& own = history(event.process);
  OpenMessage* message = nullptr;
  bool is_ahead = false;
  if (event.kind == EventKind::receive) {
    ++receives_;
    message = open_.find(event.message, event.process);
    is_ahead = message == nullptr && history(event.message.process).index < event.message.index;
  }
  const Occasion at{event, line, own, message, is_ahead};
  well_formed_.rule.event(at, well_formed_.findings);
  clock_condition_.rule.event(at, clock_condition_.findings);
  step_exact_.rule.event(at, step_exact_.findings);
  order_.rule.event(at, order_.findings);
  message_integrity_.rule.event(at, message_integrity_.findings);
  jump_.rule.event(at, jump_.findings);
  faults_.rule.event(at, faults_.findings);
  vectors_.rule.event(at, vectors_.findings);

  if (message != nullptr) open_.remove(message);
  own.index = event.index;
  own.lamport = event.lamport;
  own.line = line;
  own.incarnation = event.incarnation;
  own.input_is_new = false;
  if (event.kind == EventKind::send) open(event, line);
}

void Checker::open(const EventRecord& event, std::uint64_t line) {
  const EventId message{event.process, event.index};
  if (message.index.value == 0) return;  // well-formed has said so
  for (const auto to : event.to) {
    if (message_integrity_.rule.was_received_before(message, to)) continue;
    if (open_.find(message, to) == nullptr) open_.add({message, line, event.lamport, to});
  }
}

void Checker::fate(const FateRecord& fate, std::uint64_t line) {
  auto* message = open_.find(fate.message, fate.to);
  const FateOccasion at{fate, line, history(fate.message.process), history(fate.to), message};
  well_formed_.rule.fate(at, well_formed_.findings);
  order_.rule.fate(at, order_.findings);
  message_integrity_.rule.fate(at, message_integrity_.findings);
  conservation_.rule.fate(at, conservation_.findings);
  jump_.rule.fate(at, jump_.findings);
  faults_.rule.fate(at, faults_.findings);
  if (fate.fate == FateKind::duplicated || message == nullptr) return;
  vectors_.rule.close(fate.message);
  open_.remove(message);
}

void Checker::life(const LifeRecord& life, std::uint64_t line) {
  auto& own = history(life.process);
  well_formed_.rule.life(life, line, own, well_formed_.findings);
  order_.rule.life(life, line, order_.findings);
  own.life = life_after(life.change);
  own.incarnation = life.incarnation;
  if (life.change == LifeChange::restart) own.start_is_due = true;
}

void Checker::input(const InputRecord& input, std::uint64_t line) {
  auto& own = history(input.process);
  well_formed_.rule.input(input, line, own, well_formed_.findings);
  order_.rule.input(input, line, order_.findings);
  own.input = input.input;
  own.input_is_new = true;
  if (input.input == InputKind::start) own.start_is_due = false;
  own.step = input.step;
  own.mono = input.mono;
  own.wall = input.wall;
}

void Checker::link(const LinkRecord& link, std::uint64_t line) {
  well_formed_.rule.link(link, line, well_formed_.findings);
  order_.rule.link(link, line, order_.findings);
  faults_.rule.link(link, line);
}

void Checker::end_rules() {
  message_integrity_.rule.end(message_integrity_.findings);
  conservation_.rule.end(open_, conservation_.findings);
  for (auto& extra : extra_)
    if (extra.rule != nullptr) extra.rule->end(extra.findings);
}

Verdict Checker::finish(bool whole) {
  if (whole) end_rules();
  Verdict verdict;
  verdict.whole = whole;
  verdict.complete = complete_;
  verdict.records = records_;
  verdict.events = events_;
  verdict.receives = receives_;
  const auto tell = [&](std::string_view rule, const Findings& findings, std::string note = {}) {
    const auto state = findings.count() != 0 ? RuleState::broken
                       : !note.empty()       ? RuleState::not_checked
                                             : RuleState::ok;
    verdict.rules.push_back({std::string(rule), state, findings.count(), std::move(note)});
    verdict.finding_count += findings.count();
    verdict.findings.insert(verdict.findings.end(), findings.kept().begin(), findings.kept().end());
  };
  tell(WellFormed::name, well_formed_.findings);
  tell(ClockCondition::name, clock_condition_.findings);
  tell(StepExact::name, step_exact_.findings);
  tell(Order::name, order_.findings);
  tell(MessageIntegrity::name, message_integrity_.findings);
  tell(Conservation::name, conservation_.findings,
       whole ? "" : "the trace stops early: what is open now may have ended later");
  tell(Jump::name, jump_.findings);
  tell(Faults::name, faults_.findings,
       faults_.rule.applies() ? "" : "only a simulation's records stand in the order of time");
  tell(Vectors::name, vectors_.findings, vectors_.rule.why_not());
  for (const auto& extra : extra_)
    tell(extra.name, extra.findings,
         extra.rule == nullptr ? "this lamport knows no rule of that name"
         : whole               ? ""
                               : "the trace stops early: decided as far as it goes");
  verdict.rules.push_back({"non-vacuous",
                           receives_ == 0 ? RuleState::nothing_checked : RuleState::ok, 0,
                           receives_ == 0 ? "no message is received in it" : ""});
  std::stable_sort(
      verdict.findings.begin(), verdict.findings.end(),
      [](const Finding& a, const Finding& b) { return a.second.line < b.second.line; });
  verdict.state = verdict.finding_count != 0 ? RuleState::broken
                  : receives_ == 0           ? RuleState::nothing_checked
                                             : RuleState::ok;
  return verdict;
}

}  // namespace lamport
