// The journal's thread: jobs in order, each a commit or a read, results posted to the loop.
#include "net/journal.hpp"

#include <utility>

namespace lamport::net {

JournalThread::JournalThread(std::unique_ptr<Store> store,
                             std::function<void(std::function<void()>)> post,
                             std::function<void(const Error&)> failed)
    : store_(std::move(store)),
      post_(std::move(post)),
      failed_(std::move(failed)),
      thread_([this] { run(); }) {}

JournalThread::~JournalThread() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void JournalThread::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stop_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    if (!dead_) job();
    lock.lock();
  }
}

void JournalThread::enqueue(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

template <class T>
bool JournalThread::holds(const Result<T>& result) {
  if (result) return true;
  dead_ = true;
  failed_(result.error());
  return false;
}

void JournalThread::submit(Batch batch, std::function<void(Batch)> done) {
  // Shared, because a std::function must be copyable; moved on, never copied.
  auto shared = std::make_shared<Batch>(std::move(batch));
  enqueue([this, shared, done = std::move(done)] {
    if (!holds(store_->commit(*shared))) return;
    post_([shared, done] { done(std::move(*shared)); });
  });
}

void JournalThread::page(const EventsQuery& query, std::function<void(EventsPage)> done) {
  enqueue([this, query, done = std::move(done)] {
    auto page = store_->page(query);
    if (!holds(page)) return;
    auto shared = std::make_shared<EventsPage>(std::move(*page));
    post_([shared, done] { done(std::move(*shared)); });
  });
}

void JournalThread::outgoing(ProcessId to, EventIndex after, std::size_t limit,
                             std::function<void(std::vector<Outgoing>)> done) {
  enqueue([this, to, after, limit, done = std::move(done)] {
    auto messages = store_->outgoing(to, after, limit);
    if (!holds(messages)) return;
    auto shared = std::make_shared<std::vector<Outgoing>>(std::move(*messages));
    post_([shared, done] { done(std::move(*shared)); });
  });
}

}  // namespace lamport::net
