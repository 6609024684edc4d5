// The database: SQLite or PostgreSQL behind one interface. Features use Database and Tx only.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/result.h"
#include "db/sql.h"
#include "db/value.h"

namespace db {

// One engine's connection while a transaction runs on it.
class Connection {
 public:
  virtual ~Connection() = default;

  // Runs a statement now; hands each row to `visit`. Returns the number of rows changed.
  virtual std::int64_t execute(const Statement&, std::span<const Value>,
                               const std::function<void(const Row&)>& visit) = 0;
  // As execute, but need not have run before the next call or the commit.
  virtual void defer(const Statement& statement, std::span<const Value> values) {
    execute(statement, values, {});
  }
  // As execute with what it finds; need not have run before catch_up(), the next execute or commit.
  virtual void later(const Statement& statement, std::span<const Value> values,
                     std::function<void(const Row&)> visit) {
    execute(statement, values, visit);
  }
  virtual void catch_up() {}
  virtual void savepoint() = 0;
  virtual void release_savepoint() = 0;
  virtual void rollback_to_savepoint() = 0;
};

// A row that was asked for and may come together with what is asked next. Lives only inside the
// transaction.
template <class Out>
class Later {
 public:
  explicit Later(Connection& connection) : connection_(connection) {}

  // The row, or nothing. Once.
  std::optional<Out> take() {
    connection_.catch_up();
    return std::move(*found_);
  }

  // What to do with each row: the first counts.
  std::function<void(const Row&)> reader() const {
    return [found = found_](const Row& row) {
      if (*found) return;
      check_columns<Out>(row);
      from_row(row, found->emplace());
    };
  }

 private:
  Connection& connection_;
  std::shared_ptr<std::optional<Out>> found_ = std::make_shared<std::optional<Out>>();
};

// A transaction. Lives only inside the closure given to Database::read or write.
class Tx {
 public:
  explicit Tx(Connection& connection) : connection_(connection) {}
  Tx(const Tx&) = delete;

  // The row, or nothing. Of several rows the first.
  template <class Out, class... P>
  std::optional<Out> find(const Sql<P...>& sql, const std::type_identity_t<P>&... args) {
    std::optional<Out> found;
    visit(
        [&](const Row& row) {
          if (found) return;
          check_columns<Out>(row);
          from_row(row, found.emplace());
        },
        sql, args...);
    return found;
  }

  // The row, which must be there: its absence is a fault.
  template <class Out, class... P>
  Out get(const Sql<P...>& sql, const std::type_identity_t<P>&... args) {
    auto found = find<Out>(sql, args...);
    if (!found) throw std::logic_error(std::string("no row from ") + sql.name);
    return *std::move(found);
  }

  // As find, for a row that is looked at after others were asked for: on PostgreSQL they make one
  // journey.
  template <class Out, class... P>
  Later<Out> later(const Sql<P...>& sql, const std::type_identity_t<P>&... args) {
    const std::array<Value, sizeof...(P)> values{to_value(args)...};
    Later<Out> row(connection_);
    connection_.later(sql, values, row.reader());
    return row;
  }

  // All rows; the statement carries the LIMIT.
  template <class Out, class... P>
  std::vector<Out> list(const Sql<P...>& sql, const std::type_identity_t<P>&... args) {
    std::vector<Out> rows;
    visit(
        [&](const Row& row) {
          if (rows.empty()) check_columns<Out>(row);
          from_row(row, rows.emplace_back());
        },
        sql, args...);
    return rows;
  }

  // Hands each row to fn as it is read. Members of Out may be string_views: they end with the call.
  template <class Out, class F, class... P>
  void each(F&& fn, const Sql<P...>& sql, const std::type_identity_t<P>&... args) {
    bool checked = false;
    Out row_out{};
    visit(
        [&](const Row& row) {
          if (!std::exchange(checked, true)) check_columns<Out>(row);
          from_row(row, row_out);
          fn(std::as_const(row_out));
        },
        sql, args...);
  }

  // Runs now; how many rows it changed.
  template <class... P>
  std::int64_t exec(const Sql<P...>& sql, const std::type_identity_t<P>&... args) {
    return visit(nullptr, sql, args...);
  }

  // Runs before the transaction ends; may be sent together with what follows.
  template <class... P>
  void run(const Sql<P...>& sql, const std::type_identity_t<P>&... args) {
    const std::array<Value, sizeof...(P)> values{to_value(args)...};
    connection_.defer(sql, values);
  }

