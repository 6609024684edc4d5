#include "db/sqlite_connection.h"

#include <array>

#include <fmt/format.h>

#include "db/sqlite_gathering.h"
#include "db/sqlite_row.h"

namespace db::sqlite {
namespace {
constexpr std::array kSavepoints = {"SAVEPOINT a", "SAVEPOINT b", "SAVEPOINT c", "SAVEPOINT d"};
constexpr std::array kReleases = {"RELEASE a", "RELEASE b", "RELEASE c", "RELEASE d"};
constexpr std::array kUndos = {"ROLLBACK TO a", "ROLLBACK TO b", "ROLLBACK TO c", "ROLLBACK TO d"};

Trouble trouble_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
      return Trouble::busy;
    case SQLITE_FULL:
      return Trouble::full;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
      return Trouble::lost;
    default:
      return Trouble::statement;
  }
}

// $1 would be a named parameter here, numbered by first appearance; ?1 is numbered by itself.
std::string with_numbered_parameters(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i + 1 < out.size(); ++i)
    if (out[i] == '$' && out[i + 1] >= '0' && out[i + 1] <= '9') out[i] = '?';
  return out;
}

int bind(sqlite3_stmt* statement, int at, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement, at, *number);
  if (const auto* real = std::get_if<double>(&value))
    return sqlite3_bind_double(statement, at, *real);
  if (const auto* yes = std::get_if<bool>(&value)) return sqlite3_bind_int(statement, at, *yes);
  if (const auto* text = std::get_if<std::string_view>(&value))  // a null pointer would bind NULL
    return sqlite3_bind_text(statement, at, text->empty() ? "" : text->data(),
                             static_cast<int>(text->size()), SQLITE_STATIC);
  return sqlite3_bind_null(statement, at);
}

// Makes a kept statement fit for its next use, however this one ends.
struct Reset {
  sqlite3_stmt* statement;
  ~Reset() {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
};
}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, Role role, int busy_ms)
    : begin_(role == Role::writer ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED") {
  configure_library();
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int opened = sqlite3_open_v2(path.c_str(), &handle, flags,
                                     role == Role::writer ? gathering_vfs() : nullptr);
  handle_.reset(handle);
  if (opened != SQLITE_OK)
    throw Failure(Trouble::lost, fmt::format("cannot open the database {}: {}", path,
                                             handle ? sqlite3_errmsg(handle) : "no memory"));
  sqlite3_extended_result_codes(handle, 1);
  configure(role, busy_ms);
}

void SqliteConnection::configure(Role role, int busy_ms) {
  const bool writer = role == Role::writer;
  // First, so that the others wait their turn when several connections open at once.
  set("busy_timeout", std::to_string(busy_ms), std::to_string(busy_ms));
  set("journal_mode", "WAL", "wal");
  set("synchronous", "FULL", "2");
  set("foreign_keys", "ON", "1");
  set("wal_autocheckpoint", "4000", "4000");
  set("cache_size", writer ? "-64000" : "-2000", writer ? "-64000" : "-2000");
  if (writer)
    check_nothing_follows_a_sync();
  else
    set("query_only", "ON", "1");
  // As PostgreSQL: "x" is a column and never a text, and LIKE tells case apart.
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  // Plans are made once, without looking at what is bound. Otherwise a partial index on a column
  // that is compared with a parameter has the statement prepared anew at every binding.
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  ask("PRAGMA case_sensitive_like=ON");
  if (ask("SELECT 'a' LIKE 'A'") != "0")
    throw Failure(Trouble::statement, "SQLite cannot tell case apart in LIKE");
}

void SqliteConnection::set(std::string_view setting, std::string_view value,
                           std::string_view reads_back) {
  ask(fmt::format("PRAGMA {}={}", setting, value));
  const std::string holds = ask(fmt::format("PRAGMA {}", setting));
  if (holds != reads_back)
    throw Failure(Trouble::lost,
                  fmt::format("SQLite keeps {}={} where {} is needed; is the file on "
                              "a disk without locks, or was SQLite built without it?",
                              setting, holds, reads_back));
}

