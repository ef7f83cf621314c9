// The stores: both keep what they are given and give it back alike; a file that is not a journal of
// ours, or cannot be one, is refused with a reason.
#include "net/store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/net/stage.hpp"

namespace lamport::net {
namespace {

Item item(Cursor cursor, char kind) {
  return {cursor, kind == 'i', "{\"record\":{\"type\":\"" + std::string(1, kind) + "\"}}",
          kind == 'e'};
}

Batch sample() {
  Batch batch;
  batch.items = {item(1, 'i'), item(2, 'e'), item(3, 'e'), item(4, 'i'), item(5, 'l')};
  batch.outgoing = {{{1}, {2}, {7}, "a"}, {{1}, {3}, {8}, "b"}, {{2}, {3}, {8}, "b"}};
  batch.received = {{{2}, {9}}};
  batch.keys = {{"key", 0xffffffffffffffff, 0, 3}};
  batch.facts = {{"run", "r"}, {"owner", "o"}};
  return batch;
}

std::unique_ptr<Store> opened(const std::string& directory) {
  auto store = open_sqlite_store(directory);
  EXPECT_TRUE(store) << to_string(store.error());
  return std::move(*store);
}

ErrorCode refused(const std::string& directory) {
  const auto store = open_sqlite_store(directory);
  EXPECT_FALSE(store);
  if (store) return ErrorCode::usage;
  EXPECT_FALSE(store.error().hint.empty());
  EXPECT_FALSE(store.error().place.file.empty());
  return store.error().code;
}

std::vector<Cursor> cursors(const Result<EventsPage>& page) {
  std::vector<Cursor> all;
  for (const auto& one : page->items) all.push_back(one.cursor);
  return all;
}

// What every store must do; the file's is made anew by each test.
class EveryStore : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    store_ = GetParam() ? opened(scratch_.path()) : make_memory_store();
    ASSERT_TRUE(store_->recover());
    ASSERT_TRUE(store_->commit(sample()));
  }
  ScratchDirectory scratch_;
  std::unique_ptr<Store> store_;
};

TEST_P(EveryStore, PagesRecords) {
  using Cursors = std::vector<Cursor>;
  EXPECT_EQ(cursors(store_->page({0, {}, 10, true})), (Cursors{1, 2, 3, 4, 5}));
  EXPECT_EQ(cursors(store_->page({0, {}, 10, false})), (Cursors{2, 3, 5}));
  EXPECT_EQ(cursors(store_->page({2, {}, 1, false})), (Cursors{3}));
  EXPECT_TRUE(store_->page({2, {}, 1, false})->more);
  EXPECT_EQ(store_->page({2, {}, 1, false})->next, 3U);
  EXPECT_FALSE(store_->page({2, {}, 2, false})->more);
  EXPECT_EQ(store_->page({5, {}, 2, false})->next, 5U);
  EXPECT_EQ(store_->page({0, {}, 1, true})->items[0].json, item(1, 'i').json);
}

TEST_P(EveryStore, PagesTheTail) {
  using Cursors = std::vector<Cursor>;
  EXPECT_EQ(cursors(store_->page({0, 2U, 10, false})), (Cursors{3, 5}));
  EXPECT_EQ(cursors(store_->page({0, 2U, 10, true})), (Cursors{4, 5}));
  EXPECT_EQ(cursors(store_->page({0, 9U, 10, false})), (Cursors{2, 3, 5}));
  EXPECT_EQ(cursors(store_->page({0, 0U, 10, false})), (Cursors{}));
  EXPECT_EQ(store_->page({0, 0U, 10, false})->next, 5U);
}

