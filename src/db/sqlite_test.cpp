// What SQLite promises beyond db_test.cpp: group commit and waiting for other processes' locks.
#include "db/sqlite.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "base/deadline.h"
#include "base/limits.h"
#include "db/sqlite_connection.h"
#include "db/url.h"
#include "kit/folder.h"

namespace {
using namespace std::chrono_literals;
constexpr db::Sql<std::int64_t> kInsert{"test.insert", "INSERT INTO t (id) VALUES ($1)"};
constexpr db::Sql<> kCount{"test.count", "SELECT COUNT(*) FROM t"};
constexpr db::Sql<std::int64_t> kInsertLog{"test.insert_log", "INSERT INTO log (n) VALUES ($1)"};

constexpr db::Sql<> kRaise{"test.raise", "UPDATE t SET id = id + 100000"};

// That SQLite has opened: they have no name any more, but the one they had shows.
int temporary_files() {
  int found = 0;
  for (const auto& fd : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const auto name = std::filesystem::read_symlink(fd.path(), gone).string();
    if (name.find("etilqs") != name.npos) ++found;
  }
  return found;
}

// How often this process has asked the kernel to write.
std::int64_t writes_asked() {
  std::ifstream told("/proc/self/io");
  std::string name;
  for (std::int64_t count = 0; told >> name >> count;)
    if (name == "syscw:") return count;
  return -1;
}

constexpr db::Sql<std::string> kBig{"test.big", "INSERT INTO big (x) VALUES ($1)"};

struct Store {
  kit::Folder folder;
  std::string path = (folder / "t.db").string();
  db::sqlite::SqliteDatabase sqlite;
  db::Database& database = sqlite;

