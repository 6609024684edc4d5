// Snapshots brought back to life: for good, or to be looked at.
#include <filesystem>

#include <fmt/format.h>

#include "base/log.h"
#include "db/db.h"
#include "db/pg_tools.h"
#include "db/url.h"

namespace db {
namespace fs = std::filesystem;

namespace {
// In the order of time.
std::string name_at(std::int64_t now_ms) { return fmt::format("asbuilt_trial_{:014}", now_ms); }
}  // namespace

bool is_empty(const Settings& settings) {
  if (names_postgres(settings.url)) return postgres::is_empty(settings.url);
  std::error_code missing;
  const auto size = fs::file_size(sqlite_path(settings.url), missing);
  return missing || size == 0;
}

void bring_back(const fs::path& snapshot, const Settings& settings) {
  if (!is_empty(settings))
    throw std::runtime_error("the database to restore into is not empty; nothing was changed");
  if (names_postgres(settings.url)) return postgres::restore(snapshot, settings.url);
  fs::rename(snapshot, sqlite_path(settings.url));
}

void read_through(const fs::path& snapshot) { postgres::read_through(snapshot); }

Trial::Trial(const fs::path& snapshot, const Settings& like, const Clock& clock)
    : server_url_(names_postgres(like.url) ? like.url : "") {
  Settings settings = like;
  settings.pool_max = 2;
  if (server_url_.empty()) {
    settings.url = "sqlite:" + snapshot.string();
  } else {
    constexpr std::int64_t kDayMs = 86'400'000;
    const std::string name = name_at(clock.now_ms());
    postgres::drop_databases(server_url_, name_at(0), name_at(clock.now_ms() - kDayMs));
    settings.url = postgres::make_database(server_url_, name);
    name_ = name;
  }
  try {
    if (!name_.empty()) postgres::restore(snapshot, settings.url);
    database_ = Database::open(settings, clock);
  } catch (...) {
    if (!name_.empty()) postgres::drop_database(server_url_, name_);
    throw;
  }
}

Trial::~Trial() {
  database_.reset();
  if (name_.empty()) return;
  try {
    postgres::drop_database(server_url_, name_);
  } catch (const std::exception& fault) {
    log_warn("a database made for a trial stays behind", {{"name", name_}, {"why", fault.what()}});
  }
}

}  // namespace db