// Nobody would write it out: see db/sqlite_gathering.h.
void SqliteConnection::check_nothing_follows_a_sync() {
  int safe = -1;  // a question
  sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_POWERSAFE_OVERWRITE, &safe);
  if (safe != 1)
    throw Failure(Trouble::lost,
                  "SQLite would write behind a sync; was it built without powersafe overwrite?");
}

std::string SqliteConnection::ask(const std::string& question) {
  const Prepared statement = compile(question, 0);
  std::string answer;
  int code;
  while ((code = sqlite3_step(statement.get())) == SQLITE_ROW)
    answer = SqliteRow(statement.get()).as_text(0);
  if (code != SQLITE_DONE) fail(question.c_str());
  return answer;
}

void SqliteConnection::fail(const char* doing) {
  const int code = sqlite3_extended_errcode(handle_.get());
  const Trouble trouble = trouble_of(code);
  failed_ = true;
  lost_ = lost_ || trouble == Trouble::lost || trouble == Trouble::full;
  throw Failure(trouble, fmt::format("{}: {} ({})", doing, sqlite3_errmsg(handle_.get()), code));
}

SqliteConnection::Prepared SqliteConnection::compile(std::string text, unsigned flags) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), text.c_str(), static_cast<int>(text.size()),
                                      flags, &statement, &tail);
  Prepared prepared(statement);
  if (code != SQLITE_OK) fail(text.c_str());
  if (std::string_view(tail).find_first_not_of(" \n\t;") != std::string_view::npos)
    throw Failure(Trouble::statement, "more than one statement in " + text);
  return prepared;
}

sqlite3_stmt* SqliteConnection::prepared(const Statement& statement) {
  Prepared& kept = prepared_[statement.text.data()];
  if (!kept) kept = compile(with_numbered_parameters(statement.text), SQLITE_PREPARE_PERSISTENT);
  return kept.get();
}

std::int64_t SqliteConnection::execute(const Statement& statement, std::span<const Value> values,
                                       const std::function<void(const Row&)>& visit) {
  check_values(statement, values);
  sqlite3_stmt* const running = prepared(statement);
  const Reset reset{running};
  int at = 0;
  for (const Value& value : values)
    if (bind(running, ++at, value) != SQLITE_OK) fail(statement.name);
  const SqliteRow row(running);
  int code;
  while ((code = sqlite3_step(running)) == SQLITE_ROW)
    if (visit) visit(row);
  if (code != SQLITE_DONE) fail(statement.name);
  return sqlite3_stmt_readonly(running) ? 0 : sqlite3_changes64(handle_.get());
}

// Statements of the connection itself are kept under their literal's address like all others.
void SqliteConnection::control(const char* text) {
  Prepared& kept = prepared_[text];
  if (!kept) kept = compile(text, SQLITE_PREPARE_PERSISTENT);
  const Reset reset{kept.get()};
  if (sqlite3_step(kept.get()) != SQLITE_DONE) fail(text);
}

void SqliteConnection::savepoint() {
  control(kSavepoints.at(static_cast<std::size_t>(depth_)));
  ++depth_;
}

void SqliteConnection::release_savepoint() {
  control(kReleases.at(static_cast<std::size_t>(depth_ - 1)));
  --depth_;
}

void SqliteConnection::rollback_to_savepoint() {
  const auto level = static_cast<std::size_t>(--depth_);
  if (!in_transaction()) return;  // there is nothing left to go back to
  lost_ = true;                   // unless both of these work
  control(kUndos.at(level));
  control(kReleases.at(level));
  lost_ = false;
  failed_ = false;
}

void SqliteConnection::begin() {
  depth_ = 0;
  failed_ = false;
  control(begin_);
}

void SqliteConnection::commit() { control("COMMIT"); }

void SqliteConnection::rollback() noexcept {
  if (in_transaction() &&
      sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr) != SQLITE_OK)
    lost_ = true;
}

void SqliteConnection::script(std::string_view text) {
  if (sqlite3_exec(handle_.get(), std::string(text).c_str(), nullptr, nullptr, nullptr) !=
      SQLITE_OK)
    fail("script");
}

bool SqliteConnection::has_dangling_keys() const {
  int dangling = 0;
  int highest = 0;
  sqlite3_db_status(handle_.get(), SQLITE_DBSTATUS_DEFERRED_FKS, &dangling, &highest, 0);
  return dangling != 0;
}

}  // namespace db::sqlite