  // Runs fn (returning a Result) behind a savepoint: an error undoes what it did, and only that.
  // At most three deep.
  template <class F>
  auto attempt(F&& fn) -> std::invoke_result_t<F> {
    connection_.savepoint();
    try {
      auto outcome = fn();
      outcome ? connection_.release_savepoint() : connection_.rollback_to_savepoint();
      return outcome;
    } catch (...) {
      connection_.rollback_to_savepoint();
      throw;
    }
  }

  // Called once the transaction is durable, on the thread that asked for it; never on roll-back.
  void after_commit(std::function<void()> then) { after_commit_.push_back(std::move(then)); }
  std::vector<std::function<void()>> take_after_commit() { return std::move(after_commit_); }

 private:
  template <class... P>
  std::int64_t visit(const std::function<void(const Row&)>& visitor, const Sql<P...>& sql,
                     const std::type_identity_t<P>&... args) {
    const std::array<Value, sizeof...(P)> values{to_value(args)...};
    return connection_.execute(sql, values, visitor);
  }

  Connection& connection_;
  std::vector<std::function<void()>> after_commit_;
};

struct Settings {
  std::string url;  // sqlite:/path/to/file or postgresql://…
  // PostgreSQL: connections of this process, how long an unused one is kept, how long to wait for
  // one, and how long a statement may take.
  int pool_max = 20;
  int pool_idle_ms = 30'000;
  int pool_connect_ms = 2'000;
  int read_statement_ms = 2'000;
  int write_statement_ms = 5'000;
  // SQLite: how long to wait for a lock that another process holds.
  int write_busy_ms = 15'000;
  int read_busy_ms = 100;
};

// How the engine is doing, for health and metrics.
struct Vitals {
  std::string engine;  // "sqlite" or "postgresql"
  bool ok = false;
  double latency_ms = 0;
  int connections_open = 0;
  int connections_busy = 0;
  int connections_max = 0;
  std::int64_t size_bytes = 0;    // of the data
  std::int64_t wal_bytes = 0;     // of what is not in it yet (SQLite)
  std::int64_t groups = 0;        // group commits so far (SQLite)
  std::int64_t group_writes = 0;  // closures in them
  std::int64_t writes_waiting = 0;
};

// One thing the engine holds itself to, as it names it: {"journal_mode", "wal"}.
struct Reading {
  std::string name;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(Reading, (), (name, value))

// Hears how far a long work is, in bytes or nearly so; false ends it.
using GoOn = std::function<bool(std::int64_t done, std::int64_t total)>;

// Hears how writes ended that nobody waited for: nothing once they are durable, else why nothing of
// them is kept.
using Settled = std::move_only_function<void(const std::optional<Error>&)>;

// Runs one closure's body in a transaction: true commits, false rolls back, an exception is a
// fault.
using Body = std::function<bool(Tx&)>;

// Safe from any thread. Closures may run twice: no I/O, no captured state changed but what they
// assign on each run, no nesting, at most 5 ms of work.
class Database {
 public:
  // Opens the engine the URL names, and reads its settings back. Throws with a line fit for an
  // operator when it cannot.
  static std::unique_ptr<Database> open(const Settings& settings, const Clock& clock);

  virtual ~Database() = default;

  // A consistent view; nothing is written. Errors: unavailable, and what fn returns.
  template <class F>
  auto read(F&& fn) -> std::invoke_result_t<F, Tx&> {
    std::optional<std::invoke_result_t<F, Tx&>> outcome;
    const auto ran = run_read([&](Tx& tx) {
      outcome.emplace(fn(tx));
      return true;
    });
    if (!ran) return ran.error();
    return *std::move(outcome);
  }

  // All of fn or nothing, durable when it returns. An error that fn returns rolls back.
  // Errors: unavailable (nothing was done), and what fn returns.
  template <class F>
  auto write(F&& fn) -> std::invoke_result_t<F, Tx&> {
    std::optional<std::invoke_result_t<F, Tx&>> outcome;
    const auto ran = run_write([&](Tx& tx) {
      outcome.emplace(fn(tx));
      return static_cast<bool>(*outcome);
    });
    if (!ran) return ran.error();
    return *std::move(outcome);
  }

