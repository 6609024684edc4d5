// A database of its own for one test, on the engine the run names: ASBUILT_TEST_DATABASE_URL is the
// admin URL of a PostgreSQL cluster; without it SQLite in a temporary folder.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "db/db.h"
#include "embedded/migrations.h"
#include "kit/folder.h"

namespace kit {

// Makes and drops databases in a PostgreSQL cluster.
class Cluster {
 public:
  // The admin URL of the run; empty when the run is on SQLite.
  static std::string url_of_run();

  static std::string create(const std::string& admin_url);           // the new database's URL
  static std::string create_migrated(const std::string& admin_url);  // likewise
  static void drop(const std::string& url);
};

class TestDatabase {
 public:
  // An empty database, unless `settings` name one of the cluster, which goes with this object.
  explicit TestDatabase(db::Settings settings = {});
  ~TestDatabase();

  // With all migrations applied.
  static std::unique_ptr<TestDatabase> migrated();

  const std::string& url() const { return settings_.url; }
  db::Database& operator*() { return *database_; }
  db::Database* operator->() { return database_.get(); }
  const Clock& clock() const { return clock_; }

  void close() { database_.reset(); }
  void reopen();
  void migrate();

 private:
  SystemClock clock_;
  Folder folder_;
  db::Settings settings_;
  std::unique_ptr<db::Database> database_;
};

}  // namespace kit
