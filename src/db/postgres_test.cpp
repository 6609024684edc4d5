// What PostgreSQL promises beyond db_test.cpp: a line that is cut, limits, and asking again. Runs
// when the run names a cluster.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "db/failure.h"
#include "kit/cut_line.h"
#include "kit/database.h"

namespace {
using namespace std::chrono_literals;
constexpr std::string_view kPgSchema =
    "CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT NOT NULL DEFAULT 0);";
constexpr db::Sql<std::int64_t> kPgInsert{"test.pg_insert", "INSERT INTO t (id) VALUES ($1)"};
constexpr db::Sql<> kPgCount{"test.pg_count", "SELECT COUNT(*) FROM t"};
constexpr db::Sql<std::int64_t> kTouch{"test.pg_touch", "UPDATE t SET n = n + 1 WHERE id = $1"};
// Two places of each project, three counters of each place: six rows of some hundred.
constexpr std::string_view kPgSmallTables = R"sql(
  CREATE TABLE place (id BIGINT PRIMARY KEY, project BIGINT NOT NULL, name TEXT NOT NULL);
  INSERT INTO place SELECT n, n / 2, repeat('x', 150) FROM generate_series(0, 199) n;
  CREATE INDEX place_by_project ON place (project);
  CREATE TABLE counter (place BIGINT, kind BIGINT, text TEXT NOT NULL, PRIMARY KEY (place, kind));
  INSERT INTO counter SELECT n % 200, n / 200, repeat('x', 150) FROM generate_series(0, 599) n;
  ANALYZE place, counter;
)sql";
constexpr db::Sql<> kPgPlan{"test.pg_plan", R"sql(
  EXPLAIN SELECT c.text FROM place p JOIN counter c ON c.place = p.id WHERE p.project = 7
)sql"};
constexpr db::Sql<double> kSleep{"test.pg_sleep", "SELECT CAST(pg_sleep($1) AS TEXT) AS slept"};

bool on_postgres() { return !kit::Cluster::url_of_run().empty(); }

struct Pg {
  kit::TestDatabase database;
  SystemClock clock;

  explicit Pg(const db::Settings& settings = {}) : database(settings) {
    database->exclusively([&] { database->run_script(kPgSchema); });
  }
  // The same database over a line that can be cut.
  std::unique_ptr<db::Database> through(kit::CutLine& line, db::Settings settings = {}) {
    settings.url = line.url();
    return db::Database::open(settings, clock);
  }
  std::int64_t count() {
    return *database->read(
        [](db::Tx& tx) -> Result<std::int64_t> { return tx.get<std::int64_t>(kPgCount); });
  }
};

Result<void> insert(db::Database& database, std::int64_t id, int* runs = nullptr) {
  return database.write([&](db::Tx& tx) -> Result<void> {
    if (runs) ++*runs;
    tx.exec(kPgInsert, id);
    return {};
  });
}
}  // namespace

