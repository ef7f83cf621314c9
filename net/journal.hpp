// Journal: hands batches to a store and says when they are durable. The host submits one batch at a
// time and gathers the next meanwhile: that is the group commit. JournalThread does it on a thread
// of its own; tests have one that stops where they want.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "net/batch.hpp"
#include "net/store.hpp"

namespace lamport::net {

/// Thread rule: called on the loop thread; continuations run there.
class Journal {
 public:
  Journal() = default;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  virtual ~Journal() = default;

  /// Calls `done` with the batch once it is durable. Never calls it if that fails: then the node
  /// has ended.
  virtual void submit(Batch batch, std::function<void(Batch)> done) = 0;
  virtual void page(const EventsQuery& query, std::function<void(EventsPage)> done) = 0;
  virtual void outgoing(ProcessId to, EventIndex after, std::size_t limit,
                        std::function<void(std::vector<Outgoing>)> done) = 0;
};

class JournalThread final : public Journal {
 public:
  /// `post` runs a function on the loop thread. `failed` is called on the journal's thread when the
  /// store fails; it must not return to business: nothing after it becomes durable or visible.
  JournalThread(std::unique_ptr<Store> store, std::function<void(std::function<void()>)> post,
                std::function<void(const Error&)> failed);
  /// Finishes what was submitted; continuations of that are still posted.
  ~JournalThread() override;

  void submit(Batch batch, std::function<void(Batch)> done) override;
  void page(const EventsQuery& query, std::function<void(EventsPage)> done) override;
  void outgoing(ProcessId to, EventIndex after, std::size_t limit,
                std::function<void(std::vector<Outgoing>)> done) override;

 private:
  void run();
  /// `ask`, a Result<T>(Store&), on the journal's thread; then `done` on the loop's.
  template <class Ask, class T>
  void enqueue(Ask ask, std::function<void(T)> done);

  std::unique_ptr<Store> store_;
  std::function<void(std::function<void()>)> post_;
  std::function<void(const Error&)> failed_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<bool()>> jobs_;  // false: the store failed, and the thread ends
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace lamport::net
