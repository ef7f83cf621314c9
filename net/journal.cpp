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
    auto& job = jobs_.front();
    lock.unlock();
    const bool stored = job();
    lock.lock();
    // What is left holds continuations, which are for the owner's thread to destroy.
    if (!stored) return;
    jobs_.pop_front();
  }
}

template <class Ask, class T>
void JournalThread::enqueue(Ask ask, std::function<void(T)> done) {
  auto job = [this, ask = std::move(ask), done = std::move(done)]() mutable {
    auto answer = ask(*store_);
    if (!answer) {
      failed_(answer.error());
      return false;
    }
    // Shared, because a std::function must be copyable. `done` is moved on, never copied: its last
    // copy must not die on this thread.
    auto shared = std::make_shared<T>(std::move(*answer));
    post_([shared, done = std::move(done)] { done(std::move(*shared)); });
    return true;
  };
  {
    const std::lock_guard lock(mutex_);
    jobs_.emplace_back(std::move(job));
  }
  wake_.notify_one();
}

void JournalThread::submit(Batch batch, std::function<void(Batch)> done) {
  auto commit = [batch = std::move(batch)](Store& store) mutable -> Result<Batch> {
    if (auto stored = store.commit(batch); !stored) return stored.error();
    return std::move(batch);
  };
  enqueue(std::move(commit), std::move(done));
}

void JournalThread::page(const EventsQuery& query, std::function<void(EventsPage)> done) {
  enqueue([query](Store& store) { return store.page(query); }, std::move(done));
}

void JournalThread::outgoing(ProcessId to, EventIndex after, std::size_t limit,
                             std::function<void(std::vector<Outgoing>)> done) {
  enqueue([=](Store& store) { return store.outgoing(to, after, limit); }, std::move(done));
}

}  // namespace lamport::net
