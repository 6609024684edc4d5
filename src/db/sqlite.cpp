#include "db/sqlite.h"

#include <chrono>
#include <filesystem>

#include "base/log.h"
#include "db/url.h"

namespace db::sqlite {
namespace {
constexpr Sql<> kProbe{"db.probe", "SELECT COUNT(*) FROM sqlite_master"};

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

}  // namespace db::sqlite
