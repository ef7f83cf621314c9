// The journal's thread: jobs in order, continuations on the thread that posts, and dead there too:
// they hold what only that thread may touch. What is stored is the stores' own test.
#include "net/journal.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace lamport::net {
namespace {

// The loop of a test: what is posted runs when asked for. The journal's thread waits until it has
// run and is gone, so that a copy left behind there would be the last.
class Loop {
 public:
  void post(std::function<void()> action) {
    std::unique_lock lock(mutex_);
    action_ = std::move(action);
    changed_.notify_one();
    changed_.wait(lock, [this] { return !action_; });
  }
  void run_one() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return bool(action_); });
    action_();
    action_ = nullptr;
    changed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> action_;
};

// A store whose commits fail when they carry nothing.
class Picky final : public Store {
 public:
  Result<Recovered> recover() override { return Recovered{}; }
  Result<Done> commit(const Batch& batch) override {
    if (batch.empty()) return Error{ErrorCode::cannot_write, "nothing to store", {}, {}};
    return Done{};
  }
  Result<EventsPage> page(const EventsQuery&) override { return EventsPage{}; }
  Result<std::vector<Outgoing>> outgoing(ProcessId, EventIndex, std::size_t) override {
    return std::vector<Outgoing>{};
  }
};

// Notes on which thread its last copy goes.
std::shared_ptr<int> watched(std::vector<std::thread::id>& ends) {
  return {new int(0), [&ends](const int* value) {
            delete value;
            ends.push_back(std::this_thread::get_id());
          }};
}

Batch something() {
  Batch batch;
  batch.facts = {{"run", "r"}};
  return batch;
}

TEST(JournalThread, ContinuationsRunAndDieOnTheLoopThread) {
  Loop loop;
  std::vector<std::thread::id> ends;
  std::vector<std::thread::id> runs;
  {
    JournalThread journal(
        std::make_unique<Picky>(), [&](auto action) { loop.post(std::move(action)); },
        [](const Error&) { FAIL() << "the store did not fail"; });
    const auto ran = [&] { runs.push_back(std::this_thread::get_id()); };
    for (int round = 0; round < 100; ++round) {
      journal.submit(something(), [&, held = watched(ends)](const Batch&) { ran(); });
      journal.page({}, [&, held = watched(ends)](const EventsPage&) { ran(); });
      journal.outgoing({1}, {0}, 1, [&, held = watched(ends)](const auto&) { ran(); });
      for (int job = 0; job < 3; ++job) loop.run_one();
    }
  }
  const std::vector<std::thread::id> here(300, std::this_thread::get_id());
  EXPECT_EQ(runs, here);
  EXPECT_EQ(ends, here);
}

TEST(JournalThread, AFailedStoreEndsItAndLeavesTheRestToTheLoopThread) {
  Loop loop;
  std::vector<std::thread::id> ends;
  int failures = 0;
  {
    JournalThread journal(
        std::make_unique<Picky>(), [&](auto action) { loop.post(std::move(action)); },
        [&](const Error&) {
          ++failures;
          loop.post([] {});
        });
    const auto never = [&] {
      return [held = watched(ends)](const Batch&) { FAIL() << "nothing is durable any more"; };
    };
    journal.submit({}, never());
    journal.submit(something(), never());
    loop.run_one();
  }
  EXPECT_EQ(failures, 1);
  EXPECT_EQ(ends, std::vector<std::thread::id>(2, std::this_thread::get_id()));
}

}  // namespace
}  // namespace lamport::net
