// Follows one common sequence of deliveries and every process's place in it.
#include "core/check/total_order_rule.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace lamport {
namespace {

std::string text(EventId id) {
  return std::to_string(id.process.value) + ":" + std::to_string(id.index.value);
}

std::string text(TotalOrderStamp place) {
  return "(" + std::to_string(place.time.value) + ", " + std::to_string(place.process.value) + ")";
}

template <class Number>
bool take_number(std::string_view& text, Number& number) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return error == std::errc{};
}

bool take(std::string_view& text, std::string_view word) {
  const bool there = text.starts_with(word);
  if (there) text.remove_prefix(word.size());
  return there;
}

// The broadcast that a label "deliver (<stamp>, <process>)" names.
std::optional<TotalOrderStamp> delivered_by(std::string_view label) {
  TotalOrderStamp place;
  const bool names_one = take(label, "deliver (") && take_number(label, place.time.value) &&
                         take(label, ", ") && take_number(label, place.process.value) &&
                         label == ")";
  return names_one ? std::optional{place} : std::nullopt;
}

}  // namespace

void TotalOrderRule::header(const Header& header, Findings&) {
  followers_.resize(header.processes.size());
  complete_ = header.complete;
}

void TotalOrderRule::record(const Record& record, std::uint64_t line, Findings& findings) {
  if (const auto* occurred = std::get_if<EventRecord>(&record)) {
    event(*occurred, line, findings);
  } else if (const auto* fate = std::get_if<FateRecord>(&record)) {
    if (fate->fate != FateKind::duplicated) lost_ = true;
  } else if (const auto* life = std::get_if<LifeRecord>(&record)) {
    if (life->change == LifeChange::crash) down_.insert(life->process);
    if (life->change == LifeChange::restart) down_.erase(life->process);
  }
}

void TotalOrderRule::event(const EventRecord& event, std::uint64_t line, Findings& findings) {
  if (event.process.value >= followers_.size()) return;  // not well-formed; another rule says so
  if (event.kind == EventKind::receive) {
    --under_way_;
    return;
  }
  under_way_ += event.to.size();
  const EvidenceEvent self{{event.process, event.index}, line};
  if (event.label == "broadcast" || event.label.starts_with("broadcast ")) {
    broadcasts_.emplace(TotalOrderStamp{event.lamport, event.process}, Broadcast{self});
  } else if (event.kind == EventKind::internal) {
    if (event.label == "lost") stray(event.process);
    if (const auto broadcast = delivered_by(event.label)) deliver(*broadcast, self, findings);
  }
}

void TotalOrderRule::deliver(TotalOrderStamp broadcast, EvidenceEvent event, Findings& findings) {
  const auto process = event.event.process;
  auto& follower = followers_[process.value];
  if (!follower.followed) return;
  const auto place = follower.delivered++ - forgotten_;
  if (place == sequence_.size()) {
    const auto made = broadcasts_.find(broadcast);
    const bool anew = made != broadcasts_.end() && !made->second.in_sequence;
    if (!anew)
      find(
          findings, made == broadcasts_.end() ? EvidenceEvent{} : made->second.event, event,
          text(event.event) + " delivers " + text(broadcast) +
              (made == broadcasts_.end() ? ", which nobody broadcast, or all have delivered already"
                                         : ", which is in the sequence already"));
    if (!anew) return stray(process);
    made->second.in_sequence = true;
    sequence_.push_back({broadcast, event});
  } else if (const auto& due = sequence_[place]; due.broadcast != broadcast) {
    find(findings, due.event, event,
         "delivery " + std::to_string(follower.delivered) + " of process " +
             std::to_string(process.value) + " is " + text(broadcast) + "; at " +
             text(due.event.event) + " process " + std::to_string(due.event.event.process.value) +
             " delivered " + text(due.broadcast) + " in that place");
    return stray(process);
  }
  if (place == 0) forget_what_all_have();
}

void TotalOrderRule::stray(ProcessId process) {
  followers_[process.value].followed = false;
  forget_what_all_have();
}

void TotalOrderRule::forget_what_all_have() {
  auto slowest = std::numeric_limits<std::uint64_t>::max();
  for (const auto& follower : followers_)
    if (follower.followed) slowest = std::min(slowest, follower.delivered);
  for (; forgotten_ < slowest && !sequence_.empty(); ++forgotten_) {
    broadcasts_.erase(sequence_.front().broadcast);
    sequence_.pop_front();
  }
}

void TotalOrderRule::end(Findings& findings) {
  if (!complete_ || lost_ || under_way_ != 0 || !down_.empty()) return;
  const auto missing = [&](std::uint32_t process, TotalOrderStamp broadcast) {
    find(findings, {}, broadcasts_.at(broadcast).event,
         "process " + std::to_string(process) + " never delivers " + text(broadcast) +
             ", broadcast at " + text(broadcasts_.at(broadcast).event.event) +
             ": every message was received and nobody is down");
  };
  for (std::uint32_t process = 0; process < followers_.size(); ++process) {
    const auto& follower = followers_[process];
    if (!follower.followed) continue;
    for (auto place = follower.delivered - forgotten_; place < sequence_.size(); ++place)
      missing(process, sequence_[place].broadcast);
    for (const auto& [broadcast, made] : broadcasts_)
      if (!made.in_sequence) missing(process, broadcast);
  }
}

void TotalOrderRule::find(Findings& findings, EvidenceEvent first, EvidenceEvent second,
                          std::string proof) const {
  findings.add({std::string(name()), first, second, std::move(proof)});
}

}  // namespace lamport