  explicit Store(int busy_ms = 15'000)
      : sqlite({.url = "sqlite:" + path, .write_busy_ms = busy_ms}) {
    database.run_script("CREATE TABLE t (id BIGINT PRIMARY KEY); CREATE TABLE log (n BIGINT);");
  }
  Result<void> insert(std::int64_t id) {
    return database.write([&](db::Tx& tx) -> Result<void> {
      tx.run(kInsert, id);
      return {};
    });
  }
  std::int64_t count() {
    return *database.read(
        [](db::Tx& tx) -> Result<std::int64_t> { return tx.get<std::int64_t>(kCount); });
  }
};

// Another process, as far as SQLite can tell: a connection of its own that holds the write lock.
class Holder {
 public:
  explicit Holder(const std::string& path) {
    REQUIRE(sqlite3_open(path.c_str(), &handle_) == SQLITE_OK);
    sqlite3_busy_timeout(handle_, 2'000);
    REQUIRE(sqlite3_exec(handle_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  ~Holder() { sqlite3_close(handle_); }
  void let_go() { sqlite3_exec(handle_, "COMMIT", nullptr, nullptr, nullptr); }

 private:
  sqlite3* handle_ = nullptr;
};

// Holds the writer's thread inside a closure, so that a group gathers behind it.
class Gate {
 public:
  explicit Gate(Store& store)
      : thread_([this, &store] {
          CHECK(store.database.write([this](db::Tx&) -> Result<void> {
            inside_ = true;
            inside_.notify_all();
            open_.wait(false);
            return {};
          }));
        }) {
    inside_.wait(false);
  }
  void open() {
    open_ = true;
    open_.notify_all();
  }

 private:
  std::atomic<bool> inside_ = false;
  std::atomic<bool> open_ = false;
  std::jthread thread_;
};

// No file of this process may grow beyond `bytes` while it lives.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit lower = before_;
    lower.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &lower);
  }
  ~FileLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

void wait_for_queue(Store& store, std::int64_t size) {
  while (store.database.vitals().writes_waiting < size) std::this_thread::sleep_for(1ms);
}
}  // namespace

TEST_CASE("a SQLite URL names a file in every spelling") {
  CHECK(db::sqlite_path("sqlite:/var/x.db") == "/var/x.db");
  CHECK(db::sqlite_path("sqlite:///var/x.db") == "/var/x.db");
  CHECK(db::sqlite_path("sqlite:data/x.db") == "data/x.db");
}

TEST_CASE("a database that cannot keep its settings does not open") {
  CHECK_THROWS(db::sqlite::SqliteDatabase({.url = "sqlite::memory:"}));  // has no WAL
  CHECK_THROWS(db::sqlite::SqliteDatabase({.url = "sqlite:/nowhere/at/all.db"}));
}

TEST_CASE("the writer has WAL, full syncs, fifteen seconds of patience and 64 MB of cache") {
  const Store store;
  db::sqlite::SqliteConnection writer(store.path, db::sqlite::Role::writer,
                                      db::Settings{}.write_busy_ms);
  const auto ask = [&](std::string_view question) {
    std::int64_t answer = 0;
    writer.execute(db::Statement{"test.pragma", question, 0}, {},
                   [&](const db::Row& row) { answer = row.integer(0); });
    return answer;
  };
  CHECK(ask("SELECT COUNT(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'") == 1);
  CHECK(ask("PRAGMA synchronous") == 2);
  CHECK(ask("PRAGMA busy_timeout") == 15'000);
  CHECK(ask("PRAGMA cache_size") == -64'000);
  CHECK(ask("PRAGMA foreign_keys") == 1);
}

TEST_CASE("writes that wait together commit together, each with its own outcome") {
  Store store;
  const auto before = store.database.vitals();
  std::atomic<int> thrown = 0;
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> writers;
    Gate gate(store);
    for (int i = 0; i < 30; ++i)
      writers.emplace_back([&, i] {
        try {
          const auto done = store.database.write([&](db::Tx& tx) -> Result<void> {
            tx.run(kInsert, i);
            if (i % 3 == 1) throw std::runtime_error("mine alone");
            if (i % 3 == 2) return error_of(problems::kConflict);
            return {};
          });
          if (!done) ++refused;
        } catch (const std::runtime_error&) {
          ++thrown;
        }
      });
    wait_for_queue(store, 30);
    gate.open();
  }
  CHECK(thrown == 10);
  CHECK(refused == 10);
  CHECK(store.count() == 10);
  const auto after = store.database.vitals();
  CHECK(after.group_writes - before.group_writes == 31);
  CHECK(after.groups - before.groups < 10);
}

TEST_CASE("a broken key of one closure does not hurt the others of its group") {
  Store store;
  store.database.run_script(
      "CREATE TABLE c (id BIGINT REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED);");
  constexpr db::Sql<std::int64_t> kChild{"test.child", "INSERT INTO c (id) VALUES ($1)"};
  std::atomic<int> thrown = 0;
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> writers;
    Gate gate(store);
    for (int i = 0; i < 10; ++i)
      writers.emplace_back([&, i] {
        try {
          const auto done = store.database.write([&](db::Tx& tx) -> Result<void> {
            tx.run(kChild, i);
            if (i != 4) tx.run(kInsert, i);
            return {};
          });
          if (!done) ++refused;
        } catch (const db::Failure&) {
          ++thrown;
        }
      });
    wait_for_queue(store, 10);
    gate.open();
  }
  CHECK(thrown == 1);
  CHECK(refused == 0);
  CHECK(store.count() == 9);
}

TEST_CASE("what runs before a group commits is part of it") {
  Store store;
  std::int64_t groups = 0;
  store.database.before_group_commit([&](db::Tx& tx) { tx.run(kInsertLog, ++groups); });
  CHECK(store.insert(1));
  CHECK(groups == 1);
  store.database.before_group_commit([&](db::Tx&) { throw std::runtime_error("cannot finish"); });
  CHECK(!store.insert(2));
  CHECK(store.count() == 1);
  store.database.before_group_commit({});
  CHECK(store.insert(3));
  CHECK(store.count() == 2);
}

TEST_CASE("an ordinary closure needs no temporary file to be undone") {
  Store store;
  REQUIRE(store.database.write([](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < 10'000; ++i) tx.run(kInsert, i);
    return {};
  }));
  CHECK(!store.database.write([](db::Tx& tx) -> Result<void> {
    CHECK(tx.exec(kRaise) == 10'000);  // some hundred pages
    CHECK(temporary_files() == 0);
    return error_of(problems::kConflict);
  }));
  CHECK(store.count() == 10'000);
}

TEST_CASE("what undoes a large closure goes through a file, whether it is needed or not") {
  Store store;
  REQUIRE(store.database.write([](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < 40'000; ++i) tx.run(kInsert, i);
    return {};
  }));
  for (const bool keep : {false, true}) {
    const auto raised = store.database.write([&](db::Tx& tx) -> Result<void> {
      CHECK(tx.exec(kRaise) == 40'000);  // some hundreds of pages
      CHECK(temporary_files() == 1);
      if (!keep) return error_of(problems::kConflict);
      return {};
    });
    CHECK(static_cast<bool>(raised) == keep);
    CHECK(store.count() == 40'000);
  }
}

TEST_CASE("a commit of many pages asks the disk to write a few times") {
  Store store;
  store.database.run_script("CREATE TABLE big (x TEXT);");
  const auto before = writes_asked();
  REQUIRE(store.database.write([](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < 1'000; ++i) tx.run(kBig, std::string(3'000, 'x'));
    return {};
  }));
  CHECK(writes_asked() - before < 100);  // a thousand pages; two for each if SQLite had its way
}

TEST_CASE("what outgrows the writer's cache is read back from the log before it is committed") {
  Store store;
  store.database.run_script("CREATE TABLE big (x TEXT);");
  constexpr db::Sql<> kRewrite{"test.rewrite", "UPDATE big SET x = x || 'y' WHERE x < 'b'"};
  constexpr db::Sql<> kBytes{"test.bytes", "SELECT SUM(LENGTH(x)) FROM big"};
  constexpr std::int64_t kAll = 30'000 * 3'000 + 10'000;
  REQUIRE(store.database.write([&](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < 30'000; ++i) tx.run(kBig, std::string(3'000, i % 3 == 0 ? 'a' : 'x'));
    CHECK(tx.exec(kRewrite) == 10'000);
    CHECK(tx.get<std::int64_t>(kBytes) == kAll);
    return {};
  }));
  CHECK(*store.database.read([&](db::Tx& tx) -> Result<std::int64_t> {
    return tx.get<std::int64_t>(kBytes);
  }) == kAll);
  CHECK(store.database.find_flaws().empty());
}

TEST_CASE("what was undone is never written over what another writer has committed since") {
  Store store;
  store.database.run_script("CREATE TABLE big (x TEXT);");
  db::sqlite::SqliteConnection undone(store.path, db::sqlite::Role::writer, 2'000);
  undone.script("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA cache_size=20");
  undone.begin();
  undone.script(
      "CREATE TABLE gone AS WITH RECURSIVE n(i) AS"
      " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)"
      " SELECT HEX(RANDOMBLOB(2000)) AS x FROM n");  // more than its cache
  undone.rollback();
  REQUIRE(store.database.write([](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < 300; ++i) tx.run(kBig, std::string(3'000, 'x'));
    return {};
  }));
  undone.script("INSERT INTO t (id) VALUES (1)");
  CHECK(store.count() == 1);
  CHECK(store.database.find_flaws().empty());
}

TEST_CASE("while another process holds the write lock reads answer, and the write waits") {
  Store store;
  Holder holder(store.path);
  std::atomic<bool> written = false;
  std::jthread writer([&] { written = static_cast<bool>(store.insert(1)); });
  wait_for_queue(store, 1);
  CHECK(store.count() == 0);
  CHECK(!written);
  holder.let_go();
  writer.join();
  CHECK(written);
  CHECK(store.count() == 1);
}

TEST_CASE("who has no time left does not wait for the lock, and what he wanted is not done") {
  Store store;  // patient for fifteen seconds
  Holder holder(store.path);
  const auto refused = [&] {
    const Deadline deadline(100);
    return store.insert(1);
  }();
  REQUIRE(!refused);
  CHECK(refused.error().problem == &problems::kUnavailable);
  holder.let_go();  // it was held until here: nobody waited for that
  CHECK(store.insert(2));
  CHECK(store.count() == 1);
}

TEST_CASE("a lock held too long is answered with when to come again, and nothing is half done") {
  Store store(200);
  {
    Holder holder(store.path);
    std::vector<std::jthread> writers;
    for (int i = 0; i < 5; ++i)
      writers.emplace_back([&, i] {
        const auto done = store.insert(i);
        REQUIRE(!done);
        CHECK(done.error().problem == &problems::kUnavailable);
        CHECK(done.error().retry_after_s.value_or(0) > 0);
      });
  }
  CHECK(store.count() == 0);
  CHECK(store.insert(1));
}

TEST_CASE("when the disk refuses a write, the whole group hears so and the next one works") {
  Store store;
  store.database.run_script("CREATE TABLE big (x TEXT);");
  std::signal(SIGXFSZ, SIG_IGN);
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> writers;
    Gate gate(store);
    for (int i = 0; i < 5; ++i)
      writers.emplace_back([&, i] { refused += store.insert(i) ? 0 : 1; });
    writers.emplace_back([&] {
      constexpr std::size_t kBytes = 80'000'000;
      const std::string more_than_the_cache(kBytes, 'x');  // NOLINT(bugprone-string-constructor)
      refused += store.database.write([&](db::Tx& tx) -> Result<void> {
        tx.run(kBig, more_than_the_cache);
        return {};
      })
                     ? 0
                     : 1;
    });
    wait_for_queue(store, 6);
    FileLimit limit(1'000'000);
    gate.open();
    writers.clear();
  }
  CHECK(refused == 6);
  CHECK(store.count() == 0);
  CHECK(store.insert(7));
  CHECK(store.count() == 1);
}

TEST_CASE("what rides along writes at once, and hears after the commit that it is kept") {
  Store store;
  std::int64_t seen_inside = -1;
  std::promise<std::int64_t> seen_after;
  store.database.write_along(
      [&] {
        CHECK(store.insert(1));
        CHECK_THROWS((void)store.insert(1));  // undoes itself only
        CHECK(store.insert(2));
        seen_inside = store.count();
      },
      [&](const std::optional<Error>& error) {
        CHECK(!error);
        seen_after.set_value(store.count());
      });
  CHECK(seen_after.get_future().get() == 2);
  CHECK(seen_inside == 0);
}

TEST_CASE("who rode along in a group that was lost hears so, and none of it is kept") {
  Store store;
  store.database.run_script("CREATE TABLE big (x TEXT);");
  std::signal(SIGXFSZ, SIG_IGN);
  bool inserted = false;
  std::promise<bool> told;
  Gate gate(store);
  store.database.write_along([&] { inserted = static_cast<bool>(store.insert(1)); },
                             [&](const auto& error) { told.set_value(error.has_value()); });
  std::jthread other([&] {
    constexpr std::size_t kBytes = 80'000'000;
    const std::string more_than_the_cache(kBytes, 'x');  // NOLINT(bugprone-string-constructor)
    CHECK(!store.database.write([&](db::Tx& tx) -> Result<void> {
      tx.run(kBig, more_than_the_cache);
      return {};
    }));
  });
  wait_for_queue(store, 2);
  FileLimit limit(1'000'000);
  gate.open();
  CHECK(told.get_future().get());
  CHECK(inserted);
  other.join();
  CHECK(store.count() == 0);
  CHECK(store.insert(2));
}

TEST_CASE("who would ride along with too many is refused at once, and nothing of it runs") {
  Store store;
  Gate gate(store);
  std::atomic<int> ran = 0, kept = 0, refused = 0;
  const auto ride = [&] {
    store.database.write_along([&] { ++ran; },
                               [&](const auto& error) { ++(error ? refused : kept); });
  };
  for (std::size_t i = 0; i < ceilings::kPoolQueue; ++i) ride();
  CHECK(!store.database.can_write_along());
  ride();
  CHECK(refused == 1);
  gate.open();
  while (kept < static_cast<int>(ceilings::kPoolQueue)) std::this_thread::sleep_for(1ms);
  CHECK(ran == kept);
  CHECK(store.database.can_write_along());
}

// The real lengths, 30 s in all: with --no-skip --test-suite=soak.
TEST_SUITE("soak" * doctest::skip()) {
  TEST_CASE("a lock held for 10 s is waited for, reads answer meanwhile; at 20 s it is refused") {
    Store store;
    for (const auto held : {10s, 20s}) {
      Holder holder(store.path);
      std::jthread release([&] {
        std::this_thread::sleep_for(held);
        holder.let_go();
      });
      std::atomic<bool> waiting = true;
      std::jthread reader([&] {
        while (waiting) {
          CHECK(store.count() == (held == 10s ? 0 : 1));
          std::this_thread::sleep_for(10ms);
        }
      });
      const auto done = store.insert(held.count());
      waiting = false;
      reader.join();
      CHECK(static_cast<bool>(done) == (held == 10s));
      if (!done) CHECK(done.error().retry_after_s.value_or(0) > 0);
    }
    CHECK(store.count() == 1);
    CHECK(store.insert(3));
  }
}