  // For work that only writes: runs it on the thread that writes (SQLite), so that no thread waits
  // for another. What it writes with write() joins the group that is under way, and write() returns
  // to it before the commit; so read() does not show it yet. `settled` is called on that thread
  // after the commit, once for all that `work` wrote. `work` must not throw. When too much waits
  // already `work` never runs, and `settled` hears so at once.
  virtual void write_along(std::move_only_function<void()> work, Settled settled) {
    (void)work;
    settled(error_of(problems::kUnavailable));
  }
  virtual bool can_write_along() const { return false; }  // not on PostgreSQL; is there room?

  // Runs in the same transaction after the last closure of each group of writes (SQLite), so that
  // what it does costs no commit of its own; its tx.after_commit() runs on the writer's thread. On
  // PostgreSQL it is never called.
  virtual void before_group_commit(std::function<void(Tx&)> finish) = 0;

  // A script of several statements in one transaction: migrations only.
  virtual void run_script(std::string_view script) = 0;

  // Keeps other processes from migrating at the same time, while fn runs.
  virtual void exclusively(const std::function<void()>& fn) = 0;

  virtual Vitals vitals() = 0;
  virtual bool is_postgres() const = 0;
  // Ms since the epoch by the one clock that all who share this database see: the server's, or
  // this machine's.
  virtual Result<std::int64_t> server_ms() = 0;

  // For the operator: what is in force, read back now; and which indexes a table has.
  virtual std::vector<Reading> read_back() = 0;
  virtual std::vector<std::string> indexes_of(const std::string& table) = 0;

  // Writes the whole database as it is at one moment into the file, while others go on reading and
  // writing. Throws when it cannot, and when `go_on` ends it.
  virtual void snapshot(const std::filesystem::path& into, const GoOn& go_on) = 0;

  // What the engine's own checks find wrong. Reads everything.
  virtual std::vector<std::string> find_flaws() = 0;

  // Moves what is in the write-ahead log into the database file, with `truncate` all of it, for
  // which writers wait a moment. Returns the bytes of the log. PostgreSQL looks after itself: 0.
  virtual std::int64_t checkpoint(bool truncate) = 0;
  // Lets the engine learn how its tables are filled.
  virtual void optimize() = 0;

 private:
  virtual Result<void> run_read(const Body& body) = 0;
  virtual Result<void> run_write(const Body& body) = 0;
};

// One file of migrations/: applied once, in number order, each in one transaction.
struct Migration {
  int number;
  std::string_view name;  // "0001_platform"
  std::string_view text;
  std::string_view sha256;
  // A program whose last migration is older than this number cannot run beside it. From the file's
  // head: "-- expand" lets every older program be; "-- contract" needs "-- beside: NNNN".
  int beside;
};

// The files of migrations/ in number order. Throws when one has no proper head or name.
std::vector<Migration> migrations_from(std::span<const embedded::File> files);

// Brings the schema up to the last migration; returns how many it applied. Throws when the database
// is newer than this program and says it cannot be shared, or when an applied file's text has
// changed since. `before` is called once before the first of them, with its number, when the
// database was in use already; what it throws keeps the schema as it is.
int migrate(Database& database, std::span<const Migration> migrations, const Clock& clock,
            const std::function<void(int number)>& before = {});

// The number of the last migration that the database has; 0: none.
int schema_of(Database& database);

// Is there nothing in the database, or no database yet?
bool is_empty(const Settings& settings);

// Makes what snapshot() wrote into the database that the settings name, which must be empty. On
// SQLite the file is moved there. Throws with a line for the operator.
void bring_back(const std::filesystem::path& snapshot, const Settings& settings);

// A database made of a snapshot, to be looked at; it goes with this object. SQLite: the file itself
// is opened, where it lies. PostgreSQL: beside the database that `like` names; throws when its user
// may not make one.
class Trial {
 public:
  Trial(const std::filesystem::path& snapshot, const Settings& like, const Clock& clock);
  ~Trial();
  Trial(const Trial&) = delete;
  Database& operator*() { return *database_; }

 private:
  const std::string server_url_;
  std::string name_;  // PostgreSQL only
  std::unique_ptr<Database> database_;
};

// Reads a PostgreSQL snapshot to its end without a server: is it whole?
void read_through(const std::filesystem::path& snapshot);

}  // namespace db
