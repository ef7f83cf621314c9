// Requirements spread along receives; cuts fall between steps.
#include "core/trace/consistent_cut.hpp"

#include <algorithm>
#include <string>

#include "core/base/assert.hpp"

namespace lamport {

namespace {

// A record that outlives the texts it came with.
Record without_texts(const Record& record) {
  auto kept = record;
  if (auto* event = std::get_if<EventRecord>(&kept)) {
    event->to = {};
    event->label = {};
    event->vector = {};
  } else if (auto* input = std::get_if<InputRecord>(&kept)) {
    input->data = {};
  }
  return kept;
}

Time time_of(const Record& record) {
  if (const auto* input = std::get_if<InputRecord>(&record)) return {input->wall};
  return std::visit(
      [](const auto& any) -> Time {
        if constexpr (requires { any.time; }) return any.time;
        return {};
      },
      record);
}

Error misfit(ProcessId process, const std::string& what) {
  return {ErrorCode::bad_data,
          "the log of process " + std::to_string(process.value) + " " + what,
          {},
          "is every node of the same run and version?"};
}

using Pair = std::pair<EventId, ProcessId>;  // a message and one of its recipients

}  // namespace

// The first step that was begun after the required event.
std::optional<std::size_t> ConsistentCut::Log::boundary() const {
  const auto step = std::partition_point(steps.begin(), steps.end(),
                                         [this](const auto& at) { return at.after < required; });
  if (step == steps.end()) return std::nullopt;
  return step->entry;
}

// Without a boundary, a log that was read to its end is whole; of another the last step may not be.
std::size_t ConsistentCut::Log::end() const {
  if (const auto at = boundary()) return *at;
  if (ended) return entries.size();
  return steps.empty() ? 0 : steps.back().entry;
}

void ConsistentCut::require(ProcessId process, EventIndex index) {
  LAMPORT_ASSERT(process.value < logs_.size(), "a log of a process that is not there");
  auto& required = logs_[process.value].required;
  required = std::max(required, index.value);
}

Result<std::uint64_t> ConsistentCut::add(ProcessId process, const Record& record) {
  LAMPORT_ASSERT(process.value < logs_.size(), "a log of a process that is not there");
  auto& log = logs_[process.value];
  if (const auto* event = std::get_if<EventRecord>(&record)) {
    if (event->process != process || event->index.value != log.events + 1)
      return misfit(process, "goes on with event " + std::to_string(event->process.value) + ":" +
                                 std::to_string(event->index.value) + " after " +
                                 std::to_string(log.events) + " events");
    if (event->message.process.value >= logs_.size())
      return misfit(process, "receives from a process that is not there");
    if (event->kind == EventKind::send)
      log.recipients.emplace_back(event->to.begin(), event->to.end());
    ++log.events;
  } else if (const auto* input = std::get_if<InputRecord>(&record)) {
    if (input->process != process || input->after.value != log.events)
      return misfit(process, "has an input after event " + std::to_string(input->after.value) +
                                 " where there are " + std::to_string(log.events));
    log.steps.push_back({log.events, log.entries.size()});
  }
  log.ended = false;
  where_.emplace_back(process, log.entries.size());
  log.entries.push_back({where_.size() - 1, without_texts(record)});
  return where_.size() - 1;
}

void ConsistentCut::at_end(ProcessId process) {
  logs_[process.value].ended = true;
}

void ConsistentCut::give_up(ProcessId process) {
  logs_[process.value].given_up = true;
}

std::optional<ProcessId> ConsistentCut::wanting() {
  for (bool more = true; more;) {
    more = false;
    for (std::uint32_t id = 0; id < logs_.size(); ++id) {
      auto& log = logs_[id];
      if (!log.boundary() && !log.ended && !log.given_up) return ProcessId{id};
      more = follow(log) || more;
    }
  }
  return std::nullopt;
}

// Whoever received a message requires its send event. Says whether anything new was required.
bool ConsistentCut::follow(Log& log) {
  bool more = false;
  const auto end = log.end();
  for (; log.followed < end; ++log.followed) {
    const auto* event = std::get_if<EventRecord>(&log.entries[log.followed].record);
    if (event == nullptr || event->kind != EventKind::receive) continue;
    auto& sender = logs_[event->message.process.value];
    if (event->message.index.value <= sender.required) continue;
    sender.required = event->message.index.value;
    more = true;
  }
  return more;
}

CutTrace ConsistentCut::trace() const {
  CutTrace trace;
  Ends ends;
  for (const auto& log : logs_) {
    ends.push_back(log.end());
    const bool nothing_wanted = log.required == 0 && log.entries.empty();
    if (log.given_up && !nothing_wanted && !log.boundary()) trace.complete = false;
  }
  if (!trace.complete) prune(ends);
  trace.undelivered = open_messages(ends);
  trace.first_undelivered = where_.size();
  auto merged = merge(ends);
  for (std::size_t i = 0; i < trace.undelivered.size(); ++i) {
    const auto& fate = trace.undelivered[i];
    merged.add(fate.message.process, fate, trace.first_undelivered + i);
  }
  trace.records = merged.take();
  return trace;
}

Merge ConsistentCut::merge(const Ends& ends) const {
  Merge merged(static_cast<std::uint32_t>(logs_.size()));
  for (std::uint32_t id = 0; id < logs_.size(); ++id)
    for (std::size_t i = 0; i < ends[id]; ++i) {
      const auto& entry = logs_[id].entries[i];
      merged.add({id}, entry.record, entry.handle);
    }
  return merged;
}

// In the order of the trace a send comes before its receives, so one pass finds all that depends on
// what is missing. A receive is the first event of its step, which the latest input record begins.
void ConsistentCut::prune(Ends& ends) const {
  std::vector<std::uint64_t> sent(logs_.size());  // by process, its events so far that stay
  for (const auto& placed : merge(ends).take()) {
    const auto [process, at] = where_[placed.handle];
    const auto& log = logs_[process.value];
    if (at >= ends[process.value]) continue;
    const auto* event = std::get_if<EventRecord>(&log.entries[at].record);
    if (event == nullptr) continue;
    const bool known = event->kind != EventKind::receive ||
                       event->message.index.value <= sent[event->message.process.value];
    if (known) {
      sent[process.value] = event->index.value;
      continue;
    }
    const auto next = std::partition_point(log.steps.begin(), log.steps.end(),
                                           [at = at](const auto& step) { return step.entry < at; });
    ends[process.value] = next == log.steps.begin() ? 0 : std::prev(next)->entry;
  }
}

std::vector<FateRecord> ConsistentCut::open_messages(const Ends& ends) const {
  std::vector<Pair> open;
  std::vector<Pair> closed;
  Time latest;
  for (std::uint32_t id = 0; id < logs_.size(); ++id) {
    auto recipients = logs_[id].recipients.begin();
    for (std::size_t i = 0; i < ends[id]; ++i) {
      const auto& record = logs_[id].entries[i].record;
      latest = std::max(latest, time_of(record));
      if (const auto* event = std::get_if<EventRecord>(&record)) {
        if (event->kind == EventKind::receive) closed.emplace_back(event->message, ProcessId{id});
        if (event->kind == EventKind::send)
          for (const auto to : *recipients++) open.emplace_back(EventId{{id}, event->index}, to);
      } else if (const auto* fate = std::get_if<FateRecord>(&record)) {
        if (fate->fate != FateKind::duplicated) closed.emplace_back(fate->message, fate->to);
      }
    }
  }
  std::sort(open.begin(), open.end());
  std::sort(closed.begin(), closed.end());
  std::vector<Pair> left;
  std::set_difference(open.begin(), open.end(), closed.begin(), closed.end(),
                      std::back_inserter(left));
  std::vector<FateRecord> fates;
  for (const auto& [message, to] : left)
    fates.push_back({message, to, FateKind::undelivered, latest, FateReason::end});
  return fates;
}

}  // namespace lamport
