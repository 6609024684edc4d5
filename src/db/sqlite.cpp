#include "db/sqlite.h"

#include <chrono>

#include "base/log.h"

namespace db::sqlite {
namespace {
constexpr Sql<> kProbe{"db.probe", "SELECT COUNT(*) FROM sqlite_master"};
}

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
  return vitals;
}

}  // namespace db::sqlite
