// The store of a node without a journal (--ephemeral): the same answers as long as the process
// lives. It keeps the latest records only; older ones are gone, which a reader sees by the cursor.
#include <algorithm>
#include <deque>
#include <map>

#include "net/store.hpp"

namespace lamport::net {
namespace {

class MemoryStore final : public Store {
 public:
  Result<Recovered> recover() override { return Recovered{}; }

  Result<Done> commit(const Batch& batch) override {
    for (const auto& item : batch.items) items_.push_back(item);
    while (items_.size() > most_records_in_memory) items_.pop_front();
    for (const auto& message : batch.outgoing) outgoing_[message.to].push_back(message);
    for (const auto& mark : batch.acknowledged) {
      auto& waiting = outgoing_[mark.peer];
      while (!waiting.empty() && waiting.front().index <= mark.index) waiting.pop_front();
    }
    return Done{};
  }

  Result<EventsPage> page(const EventsQuery& query) override {
    const auto wanted = [&](const Item& item) { return query.inputs || !item.input; };
    EventsPage page;
    auto at = items_.begin();
    if (query.tail) {
      at = items_.end();
      for (std::uint32_t left = *query.tail; left != 0 && at != items_.begin();)
        if (wanted(*--at)) --left;
      page.next = at != items_.end() ? at->cursor - 1 : last();
    } else {
      at = std::upper_bound(items_.begin(), items_.end(), query.after,
                            [](Cursor after, const Item& item) { return after < item.cursor; });
      page.next = query.after;
    }
    const auto limit = query.tail ? std::max(*query.tail, 1U) : query.limit;
    for (; at != items_.end(); ++at) {
      if (!wanted(*at)) continue;
      if (page.items.size() == limit) {
        page.more = true;
        break;
      }
      page.items.push_back(*at);
      page.next = at->cursor;
    }
    return page;
  }

  Result<std::vector<Outgoing>> outgoing(ProcessId to, EventIndex after,
                                         std::size_t limit) override {
    std::vector<Outgoing> messages;
    for (const auto& message : outgoing_[to]) {
      if (messages.size() == limit) break;
      if (message.index > after) messages.push_back(message);
    }
    return messages;
  }

 private:
  [[nodiscard]] Cursor last() const { return items_.empty() ? 0 : items_.back().cursor; }

  std::deque<Item> items_;
  std::map<ProcessId, std::deque<Outgoing>> outgoing_;
};

}  // namespace

std::unique_ptr<Store> make_memory_store() {
  return std::make_unique<MemoryStore>();
}

}  // namespace lamport::net