TEST_SUITE("postgres" * doctest::skip(!on_postgres())) {
  TEST_CASE("tables of some hundred rows are searched by index, not read whole") {
    Pg pg;
    pg.database->exclusively([&] { pg.database->run_script(kPgSmallTables); });
    const auto plan = pg.database->read([&](db::Tx& tx) -> Result<std::vector<std::string>> {
      return tx.list<std::string>(kPgPlan);
    });
    REQUIRE(plan);
    for (const std::string& line : *plan)
      CHECK_MESSAGE(line.find("Seq Scan") == std::string::npos, line);
  }

  TEST_CASE("a COMMIT that arrived but was never answered is told as done, and done once") {
    Pg pg;
    kit::CutLine line(pg.database.url());
    const auto database = pg.through(line);
    int runs = 0;
    int told = 0;
    line.cut_after("COMMIT", kit::CutLine::Cut::answer);
    const auto done = database->write([&](db::Tx& tx) -> Result<void> {
      ++runs;
      tx.exec(kPgInsert, 1);
      tx.after_commit([&] { ++told; });
      return {};
    });
    CHECK(done);
    CHECK(line.cuts() == 1);
    CHECK(runs == 1);
    CHECK(told == 1);
    CHECK(pg.count() == 1);
  }

  TEST_CASE("a COMMIT that never arrived is done again on a new line, and done once") {
    Pg pg;
    kit::CutLine line(pg.database.url());
    const auto database = pg.through(line);
    int runs = 0;
    line.cut_after("COMMIT", kit::CutLine::Cut::question);
    CHECK(insert(*database, 1, &runs));
    CHECK(line.cuts() == 1);
    CHECK(runs == 2);
    CHECK(pg.count() == 1);
  }

  TEST_CASE("a COMMIT whose server still waits for it is ended there, and done again once") {
    Pg pg;
    kit::CutLine line(pg.database.url());
    const auto database = pg.through(line);
    int runs = 0;
    line.cut_after("COMMIT", kit::CutLine::Cut::silence);
    // The old transaction holds row 1 until it is ended: the second run could not pass it.
    CHECK(insert(*database, 1, &runs));
    CHECK(line.cuts() == 1);
    CHECK(runs == 2);
    CHECK(pg.count() == 1);
  }

  TEST_CASE("a server that does not answer any more is given up, not waited for for ever") {
    Pg pg;
    kit::CutLine line(pg.database.url());
    const auto database = pg.through(line, {.pool_connect_ms = 100, .write_statement_ms = 100});
    REQUIRE(insert(*database, 1));
    line.freeze(true);
    const auto refused = insert(*database, 2);
    REQUIRE(!refused);
    CHECK(refused.error().problem == &problems::kUnavailable);
    line.freeze(false);
    CHECK(insert(*database, 3));
  }

  TEST_CASE("a line lost before COMMIT costs one more run; lost again, the client hears so") {
    Pg pg;
    kit::CutLine line(pg.database.url());
    const auto database = pg.through(line);
    REQUIRE(insert(*database, 1));
    line.cut_now();
    CHECK(insert(*database, 2));
    line.refuse(true);
    line.cut_now();
    const auto refused = insert(*database, 3);
    REQUIRE(!refused);
    CHECK(refused.error().problem == &problems::kUnavailable);
    CHECK(refused.error().retry_after_s.value_or(0) > 0);
    CHECK(!database->vitals().ok);
    line.refuse(false);
    CHECK(insert(*database, 4));
    CHECK(database->vitals().ok);
    CHECK(pg.count() == 3);
  }

  TEST_CASE("two writers in each other's way are both done in the end") {
    Pg pg;
    REQUIRE(insert(*pg.database, 1));
    REQUIRE(insert(*pg.database, 2));
    std::atomic<int> met = 0;
    const auto both = [&](std::int64_t first, std::int64_t second) {
      return pg.database->write([&](db::Tx& tx) -> Result<void> {
        tx.exec(kTouch, first);
        ++met;
        for (int waited = 0; met < 2 && waited < 1'000; ++waited) std::this_thread::sleep_for(1ms);
        tx.exec(kTouch, second);
        return {};
      });
    };
    std::jthread other([&] { CHECK(both(2, 1)); });
    CHECK(both(1, 2));
    other.join();
    CHECK(met >= 3);  // one of them was asked to run again
  }

  TEST_CASE("a statement that takes too long is ended, and the connection goes on") {
    Pg pg({.pool_max = 2, .read_statement_ms = 100, .write_statement_ms = 100});
    const auto slow = pg.database->read(
        [](db::Tx& tx) -> Result<std::string> { return tx.get<std::string>(kSleep, 5.0); });
    REQUIRE(!slow);
    CHECK(slow.error().problem == &problems::kUnavailable);
    CHECK(pg.count() == 0);
    CHECK(pg.database->vitals().connections_open <= 2);
  }

  TEST_CASE("connections are made on demand, up to the pool's size, and closed after a while") {
    Pg pg({.pool_max = 4, .pool_idle_ms = 300});
    const auto open = [&] { return pg.database->vitals().connections_open; };
    CHECK(open() <= 2);
    std::vector<std::jthread> readers;
    for (int i = 0; i < 8; ++i)
      readers.emplace_back([&] {
        CHECK(pg.database->read([](db::Tx& tx) -> Result<void> {
          tx.find<std::string>(kSleep, 0.2);
          return {};
        }));
      });
    readers.clear();
    CHECK(open() > 2);  // some of the four are for writers
    CHECK(open() <= 4);
    for (int i = 0; i < 100 && open() > 2; ++i) {
      std::this_thread::sleep_for(50ms);
      CHECK(pg.count() == 0);
    }
    CHECK(open() <= 2);
  }

  TEST_CASE("when all connections stay in use, the next is told when to come again") {
    Pg pg({.pool_max = 1, .pool_connect_ms = 50});
    const auto inner = pg.database->write([&](db::Tx&) -> Result<bool> {
      Result<void> refused = Result<void>{};
      std::jthread([&] { refused = insert(*pg.database, 1); }).join();
      REQUIRE(!refused);
      CHECK(refused.error().retry_after_s.value_or(0) > 0);
      return true;
    });
    CHECK(inner);
    CHECK(insert(*pg.database, 1));
  }

  TEST_CASE("more deferred statements than fit one pipeline are all run, in order") {
    Pg pg;
    REQUIRE(pg.database->write([&](db::Tx& tx) -> Result<void> {
      for (int i = 0; i < 1'000; ++i) tx.run(kPgInsert, i);
      for (int i = 0; i < 1'000; ++i) tx.run(kTouch, i);
      return {};
    }));
    CHECK(pg.count() == 1'000);
  }

  TEST_CASE("a deferred statement that fails is named, and undoes the closure") {
    Pg pg;
    CHECK_THROWS_WITH((void)pg.database->write([&](db::Tx& tx) -> Result<void> {
      tx.run(kPgInsert, 1);
      tx.run(kPgInsert, 1);
      return {};
    }),
                      doctest::Contains("test.pg_insert"));
    CHECK(pg.count() == 0);
  }
}
