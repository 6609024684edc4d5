// The doctor on the database: its kind, its pool, what it holds itself to, and the sessions in it.
#include <algorithm>

#include "ops/doctor_checks.h"

namespace ops {
namespace {

constexpr std::int64_t kSqliteUsers = 50;
constexpr std::int64_t kLatencyMs = 50;
constexpr int kLooks = 3;  // one may fall into a busy moment of the machine
constexpr std::int64_t kStaleSessions = 10'000;

constexpr db::Sql<std::int64_t> kCountStale{"ops.doctor_stale_sessions", R"sql(
  SELECT COUNT(*) FROM sessions WHERE idle_expires_at_ms < $1
)sql"};
constexpr db::Sql<> kCountSessions{"ops.doctor_sessions", R"sql(
  SELECT COUNT(*) FROM sessions
)sql"};
constexpr db::Sql<> kCountAdmins{"ops.doctor_admins", R"sql(
  SELECT COUNT(*) FROM users WHERE role = 'admin' AND disabled_at_ms IS NULL
)sql"};

// Connections by people at once, as the scaling text has it.
struct PoolRow {
  std::int64_t users, least, most;
};
constexpr PoolRow kPools[] = {{25, 5, 20}, {50, 10, 20}, {100, 20, 30}, {1'000'000, 30, 50}};

db::Vitals quickest_look(db::Database& database) {
  auto best = database.vitals();
  for (int look = 1; look < kLooks && best.ok; ++look)
    if (auto next = database.vitals(); !next.ok || next.latency_ms < best.latency_ms) best = next;
  return best;
}

void check_kind(const Patient& patient, std::vector<Finding>& findings) {
  const auto users = patient.number("EXPECTED_USERS");
  const bool postgres = patient.database.is_postgres();
  judge(findings, "database", postgres || users <= kSqliteUsers, Verdict::fail,
        fmt::format("{} for {} people.", postgres ? "PostgreSQL" : "SQLite", users),
        "More than 50 people at once want PostgreSQL: DATABASE_URL=postgresql://…");
  const auto vitals = quickest_look(patient.database);
  judge(findings, "database-answers", vitals.ok && vitals.latency_ms < kLatencyMs,
        vitals.ok ? Verdict::warn : Verdict::fail,
        vitals.ok ? fmt::format("It answers in {:.1f} ms.", vitals.latency_ms)
                  : "It does not answer.",
        "High response times begin here: look at its machine's disk (iostat -x 1) and memory.");
}

void check_pool(const Patient& patient, std::vector<Finding>& findings) {
  if (!patient.database.is_postgres()) return;
  const auto users = patient.number("EXPECTED_USERS");
  const auto pool = patient.number("DB_POOL_MAX");
  const auto* row = std::ranges::find_if(kPools, [&](const auto& r) { return users <= r.users; });
  judge(findings, "pool", pool >= row->least && pool <= row->most, Verdict::warn,
        fmt::format("DB_POOL_MAX={} for {} people.", pool, users),
        fmt::format("Take {} to {}; when requests wait for a connection, more.", row->least,
                    row->most));
}

struct Wanted {
  std::string_view name, value, why;
};
constexpr Wanted kSqlite[] = {
    {"journal_mode", "wal", "readers would wait for writers"},
    {"synchronous", "2", "a power cut could lose what was acknowledged"},
    {"busy_timeout", "15000", "a brief lock would fail a request"},
    {"cache_size", "-64000", "pages would be read again and again"},
    {"foreign_keys", "1", "rows could point at nothing"},
};
constexpr Wanted kPostgres[] = {
    {"fsync", "on", "a power cut could lose the database"},
    {"full_page_writes", "on", "a power cut could lose the database"},
    {"synchronous_commit", "on", "a power cut could lose what was acknowledged"},
};

void check_engine(const Patient& patient, std::vector<Finding>& findings) {
  const auto readings = patient.database.read_back();
  const auto holds = [&](const Wanted& wanted) {
    const auto is = [&](const db::Reading& r) {
      return r.name == wanted.name && r.value == wanted.value;
    };
    return std::ranges::any_of(readings, is);
  };
  std::string all, wrong;
  const auto look = [&](std::span<const Wanted> list) {
    for (const auto& wanted : list) {
      all += fmt::format(" {}={}", wanted.name, wanted.value);
      if (!holds(wanted))
        wrong += fmt::format(" {} is not {}: {}.", wanted.name, wanted.value, wanted.why);
    }
  };
  patient.database.is_postgres() ? look(kPostgres) : look(kSqlite);
  judge(findings, "database-settings", wrong.empty(), Verdict::fail,
        wrong.empty() ? "Read back:" + all + "." : wrong.substr(1),
        patient.database.is_postgres()
            ? "ALTER SYSTEM RESET it on the PostgreSQL server, reload."
            : "Restart the server; if it stays, the disk is no local one.");
}

void check_sessions(const Patient& patient, std::vector<Finding>& findings) {
  const auto names = patient.database.indexes_of("sessions");
  std::string missing;
  for (const auto* name : {"sessions_by_expiry", "sessions_by_user"})
    if (std::ranges::find(names, name) == names.end()) missing += std::string(" ") + name;
  judge(findings, "session-indexes", missing.empty(), Verdict::fail,
        missing.empty() ? "The sessions table has its indexes."
                        : "The sessions table lacks:" + missing + ".",
        "Make it again as migrations/0002_accounts.sql has it: without, each clean-up reads the "
        "whole table.");
  std::int64_t all = 0, over = 0;
  std::string unreadable;
  try {
    (void)patient.database.read([&](db::Tx& tx) -> Result<void> {
      all = tx.get<std::int64_t>(kCountSessions);
      over = tx.get<std::int64_t>(kCountStale, patient.clock.now_ms());
      return {};
    });
  } catch (const std::exception& fault) {
    unreadable = fault.what();
  }
  judge(findings, "sessions", unreadable.empty() && over < kStaleSessions,
        unreadable.empty() ? Verdict::warn : Verdict::fail,
        unreadable.empty() ? fmt::format("{} sessions, {} of them over.", all, over)
                           : "The sessions table cannot be read: " + unreadable + ".",
        unreadable.empty()
            ? "The clean-up runs each minute; if the number stays, the log of the server says why."
            : "Somebody took it away: bring the last backup back.");
}

// A database that was copied table by table has lost them, and only long lists tell.
void check_indexes(const Patient& patient, std::vector<Finding>& findings) {
  std::string missing;
  for (const auto& [table, wanted] : patient.indexes) {
    if (table == "sessions") continue;  // has a finding of its own
    const auto names = patient.database.indexes_of(table);
    for (const auto& name : wanted)
      if (std::ranges::find(names, name) == names.end()) missing += " " + name;
  }
  judge(findings, "indexes", missing.empty(), Verdict::fail,
        missing.empty() ? "All indexes of the schema are there."
                        : "The database lacks indexes:" + missing + ".",
        "Make them again as the files of migrations/ have them; without, lists take longer with "
        "every photo.");
}

void check_admins(const Patient& patient, std::vector<Finding>& findings) {
  const auto admins = patient.database.read(
      [](db::Tx& tx) -> Result<std::int64_t> { return tx.get<std::int64_t>(kCountAdmins); });
  if (!admins) return;
  judge(findings, "admins", *admins > 0, Verdict::warn, fmt::format("{} admins.", *admins),
        "asbuilt user add EMAIL --role admin");
}

}  // namespace

void check_database(const Patient& patient, std::vector<Finding>& findings) {
  check_kind(patient, findings);
  check_pool(patient, findings);
  check_engine(patient, findings);
  check_sessions(patient, findings);
  check_indexes(patient, findings);
  check_admins(patient, findings);
}

}  // namespace ops
