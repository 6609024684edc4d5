#include "db/postgres.h"

#include <chrono>
#include <mutex>
#include <random>
#include <thread>

#include "base/log.h"
#include "db/pg_plain.h"
#include "db/pg_pool.h"
#include "db/pg_tools.h"

namespace db::postgres {
namespace {
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kTries = 3;  // of a transaction that the server asks to run again
// How long to ask how a lost COMMIT ended, and when to end a server process that still holds it.
constexpr milliseconds kAskFor{10'000};
constexpr milliseconds kAskKindlyFor{500};
constexpr int kMigrationLock = 0x61734275;  // any number, the same in every version

constexpr Sql<> kProbe{"db.probe_postgres", "SELECT 1"};
// Looks at every file of the database: not each second.
constexpr Sql<> kSize{"db.size_postgres", "SELECT pg_database_size(current_database())"};
constexpr std::chrono::seconds kSizeEvery{30};

constexpr Sql<> kServerClock{"db.server_clock",
                             "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"};
constexpr Sql<> kReadBack{
    "db.read_back_postgres",
    "SELECT name, setting AS value FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', "
    "'max_connections', 'server_version_num', 'synchronous_commit', 'statement_timeout')"};
constexpr Sql<std::string> kIndexes{
    "db.indexes_postgres",
    "SELECT CAST(indexname AS TEXT) AS name FROM pg_indexes WHERE tablename = $1"};

// What the shared SQL needs and PostgreSQL lacks.
constexpr const char* kBootstrap = R"sql(
  DO $do$ BEGIN
    IF to_regtype('ctext') IS NULL THEN CREATE DOMAIN ctext AS text COLLATE "C"; END IF;
  END $do$;
  CREATE OR REPLACE FUNCTION json_each(text) RETURNS TABLE (value text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT value FROM json_array_elements_text($1::json)';
)sql";

double ms_since(SteadyClock::time_point began) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - began).count();
}

// Whoever runs again at once meets the same rival again: the loser waits a little, at random.
void step_aside(int tries) {
  thread_local std::minstd_rand random{std::random_device{}()};
  std::this_thread::sleep_for(milliseconds(5 * tries + static_cast<int>(random() % 20)));
}

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const Settings& settings);

  void before_group_commit(std::function<void(Tx&)>) override {}
  void run_script(std::string_view script) override;
  void exclusively(const std::function<void()>& fn) override;
  Vitals vitals() override;
  bool is_postgres() const override { return true; }
  Result<std::int64_t> server_ms() override;
  std::vector<Reading> read_back() override;
  std::vector<std::string> indexes_of(const std::string& table) override;
  void snapshot(const std::filesystem::path& into, const GoOn& go_on) override {
    dump(settings_.url, into, go_on);
  }
  std::vector<std::string> find_flaws() override { return {}; }  // restoring checked every key
  std::int64_t checkpoint(bool) override { return 0; }
  void optimize() override {}

 private:
  Result<void> run_read(const Body& body) override;
  Result<void> run_write(const Body& body) override;
  void read_once(const Body& body);
  void write_once(const Body& body);
  bool committed(const std::string& transaction);
  std::string ask_how_it_ended(const std::string& transaction, bool end_it);

  std::int64_t size();

  const Settings settings_;
  Pool reads_;
  Pool writes_;
  std::mutex size_mutex_;  // guards the two below
  std::int64_t size_bytes_ = 0;
  SteadyClock::time_point size_holds_until_;
};

// Reads are many and short, and never wait behind writes: three connections in five are theirs.
int read_share(int max) { return std::max(1, max * 3 / 5); }

PostgresDatabase::PostgresDatabase(const Settings& settings)
    : settings_(settings),
      reads_(settings.url, {false, settings.read_statement_ms, settings.pool_connect_ms},
             read_share(settings.pool_max), settings.pool_idle_ms),
      writes_(settings.url, {true, settings.write_statement_ms, settings.pool_connect_ms},
              std::max(1, settings.pool_max - read_share(settings.pool_max)),
              settings.pool_idle_ms) {
  const auto lease = writes_.take();  // so that a bad URL or a wrong encoding is told at start
  if (Plain(settings.url, settings.pool_connect_ms).run("SHOW fsync") != "on")
    log_warn("PostgreSQL runs with fsync=off: a power cut may lose what was acknowledged");
}

Result<void> PostgresDatabase::run_read(const Body& body) {
  for (int tries = 1;; ++tries) {
    try {
      read_once(body);
      return {};
    } catch (const Failure& failure) {
      if (failure.trouble() == Trouble::statement) throw;
      log_warn("a read failed", {{"reason", failure.what()}});
      if (failure.trouble() != Trouble::lost || tries > 1) return answer_for(failure);
      reads_.forget_idle();
    }
  }
}

void PostgresDatabase::read_once(const Body& body) {
  auto lease = reads_.take();
  Tx tx(*lease);
  lease->begin();
  body(tx);
  lease->end_read();
}

