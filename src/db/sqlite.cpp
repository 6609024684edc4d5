#include "db/sqlite.h"

#include <chrono>
#include <filesystem>

#include "base/log.h"
#include "db/url.h"

namespace db::sqlite {
namespace {
constexpr Sql<> kProbe{"db.probe", "SELECT COUNT(*) FROM sqlite_master"};
constexpr Sql<> kReadBack{
    "db.read_back",
    "SELECT 'journal_mode' AS name, journal_mode AS value FROM pragma_journal_mode UNION ALL "
    "SELECT 'synchronous', CAST(synchronous AS TEXT) FROM pragma_synchronous UNION ALL "
    "SELECT 'busy_timeout', CAST(timeout AS TEXT) FROM pragma_busy_timeout UNION ALL "
    "SELECT 'cache_size', CAST(cache_size AS TEXT) FROM pragma_cache_size UNION ALL "
    "SELECT 'foreign_keys', CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys"};
constexpr Sql<std::string> kIndexes{
    "db.indexes", "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = $1"};

std::int64_t size_of(const std::string& path) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(path, missing);
  return missing ? 0 : static_cast<std::int64_t>(size);
}
}  // namespace

SqliteDatabase::SqliteDatabase(const Settings& settings)
    : path_(sqlite_path(settings.url)), writer_(settings), readers_(settings) {}

Vitals SqliteDatabase::vitals() {
  Vitals vitals;
  vitals.engine = "sqlite";
  const auto started = std::chrono::steady_clock::now();
  try {
    vitals.ok = static_cast<bool>(readers_.read([](Tx& tx) {
      tx.get<std::int64_t>(kProbe);
      return true;
    }));
  } catch (const std::exception& fault) {
    log_error("the database does not answer", {{"reason", fault.what()}});
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
  vitals.latency_ms = took.count();
  readers_.count(vitals);
  writer_.count(vitals);
  vitals.size_bytes = size_of(path_);
  vitals.wal_bytes = size_of(path_ + "-wal");
  return vitals;
}

// Settings are a connection's own: those of the one that writes count.
std::vector<Reading> SqliteDatabase::read_back() {
  std::vector<Reading> readings;
  (void)writer_.write([&](Tx& tx) {
    readings = tx.list<Reading>(kReadBack);
    return true;
  });
  return readings;
}

std::vector<std::string> SqliteDatabase::indexes_of(const std::string& table) {
  std::vector<std::string> names;
  (void)readers_.read([&](Tx& tx) {
    names = tx.list<std::string>(kIndexes, table);
    return true;
  });
  return names;
}

}  // namespace db::sqlite
