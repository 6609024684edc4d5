#include <stdexcept>

#include "db/db.h"
#include "db/postgres.h"
#include "db/sqlite.h"
#include "db/url.h"

namespace db {

bool names_sqlite(std::string_view url) { return url.starts_with("sqlite:"); }

bool names_postgres(std::string_view url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

std::string sqlite_path(std::string_view url) {
  url.remove_prefix(std::string_view("sqlite:").size());
  if (url.starts_with("//")) url.remove_prefix(2);
  return std::string(url);
}

std::unique_ptr<Database> Database::open(const Settings& settings, const Clock&) {
  if (names_sqlite(settings.url)) return std::make_unique<sqlite::SqliteDatabase>(settings);
  if (names_postgres(settings.url)) return postgres::open(settings);
  throw std::runtime_error("the database URL must start with sqlite: or postgresql://");
}

}  // namespace db
