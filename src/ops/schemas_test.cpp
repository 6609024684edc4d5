// Data folders of released schemas (tests/schemas) are opened by this program; what is newer than
// it is taken or refused plainly.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "db/sqlite_gathering.h"
#include "kit/database.h"
#include "kit/server.h"
#include "ops/ops.h"

namespace {
namespace fs = std::filesystem;

std::vector<fs::path> released() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(ASBUILT_SOURCE_DIR "/tests/schemas"))
    if (entry.path().extension() == ".sql") files.push_back(entry.path());
  return files;
}

void run_sql(const fs::path& file, const std::string& sql) {
  db::sqlite::configure_library();
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &raw) == SQLITE_OK);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> handle(raw, sqlite3_close);
  const int done = sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr);
  CHECK_MESSAGE(done == SQLITE_OK, sqlite3_errmsg(raw));
}

// A data folder as a program of that schema left it, `change`d.
std::function<void(server::Config&)> folder_of(const fs::path& schema, const std::string& change) {
  return [schema, change](server::Config& config) {
    const fs::path folder = *config.data_dir;
    fs::create_directories(folder);
    std::ifstream file(schema);
    std::ostringstream text;
    text << file.rdbuf() << change;
    run_sql(folder / "asbuilt.db", text.str());
  };
}

std::string later_schema(int number, int beside) {
  return fmt::format(
      "INSERT INTO schema_migrations (number, name, sha256, applied_at_ms, beside) "
      "VALUES ({}, '{}_later', 'aa', 1, {});",
      number, number, beside);
}

// These folders are of SQLite.
bool elsewhere() { return !kit::Cluster::url_of_run().empty(); }

std::vector<fs::path> copies_in(const kit::ServerFixture& fx) {
  std::vector<fs::path> copies;
  for (const auto& entry : fs::directory_iterator(fx.folder() + "/data"))
    if (entry.path().filename().string().starts_with("before-") &&
        entry.path().extension() == ".db")
      copies.push_back(entry.path());
  return copies;
}
}  // namespace

TEST_CASE("a data folder of every released schema is opened with all that is in it") {
  if (elsewhere()) return;
  REQUIRE(!released().empty());
  for (const fs::path& schema : released()) {
    CAPTURE(schema.string());
    kit::ServerFixture fx(folder_of(schema, ""));
    auto& admin = fx.admin();
    const auto photos =
        admin.get("/api/photos?project_id=" + admin.get("/api/projects").at("items.0.id"));
    CHECK(photos.json().at("items").as_array().size() == 3);
    CHECK(fx.app().database().find_flaws().empty());
    SystemEntropy entropy;
    const Ids ids(fx.clock(), entropy);
    Events events(ids);
    const auto verdict = events.verify(fx.app().database());
    REQUIRE(verdict);
    CHECK(!verdict->first_bad_seq);
  }
}

TEST_CASE("before the schema of a database in use changes there is a copy of it") {
  if (elsewhere()) return;
  const fs::path schema = released().front();
  // As if this program's last migration were new to it.
  kit::ServerFixture fx(folder_of(schema, R"sql(
    DROP TABLE sweep_holds; DROP TABLE sweeps; DROP TABLE orphans; DROP TABLE disk_samples;
    DROP TABLE drills; DROP TABLE backup_lease; DROP TABLE backup_runs;
    DELETE FROM schema_migrations WHERE number = 15;)sql"));
  const auto copies = copies_in(fx);
  REQUIRE(copies.size() == 1);
  const SystemClock clock;
  db::Trial trial(copies.front(), {.url = "sqlite:"}, clock);
  CHECK(db::schema_of(*trial) < 15);
  CHECK((*trial).find_flaws().empty());
  fx.restart();
  CHECK(copies_in(fx).size() == 1);  // nothing was to be changed
}

TEST_CASE("a new data folder needs no copy before its schema is made") {
  if (elsewhere()) return;
  const kit::ServerFixture fx;
  CHECK(copies_in(fx).empty());
}

TEST_CASE("going back to this program works where a newer schema lets it, and is refused plainly") {
  if (elsewhere()) return;
  const fs::path schema = released().front();
  kit::ServerFixture fx(folder_of(schema, later_schema(9'998, 0)));
  CHECK(fx.admin().get("/api/projects").status == 200);
  std::string refused;
  try {
    const kit::ServerFixture other(folder_of(schema, later_schema(9'999, 9'999)));
  } catch (const std::exception& fault) {
    refused = fault.what();
  }
  CHECK(refused.find("the database is newer than this program: 9999_later") != std::string::npos);
}
