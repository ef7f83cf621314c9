// Store: where batches end up, synchronously. One that is a file, one that is memory; the journal's
// thread drives either. It decides nothing about when.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "net/batch.hpp"

namespace lamport::net {

/// Thread rule: one thread at a time.
class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  /// What was stored until now. Once, before the first commit. Reads no old events.
  virtual Result<Recovered> recover() = 0;
  /// All of `batch`, durable when it returns. After an error nothing of it is.
  virtual Result<Done> commit(const Batch& batch) = 0;

  virtual Result<EventsPage> page(const EventsQuery& query) = 0;
  /// The first messages to `to` after `after`, ascending.
  virtual Result<std::vector<Outgoing>> outgoing(ProcessId to, EventIndex after,
                                                 std::size_t limit) = 0;
};

/// The records of this many last ones are kept by a store in memory.
inline constexpr std::size_t most_records_in_memory = 1'000'000;

[[nodiscard]] std::unique_ptr<Store> make_memory_store();

/// Opens `directory`/journal.db, makes both if they are not there, and locks it. Errors say what is
/// wrong (a directory that cannot be written, a file of something else, of a newer version,
/// damaged, or in use by another process) and how to mend it.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& directory);

}  // namespace lamport::net
