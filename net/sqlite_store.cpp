// The journal as a SQLite file, WAL, synchronous=FULL: a batch is one transaction and durable when
// it has been committed. The file belongs to one process at a time. Its tables are our own affair
// (version below); records are kept as the JSON that readers get, so that reading one formats none.
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "net/store.hpp"

namespace lamport::net {
namespace {

constexpr int application = 0x4c414d50;  // "LAMP"
constexpr int version = 1;
constexpr std::size_t most_page_bytes = std::size_t{256} << 10;

/// What a row of `records` is.
enum class Kind : int { input = 0, event = 1, other = 2 };

constexpr const char* schema = R"(
  CREATE TABLE records(cursor INTEGER PRIMARY KEY, kind INTEGER NOT NULL, json TEXT NOT NULL);
  CREATE TABLE outgoing(recipient INTEGER, idx INTEGER, sent INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(recipient, idx)) WITHOUT ROWID;
  CREATE TABLE received(sender INTEGER PRIMARY KEY, idx INTEGER NOT NULL);
  CREATE TABLE keys(serial INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, digest INTEGER NOT NULL,
    begin INTEGER NOT NULL, finish INTEGER NOT NULL);
  CREATE TABLE snapshot(id INTEGER PRIMARY KEY CHECK(id = 1), cursor INTEGER, step INTEGER,
    mono INTEGER, wall INTEGER, lamport INTEGER, position INTEGER, incarnation INTEGER, state TEXT);
  CREATE TABLE facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)";

std::int64_t stored(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}
std::uint64_t number_in(const SQLite::Statement& row, int column) {
  return static_cast<std::uint64_t>(row.getColumn(column).getInt64());
}
ProcessId process_in(const SQLite::Statement& row, int column) {
  return {static_cast<std::uint32_t>(number_in(row, column))};
}

Error explained(const SQLite::Exception& error, const std::string& path) {
  const std::string why = std::string(" (SQLite: ") + error.what() + ")";
  switch (error.getErrorCode()) {
    case SQLITE_NOTADB:
      return {ErrorCode::bad_data,
              "it is not a lamport journal" + why,
              {path},
              "name another data directory, or move the file away"};
    case SQLITE_CORRUPT:
      return {ErrorCode::bad_data,
              "the journal is damaged" + why,
              {path},
              "restore it from a copy; a node never goes on from a damaged journal"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::unavailable,
              "another process has the journal open" + why,
              {path},
              "stop that node, or name another data directory"};
    case SQLITE_FULL:
      return {ErrorCode::cannot_write,
              "there is no room for the journal" + why,
              {path},
              "make room on the disk and start the node again; nothing recorded is lost"};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return {ErrorCode::cannot_write,
              "the journal cannot be written" + why,
              {path},
              "let this user write the data directory, or name another"};
    default:
      return {ErrorCode::cannot_write,
              "the journal failed" + why,
              {path},
              "look at the disk, then start the node again; nothing recorded is lost"};
  }
}

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(std::string path)
      : path_(std::move(path)), database_(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {}

  /// Makes sure that the file is ours; takes it for this process alone.
  Result<Done> prepare() {
    return guarded<Done>([&]() -> Result<Done> {
      database_.exec("PRAGMA locking_mode=EXCLUSIVE");
      const int whose = database_.execAndGet("PRAGMA application_id").getInt();
      const int tables = database_.execAndGet("SELECT COUNT(*) FROM sqlite_master").getInt();
      if (whose != application && (whose != 0 || tables != 0)) {
        return Error{ErrorCode::bad_data,
                     "it is a database, but not a lamport journal",
                     {path_},
                     "name another data directory"};
      }
      const int made = database_.execAndGet("PRAGMA user_version").getInt();
      if (made > version) {
        return Error{ErrorCode::bad_data,
                     "the journal has version " + std::to_string(made) +
                         ", this lamport reads up to " + std::to_string(version),
                     {path_},
                     "use the lamport that wrote it, or a newer one"};
      }
      database_.exec("PRAGMA journal_mode=WAL");
      database_.exec("PRAGMA synchronous=FULL");
      if (whose != application) {
        SQLite::Transaction all(database_);
        database_.exec(schema);
        database_.exec("PRAGMA application_id=" + std::to_string(application));
        database_.exec("PRAGMA user_version=" + std::to_string(version));
        all.commit();
      } else {
        // Takes the lock now, and not with the first batch.
        database_.exec("BEGIN IMMEDIATE; COMMIT");
      }
      prepared_.emplace(database_);
      return Done{};
    });
  }

  Result<Recovered> recover() override {
    return guarded<Recovered>([&]() -> Result<Recovered> {
      Recovered found;
      SQLite::Statement facts(database_, "SELECT name, value FROM facts");
      while (facts.executeStep()) found.facts[facts.getColumn(0)] = facts.getColumn(1).getString();
      read_snapshot(found);
      found.cursor = last_cursor();
      SQLite::Statement event(
          database_, "SELECT json FROM records WHERE kind = 1 ORDER BY cursor DESC LIMIT 1");
      if (event.executeStep()) found.last_event = event.getColumn(0).getString();
      SQLite::Statement received(database_, "SELECT sender, idx FROM received");
      while (received.executeStep())
        found.received.push_back({process_in(received, 0), {number_in(received, 1)}});
      SQLite::Statement backlog(database_,
                                "SELECT recipient, COUNT(*) FROM outgoing GROUP BY recipient");
      while (backlog.executeStep())
        found.backlog.push_back({process_in(backlog, 0), number_in(backlog, 1)});
      SQLite::Statement keys(database_,
                             "SELECT key, digest, begin, finish FROM keys ORDER BY serial");
      while (keys.executeStep())
        found.keys.push_back({keys.getColumn(0).getString(), number_in(keys, 1), number_in(keys, 2),
                              number_in(keys, 3)});
      return found;
    });
  }

  Result<Done> commit(const Batch& batch) override {
    return guarded<Done>([&]() -> Result<Done> {
      SQLite::Transaction all(database_);
      for (const auto& item : batch.items) insert(item);
      for (const auto& message : batch.outgoing) insert(message);
      for (const auto& mark : batch.acknowledged) run(prepared_->acknowledged, mark);
      for (const auto& mark : batch.received) run(prepared_->received, mark);
      for (const auto& key : batch.keys) remember(key);
      for (const auto& fact : batch.facts) write(fact);
      if (batch.snapshot) write(*batch.snapshot);
      all.commit();
      return Done{};
    });
  }

  Result<EventsPage> page(const EventsQuery& query) override {
    return guarded<EventsPage>([&]() -> Result<EventsPage> {
      EventsPage page;
      const auto after = query.tail ? tail_begins(*query.tail, query.inputs) : query.after;
      const auto limit = query.tail ? std::max(*query.tail, 1U) : query.limit;
      page.next = after;
      SQLite::Statement rows(database_,
                             "SELECT cursor, kind, json FROM records WHERE cursor > ?"
                             " AND kind >= ? ORDER BY cursor");
      rows.bind(1, stored(after));
      rows.bind(2, query.inputs ? 0 : 1);
      std::size_t bytes = 0;
      while (rows.executeStep()) {
        if (page.items.size() == limit || bytes > most_page_bytes) {
          page.more = true;
          break;
        }
        const auto kind = static_cast<Kind>(rows.getColumn(1).getInt());
        page.items.push_back({number_in(rows, 0), kind == Kind::input,
                              rows.getColumn(2).getString(), kind == Kind::event});
        bytes += page.items.back().json.size();
        page.next = page.items.back().cursor;
      }
      return page;
    });
  }

  Result<std::vector<Outgoing>> outgoing(ProcessId to, EventIndex after,
                                         std::size_t limit) override {
    using Messages = std::vector<Outgoing>;
    return guarded<Messages>([&]() -> Result<Messages> {
      Messages messages;
      SQLite::Statement rows(database_,
                             "SELECT idx, sent, body FROM outgoing WHERE recipient = ? AND idx > ?"
                             " ORDER BY idx LIMIT ?");
      rows.bind(1, to.value);
      rows.bind(2, stored(after.value));
      rows.bind(3, stored(limit));
      while (rows.executeStep())
        messages.push_back(
            {to, {number_in(rows, 0)}, {number_in(rows, 1)}, rows.getColumn(2).getString()});
      return messages;
    });
  }

 private:
  /// Prepared once: what most batches hold.
  struct Prepared {
    explicit Prepared(SQLite::Database& database)
        : record(database, "INSERT INTO records VALUES(?, ?, ?)"),
          outgoing(database, "INSERT INTO outgoing VALUES(?, ?, ?, ?)"),
          acknowledged(database, "DELETE FROM outgoing WHERE recipient = ? AND idx <= ?"),
          received(database, "INSERT OR REPLACE INTO received VALUES(?, ?)") {}
    SQLite::Statement record, outgoing, acknowledged, received;
  };

  // No exception of SQLiteCpp leaves this file.
  template <class T, class Body>
  Result<T> guarded(Body&& body) {
    try {
      return body();
    } catch (const SQLite::Exception& error) {
      return explained(error, path_);
    }
  }

  static void run(SQLite::Statement& statement) {
    statement.exec();
    statement.reset();
  }
  static void run(SQLite::Statement& statement, const Mark& mark) {
    statement.bind(1, mark.peer.value);
    statement.bind(2, stored(mark.index.value));
    run(statement);
  }

  void insert(const Item& item) {
    const auto kind = item.input ? Kind::input : item.event ? Kind::event : Kind::other;
    prepared_->record.bind(1, stored(item.cursor));
    prepared_->record.bind(2, static_cast<int>(kind));
    prepared_->record.bindNoCopy(3, item.json);
    run(prepared_->record);
  }

  void insert(const Outgoing& message) {
    prepared_->outgoing.bind(1, message.to.value);
    prepared_->outgoing.bind(2, stored(message.index.value));
    prepared_->outgoing.bind(3, stored(message.sent.value));
    prepared_->outgoing.bindNoCopy(4, message.body);
    run(prepared_->outgoing);
  }

  void remember(const RememberedKey& key) {
    SQLite::Statement insert(database_,
                             "INSERT INTO keys(key, digest, begin, finish) VALUES(?, ?, ?, ?)");
    insert.bindNoCopy(1, key.key);
    insert.bind(2, stored(key.digest));
    insert.bind(3, stored(key.begin));
    insert.bind(4, stored(key.end));
    insert.exec();
    SQLite::Statement forget(database_,
                             "DELETE FROM keys WHERE serial <= (SELECT MAX(serial) FROM keys) - ?");
    forget.bind(1, stored(most_remembered_keys));
    forget.exec();
  }

  void write(const std::pair<std::string, std::string>& fact) {
    SQLite::Statement replace(database_, "INSERT OR REPLACE INTO facts VALUES(?, ?)");
    replace.bindNoCopy(1, fact.first);
    replace.bindNoCopy(2, fact.second);
    replace.exec();
  }

  void write(const Snapshot& snapshot) {
    SQLite::Statement replace(database_,
                              "INSERT OR REPLACE INTO snapshot VALUES(1, ?, ?, ?, ?, ?, ?, ?, ?)");
    replace.bind(1, stored(snapshot.cursor));
    replace.bind(2, stored(snapshot.step));
    replace.bind(3, stored(snapshot.mono));
    replace.bind(4, stored(snapshot.wall));
    replace.bind(5, stored(snapshot.lamport.value));
    replace.bind(6, stored(snapshot.position));
    replace.bind(7, snapshot.incarnation.value);
    replace.bindNoCopy(8, snapshot.state);
    replace.exec();
  }

  void read_snapshot(Recovered& found) {
    SQLite::Statement row(database_, "SELECT * FROM snapshot");
    if (row.executeStep()) {
      found.snapshot = Snapshot{.cursor = number_in(row, 1),
                                .step = number_in(row, 2),
                                .mono = number_in(row, 3),
                                .wall = number_in(row, 4),
                                .lamport = {number_in(row, 5)},
                                .position = number_in(row, 6),
                                .incarnation = {static_cast<std::uint32_t>(number_in(row, 7))},
                                .state = row.getColumn(8).getString()};
    }
    SQLite::Statement inputs(
        database_, "SELECT json FROM records WHERE cursor > ? AND kind = 0 ORDER BY cursor");
    inputs.bind(1, stored(found.snapshot ? found.snapshot->cursor : 0));
    while (inputs.executeStep()) found.inputs.push_back(inputs.getColumn(0).getString());
  }

  // The cursor before the `count` latest records that are asked for.
  Cursor tail_begins(std::uint32_t count, bool inputs) {
    SQLite::Statement row(database_,
                          "SELECT MIN(cursor) - 1, COUNT(*) FROM (SELECT cursor FROM records"
                          " WHERE kind >= ? ORDER BY cursor DESC LIMIT ?)");
    row.bind(1, inputs ? 0 : 1);
    row.bind(2, count);
    row.executeStep();
    return count == 0 || number_in(row, 1) == 0 ? last_cursor() : number_in(row, 0);
  }

  Cursor last_cursor() {
    SQLite::Statement row(database_, "SELECT COALESCE(MAX(cursor), 0) FROM records");
    row.executeStep();
    return number_in(row, 0);
  }

  std::string path_;
  SQLite::Database database_;
  std::optional<Prepared> prepared_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& directory) {
  std::error_code failure;
  std::filesystem::create_directories(directory, failure);
  if (failure) {
    return Error{ErrorCode::cannot_write,
                 "the data directory cannot be made (" + failure.message() + ")",
                 {directory},
                 "name another with --data, or run with --ephemeral"};
  }
  const auto path = (std::filesystem::path(directory) / "journal.db").string();
  try {
    auto store = std::make_unique<SqliteStore>(path);
    if (auto ready = store->prepare(); !ready) return ready.error();
    return std::unique_ptr<Store>(std::move(store));
  } catch (const SQLite::Exception& error) {
    return explained(error, path);
  }
}

}  // namespace lamport::net