Result<void> PostgresDatabase::run_write(const Body& body) {
  bool reconnected = false;
  for (int tries = 1;; ++tries) {
    try {
      write_once(body);
      return {};
    } catch (const Failure& failure) {
      const Trouble trouble = failure.trouble();
      const bool collided = trouble == Trouble::again || trouble == Trouble::rival;
      if (trouble == Trouble::statement || (trouble == Trouble::rival && tries >= kTries)) throw;
      log_warn("a write failed", {{"reason", failure.what()}});
      const bool again = (collided && tries < kTries) || (trouble == Trouble::lost && !reconnected);
      if (!again) return answer_for(failure);
      if (trouble == Trouble::lost) writes_.forget_idle();
      reconnected = reconnected || trouble == Trouble::lost;
      if (collided) step_aside(tries);
    }
  }
}

void PostgresDatabase::write_once(const Body& body) {
  std::vector<std::function<void()>> after_commit;
  {
    auto lease = writes_.take();  // given back, and rolled back when need be, before the callbacks
    Tx tx(*lease);
    lease->begin();
    if (!body(tx)) return;
    try {
      lease->commit();
    } catch (const CommitLost& lost) {
      if (!committed(lost.transaction())) throw;
    }
    after_commit = tx.take_after_commit();
  }
  for (const auto& then : after_commit) then();
}

// The truth about a transaction whose COMMIT was not answered. When the server still runs it, its
// line is dead: after a while its process is ended, so that it has an end to tell.
bool PostgresDatabase::committed(const std::string& transaction) {
  const auto started = SteadyClock::now();
  while (SteadyClock::now() - started < kAskFor) {
    try {
      const std::string ended =
          ask_how_it_ended(transaction, SteadyClock::now() - started > kAskKindlyFor);
      if (ended == "committed") return true;
      if (ended == "aborted") return false;
    } catch (const Failure& failure) {
      log_warn("cannot ask how a write ended", {{"reason", failure.what()}});
    }
    std::this_thread::sleep_for(milliseconds(50));
  }
  throw Failure(Trouble::statement, "it is not known whether a write was committed");
}

std::string PostgresDatabase::ask_how_it_ended(const std::string& transaction, bool end_it) {
  Plain line(settings_.url, settings_.pool_connect_ms);
  if (end_it)
    line.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE backend_xid = CAST(CAST($1 AS xid8) AS xid)",
        transaction);
  return line.ask("SELECT pg_xact_status(CAST($1 AS xid8))", transaction);
}

void PostgresDatabase::run_script(std::string_view script) {
  Plain(settings_.url, settings_.pool_connect_ms)
      .run("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10s';\n" +
           std::string(script) + "\n;COMMIT");
}

void PostgresDatabase::exclusively(const std::function<void()>& fn) {
  Plain holder(settings_.url, settings_.pool_connect_ms);
  holder.run("SET statement_timeout = 0; SET lock_timeout = '60s'");
  holder.run("SELECT pg_advisory_lock(" + std::to_string(kMigrationLock) + ")");
  holder.run(kBootstrap);
  fn();  // the lock ends with the connection
}

Result<std::int64_t> PostgresDatabase::server_ms() {
  return read([](Tx& tx) -> Result<std::int64_t> { return tx.get<std::int64_t>(kServerClock); });
}

std::vector<Reading> PostgresDatabase::read_back() {
  std::vector<Reading> readings;
  (void)run_write([&](Tx& tx) {
    readings = tx.list<Reading>(kReadBack);
    return true;
  });
  return readings;
}

std::vector<std::string> PostgresDatabase::indexes_of(const std::string& table) {
  std::vector<std::string> names;
  (void)run_read([&](Tx& tx) {
    names = tx.list<std::string>(kIndexes, table);
    return true;
  });
  return names;
}

Vitals PostgresDatabase::vitals() {
  Vitals vitals;
  vitals.engine = "postgresql";
  const auto started = SteadyClock::now();
  try {
    vitals.ok = static_cast<bool>(run_read([&](Tx& tx) {
      (void)tx.get<std::int64_t>(kProbe);
      return true;
    }));
    vitals.latency_ms = ms_since(started);
    if (vitals.ok) vitals.size_bytes = size();
  } catch (const std::exception& fault) {
    log_error("the database does not answer", {{"reason", fault.what()}});
  }
  if (!vitals.ok) vitals.latency_ms = ms_since(started);
  reads_.count(vitals);
  writes_.count(vitals);
  return vitals;
}

std::int64_t PostgresDatabase::size() {
  const std::lock_guard lock(size_mutex_);
  if (SteadyClock::now() < size_holds_until_) return size_bytes_;
  (void)run_read([&](Tx& tx) {
    size_bytes_ = tx.get<std::int64_t>(kSize);
    return true;
  });
  size_holds_until_ = SteadyClock::now() + kSizeEvery;
  return size_bytes_;
}
}  // namespace

std::unique_ptr<Database> open(const Settings& settings) {
  return std::make_unique<PostgresDatabase>(settings);
}

}  // namespace db::postgres
