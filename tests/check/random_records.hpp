// Small random traces with happened-before by its definition: the transitive closure of process
// order and send -> receive. The oracle for whatever streams; it shares no code with that.
#pragma once

#include <deque>
#include <random>
#include <set>
#include <vector>

#include "core/trace/records.hpp"

namespace lamport {

class RandomTrace {
 public:
  RandomTrace(std::uint64_t seed, std::uint32_t processes, std::size_t events) : random_(seed) {
    last_.resize(processes);
    while (events_.size() < events) step();
    close();
  }

  [[nodiscard]] const std::vector<Record>& records() const { return records_; }
  [[nodiscard]] const std::vector<EventRecord>& events() const { return events_; }
  [[nodiscard]] bool happened_before(std::size_t a, std::size_t b) const { return before_[a][b]; }
  [[nodiscard]] EventId id(std::size_t event) const {
    return {events_[event].process, events_[event].index};
  }
  /// The send that an event receives from; its own number if it is no receive.
  [[nodiscard]] std::size_t sender(std::size_t event) const { return sender_[event]; }
  [[nodiscard]] EventIndex last(ProcessId process) const { return {last_[process.value]}; }
  /// Messages that are neither received nor lost: by number of the send event, and recipient.
  [[nodiscard]] const std::vector<std::pair<std::size_t, ProcessId>>& open() const { return open_; }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  void step() {
    const auto choice = below(10);
    if (choice < 4 && !open_.empty()) return settle(choice == 0);
    EventRecord event;
    event.process = {static_cast<std::uint32_t>(below(last_.size()))};
    if (choice < 8) {
      std::set<ProcessId> to;
      for (auto count = 1 + below(2); count > 0; --count)
        to.insert({static_cast<std::uint32_t>(below(last_.size()))});
      event.kind = EventKind::send;
      event.to = recipients_.emplace_back(to.begin(), to.end());
      for (const auto recipient : to) open_.emplace_back(events_.size(), recipient);
    }
    add(event, events_.size());
  }

  void settle(bool lose) {
    const auto at = open_.begin() + static_cast<std::ptrdiff_t>(below(open_.size()));
    const auto [send, to] = *at;
    open_.erase(at);
    if (lose) {
      records_.emplace_back(FateRecord{id(send), to, FateKind::dropped, {}, FateReason::loss});
      return;
    }
    EventRecord event;
    event.process = to;
    event.kind = EventKind::receive;
    event.message = id(send);
    add(event, send);
  }

  void add(EventRecord event, std::size_t sender) {
    event.index = {++last_[event.process.value]};
    sender_.push_back(sender);
    events_.push_back(event);
    records_.emplace_back(event);
  }

  void close() {
    const auto size = events_.size();
    before_.assign(size, std::vector<bool>(size, false));
    for (std::size_t b = 0; b < size; ++b)
      for (std::size_t a = 0; a < b; ++a) {
        if (events_[a].process != events_[b].process && sender_[b] != a) continue;
        before_[a][b] = true;
        for (std::size_t c = 0; c < a; ++c)
          if (before_[c][a]) before_[c][b] = true;
      }
  }

  std::mt19937_64 random_;
  std::vector<std::uint64_t> last_;
  std::vector<std::pair<std::size_t, ProcessId>> open_;
  std::deque<std::vector<ProcessId>> recipients_;
  std::vector<Record> records_;
  std::vector<EventRecord> events_;
  std::vector<std::size_t> sender_;
  std::vector<std::vector<bool>> before_;
};

}  // namespace lamport