TEST_P(EveryStore, KeepsMessagesUntilTheyAreAcknowledged) {
  ASSERT_EQ(store_->outgoing({1}, {0}, 10)->size(), 2U);
  EXPECT_EQ(store_->outgoing({1}, {2}, 10)->at(0).body, "b");
  EXPECT_EQ(store_->outgoing({1}, {0}, 1)->size(), 1U);
  Batch batch;
  batch.acknowledged = {{{1}, {2}}};
  ASSERT_TRUE(store_->commit(batch));
  ASSERT_EQ(store_->outgoing({1}, {0}, 10)->size(), 1U);
  EXPECT_EQ(store_->outgoing({1}, {0}, 10)->at(0).sent, LamportTime{8});
  EXPECT_EQ(store_->outgoing({2}, {0}, 10)->size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Stores, EveryStore, testing::Bool(),
                         [](const auto& which) { return which.param ? "File" : "Memory"; });

TEST(SqliteStore, RecoversWhatItWasGiven) {
  const ScratchDirectory scratch;
  {
    auto store = opened(scratch.path());
    ASSERT_TRUE(store->commit(sample()));
    Batch later;
    later.snapshot = Snapshot{5, 17, 100, 200, {9}, 3U << 24, {2}, "{\"s\":1}"};
    ASSERT_TRUE(store->commit(later));
    later = {};
    later.items = {item(6, 'i')};
    ASSERT_TRUE(store->commit(later));
  }
  const auto found = opened(scratch.path())->recover();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->facts.at("run"), "r");
  EXPECT_EQ(found->cursor, 6U);
  EXPECT_EQ(found->last_event, item(3, 'e').json);
  ASSERT_TRUE(found->snapshot);
  EXPECT_EQ(found->snapshot->step, 17U);
  EXPECT_EQ(found->snapshot->state, "{\"s\":1}");
  EXPECT_EQ(found->inputs, std::vector<std::string>{item(6, 'i').json});
  ASSERT_EQ(found->received.size(), 1U);
  EXPECT_EQ(found->received[0].index, EventIndex{9});
  ASSERT_EQ(found->backlog.size(), 2U);
  EXPECT_EQ(found->backlog[0].count, 2U);
  ASSERT_EQ(found->keys.size(), 1U);
  EXPECT_EQ(found->keys[0].digest, 0xffffffffffffffff);
}

TEST(SqliteStore, IsOfOneProcessAlone) {
  const ScratchDirectory scratch;
  const auto first = opened(scratch.path());
  EXPECT_EQ(refused(scratch.path()), ErrorCode::unavailable);
}

TEST(SqliteStore, RefusesWhatIsNoJournal) {
  const ScratchDirectory scratch;
  std::ofstream(scratch.path() + "/journal.db") << std::string(5000, 'x');
  EXPECT_EQ(refused(scratch.path()), ErrorCode::bad_data);
}

TEST(SqliteStore, RefusesSomebodyElsesDatabase) {
  const ScratchDirectory scratch;
  SQLite::Database(scratch.path() + "/journal.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec("CREATE TABLE theirs(a)");
  EXPECT_EQ(refused(scratch.path()), ErrorCode::bad_data);
}

TEST(SqliteStore, RefusesANewerJournal) {
  const ScratchDirectory scratch;
  opened(scratch.path()).reset();
  SQLite::Database(scratch.path() + "/journal.db", SQLite::OPEN_READWRITE)
      .exec("PRAGMA user_version=2");
  EXPECT_EQ(refused(scratch.path()), ErrorCode::bad_data);
}

TEST(SqliteStore, RefusesADamagedJournal) {
  const ScratchDirectory scratch;
  opened(scratch.path()).reset();
  std::filesystem::resize_file(scratch.path() + "/journal.db", 5000);
  const auto store = open_sqlite_store(scratch.path());
  const auto error = store ? (*store)->recover().error() : store.error();
  EXPECT_EQ(error.code, ErrorCode::bad_data) << to_string(error);
}

TEST(SqliteStore, RefusesADirectoryThatCannotBeMade) {
  const ScratchDirectory scratch;
  std::ofstream(scratch.path() + "/file") << "x";
  EXPECT_EQ(refused(scratch.path() + "/file/below"), ErrorCode::cannot_write);
}

TEST(SqliteStore, RefusesADirectoryThatCannotBeWritten) {
  if (::geteuid() == 0) GTEST_SKIP() << "root writes everywhere";
  const ScratchDirectory scratch;
  std::filesystem::permissions(
      scratch.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_EQ(refused(scratch.path()), ErrorCode::cannot_write);
  std::filesystem::permissions(scratch.path(), std::filesystem::perms::owner_all);
}

// A limit on the size of files stands for a full disk: the batch fails whole, what was there stays.
TEST(SqliteStore, AFullDiskLosesNothing) {
  const ScratchDirectory scratch;
  {
    auto store = opened(scratch.path());
    ASSERT_TRUE(store->commit(sample()));
    struct rlimit before {};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = before;
    small.rlim_cur = 100'000;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    Batch large;
    for (Cursor cursor = 6; cursor < 3'000; ++cursor)
      large.items.push_back({cursor, false, std::string(100, 'x'), true});
    const auto committed = store->commit(large);
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().code, ErrorCode::cannot_write);
  }
  const auto found = opened(scratch.path())->recover();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->cursor, 5U);
}

}  // namespace
}  // namespace lamport::net
