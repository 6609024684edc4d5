#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/log.h"
#include "db/db.h"

namespace db {
namespace {
struct Applied {
  std::int64_t number;
  std::string name;
  std::string sha256;
  std::int64_t beside;
};
BOOST_DESCRIBE_STRUCT(Applied, (), (number, name, sha256, beside))

constexpr std::string_view kCreateTable = R"sql(
  CREATE TABLE IF NOT EXISTS schema_migrations (
    number BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    applied_at_ms BIGINT NOT NULL,
    beside BIGINT NOT NULL
  );
)sql";

constexpr Sql<> kListApplied{"db.list_applied", R"sql(
  SELECT number, name, sha256, beside FROM schema_migrations ORDER BY number
)sql"};

constexpr Sql<> kLastApplied{"db.last_applied", R"sql(
  SELECT COALESCE(MAX(number), 0) FROM schema_migrations
)sql"};

[[noreturn]] void refuse(const std::string& why) { throw std::runtime_error(why); }

// The word after "-- ", or after "-- beside: ", of a line of the file's head.
std::optional<std::string_view> head_line(std::string_view text, std::string_view start) {
  while (text.starts_with("--")) {
    const auto line = text.substr(0, text.find('\n'));
    if (line.starts_with(start)) return line.substr(start.size());
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return std::nullopt;
}

int number_in(std::string_view digits, std::string_view name) {
  int number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (read.ec != std::errc() || number < 1) refuse(fmt::format("no number in migration {}", name));
  return number;
}

Migration migration_from(const embedded::File& file) {
  std::string_view name = file.path;
  name.remove_prefix(name.starts_with('/') ? 1 : 0);
  if (!name.ends_with(".sql")) refuse(fmt::format("{} is not a migration", name));
  name.remove_suffix(4);
  const bool plain = std::ranges::all_of(name, [](char c) { return detail::is_word(c); });
  if (!plain) refuse(fmt::format("migration {} may have letters, digits and _ in its name", name));

  const bool expands = head_line(file.data, "-- expand").has_value();
  const bool contracts = head_line(file.data, "-- contract").has_value();
  const auto beside = head_line(file.data, "-- beside: ");
  if (expands == contracts || (contracts && !beside))
    refuse(
        fmt::format("migration {} must start with -- expand, or with -- contract and "
                    "-- beside: NNNN",
                    name));
  return {number_in(name.substr(0, 4), name), name, file.data, file.sha256,
          beside ? number_in(*beside, name) : 0};
}

// Is what the database has what this program knows, or newer in a way that does no harm?
void check_applied(const std::vector<Applied>& applied, std::span<const Migration> known) {
  const int last = known.empty() ? 0 : known.back().number;
  for (const Applied& one : applied) {
    const auto same = std::ranges::find(known, one.number, &Migration::number);
    if (same != known.end() && same->sha256 != one.sha256)
      refuse(fmt::format("migration {} was changed after this database took it", one.name));
    if (same == known.end() && one.number <= last)
      refuse(
          fmt::format("the database has migration {}, which this program does not know", one.name));
    if (one.number > last && one.beside > last)
      refuse(
          fmt::format("the database is newer than this program: {} needs a program of schema "
                      "{:04} or later, this one is {:04}",
                      one.name, one.beside, last));
  }
}

// The script and the record of it, in one transaction. All that is written into the text here is
// digits, hex, and a checked name.
void apply(Database& database, const Migration& migration, const Clock& clock) {
  database.run_script(fmt::format(
      "{}\n;INSERT INTO schema_migrations (number, name, sha256, applied_at_ms, beside) "
      "VALUES ({}, '{}', '{}', {}, {});",
      migration.text, migration.number, migration.name, migration.sha256, clock.now_ms(),
      migration.beside));
  log_info("migrated", {{"migration", migration.name}});
}
}  // namespace

std::vector<Migration> migrations_from(std::span<const embedded::File> files) {
  std::vector<Migration> migrations;
  for (const auto& file : files) migrations.push_back(migration_from(file));
  std::ranges::sort(migrations, {}, &Migration::number);
  const auto twice = std::ranges::adjacent_find(migrations, {}, &Migration::number);
  if (twice != migrations.end())
    refuse(fmt::format("two migrations have {}'s number", twice->name));
  return migrations;
}

int migrate(Database& database, std::span<const Migration> migrations, const Clock& clock,
            const std::function<void(int)>& before) {
  int count = 0;
  database.exclusively([&] {
    database.run_script(kCreateTable);
    const auto applied = database.read(
        [](Tx& tx) -> Result<std::vector<Applied>> { return tx.list<Applied>(kListApplied); });
    if (!applied) refuse("the database is busy: " + applied.error().detail);
    check_applied(*applied, migrations);
    for (const Migration& migration : migrations) {
      if (std::ranges::find(*applied, migration.number, &Applied::number) != applied->end())
        continue;
      if (count == 0 && !applied->empty() && before) before(migration.number);
      apply(database, migration, clock);
      ++count;
    }
  });
  return count;
}

int schema_of(Database& database) {
  const auto last = database.read(
      [](Tx& tx) -> Result<std::int64_t> { return tx.get<std::int64_t>(kLastApplied); });
  if (!last) refuse("the database is busy: " + last.error().detail);
  return static_cast<int>(*last);
}

}  // namespace db
