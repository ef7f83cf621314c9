// Ledger: what happened on this node, in order, and how far it is durable. It numbers records,
// gathers them into batches, hands one at a time to the journal, and lets nobody see or continue
// before that. What a record means is the host's.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/batch.hpp"
#include "net/journal.hpp"
#include "net/record_text.hpp"

namespace lamport::net {

/// Thread rule: the loop thread.
class Ledger {
 public:
  /// `closing` is called just before a batch is handed over, to add what must go with it;
  /// `durable` when it is durable, before the continuations that waited for it.
  struct Hooks {
    std::function<void(Batch&)> closing;
    std::function<void(const Batch&)> durable;
  };

  Ledger(Journal& journal, Cursor last, Hooks hooks);

  void add(const Record& record);
  void add_receive(const EventRecord& receive, LamportTime own, LamportTime sent);
  /// The batch that is being gathered, for all that is no record.
  [[nodiscard]] Batch& open() { return open_; }

  /// Runs `action` once everything so far is durable; at once if it is.
  void when_durable(std::function<void()> action);
  /// Hands over what has been gathered unless a batch is on its way; then that one's end does it.
  void flush();

  /// After the latest record, durable or not.
  [[nodiscard]] Cursor last() const { return last_; }
  [[nodiscard]] Cursor durable() const { return durable_; }
  [[nodiscard]] bool settled() const { return !in_flight_ && open_.empty(); }

 private:
  void finished(const Batch& batch);

  Journal& journal_;
  Hooks hooks_;
  RecordText text_;
  Cursor last_;
  Cursor durable_;
  Batch open_;
  bool in_flight_ = false;
  std::vector<std::function<void()>> waiting_open_;
  std::vector<std::function<void()>> waiting_flight_;
};

}  // namespace lamport::net
