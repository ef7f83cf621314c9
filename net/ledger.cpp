// Group commit, seen from the loop.
#include "net/ledger.hpp"

namespace lamport::net {

Ledger::Ledger(Journal& journal, Cursor last, Hooks hooks)
    : journal_(journal), hooks_(std::move(hooks)), last_(last), durable_(last) {}

void Ledger::add(const Record& record) {
  const bool input = std::holds_alternative<InputRecord>(record);
  const bool event = std::holds_alternative<EventRecord>(record);
  open_.items.push_back({++last_, input, text_.item(record), event});
}

void Ledger::add_receive(const EventRecord& receive, LamportTime own, LamportTime sent) {
  open_.items.push_back({++last_, false, text_.item(receive, own, sent), true});
}

void Ledger::when_durable(std::function<void()> action) {
  if (!open_.empty())
    waiting_open_.push_back(std::move(action));
  else if (in_flight_)
    waiting_flight_.push_back(std::move(action));
  else
    action();
}

void Ledger::flush() {
  if (in_flight_ || open_.empty()) return;
  hooks_.closing(open_);
  in_flight_ = true;
  waiting_flight_ = std::exchange(waiting_open_, {});
  journal_.submit(std::exchange(open_, {}), [this](const Batch& batch) { finished(batch); });
}

void Ledger::finished(const Batch& batch) {
  in_flight_ = false;
  if (!batch.items.empty()) durable_ = batch.items.back().cursor;
  const auto waiting = std::exchange(waiting_flight_, {});
  hooks_.durable(batch);
  for (const auto& action : waiting) action();
  flush();
}

}  // namespace lamport::net
