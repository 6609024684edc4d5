#include <doctest/doctest.h>

#include "kit/database.h"

namespace {
using Files = std::vector<embedded::File>;

constexpr std::string_view kOne = "-- expand\nCREATE TABLE one (id BIGINT);\n";
constexpr std::string_view kTwo = "-- a note\n-- expand\nCREATE TABLE two (id BIGINT);\n";
constexpr std::string_view kDrop = "-- contract\n-- beside: 0002\nDROP TABLE one;\n";
const embedded::File kFileOne{"/0001_one.sql", kOne, "aa"};
const embedded::File kFileTwo{"/0002_two.sql", kTwo, "bb"};
const embedded::File kFileDrop{"/0003_drop.sql", kDrop, "cc"};

int migrate(kit::TestDatabase& database, const Files& files) {
  return db::migrate(*database, db::migrations_from(files), database.clock());
}
}  // namespace

TEST_CASE("migrations are applied once, in the order of their numbers") {
  kit::TestDatabase database;
  CHECK(migrate(database, {kFileTwo, kFileOne}) == 2);
  CHECK(migrate(database, {kFileOne, kFileTwo}) == 0);
  CHECK(migrate(database, {kFileOne, kFileTwo, kFileDrop}) == 1);
}

TEST_CASE("a migration that fails leaves nothing behind and can be mended") {
  kit::TestDatabase database;
  const std::string bad = std::string(kTwo) + "INSERT INTO nowhere VALUES (1);";
  CHECK_THROWS(migrate(database, {kFileOne, {"/0002_two.sql", bad, "b0"}}));
  CHECK(migrate(database, {kFileOne, kFileTwo}) == 1);
}

TEST_CASE("an applied migration whose text changed is refused") {
  kit::TestDatabase database;
  migrate(database, {kFileOne});
  CHECK_THROWS(migrate(database, {{"/0001_one.sql", kOne, "other"}}));
}

TEST_CASE("a newer database is taken when it says older programs may run beside it") {
  kit::TestDatabase database;
  migrate(database, {kFileOne, kFileTwo, kFileDrop});
  CHECK(migrate(database, {kFileOne, kFileTwo}) == 0);
  CHECK_THROWS(migrate(database, {kFileOne}));
}

TEST_CASE("a migration says in its head what it does to older programs") {
  CHECK_THROWS(db::migrations_from(Files{{"/0001_x.sql", "CREATE TABLE x (id BIGINT);", "aa"}}));
  CHECK_THROWS(db::migrations_from(Files{{"/0001_x.sql", "-- contract\nSELECT 1;", "aa"}}));
  CHECK_THROWS(db::migrations_from(Files{{"/x.sql", "-- expand\n", "aa"}}));
  CHECK_THROWS(db::migrations_from(Files{kFileOne, {"/0001_other.sql", kOne, "dd"}}));
  const auto fine = db::migrations_from(Files{kFileDrop});
  CHECK(fine.at(0).beside == 2);
  CHECK(fine.at(0).name == "0003_drop");
}

TEST_CASE("the program's own migrations apply to an empty database") {
  const auto database = kit::TestDatabase::migrated();
  CHECK(database->url() != "");
}
