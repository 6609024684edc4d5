#include "kit/database.h"

#include <libpq-fe.h>

#include <fmt/format.h>

namespace kit {
namespace {
void run(const std::string& admin_url, const std::string& command) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> line(PQconnectdb(admin_url.c_str()), PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(line.get(), command.c_str()),
                                                             PQclear);
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
    throw std::runtime_error(command + ": " + PQerrorMessage(line.get()));
}

std::string unique_name() {
  const SystemClock clock;
  SystemEntropy entropy;
  std::string name = "test_" + Ids(clock, entropy).next_text();
  std::erase(name, '-');
  return name;
}

std::string name_in(const std::string& url) {
  const std::size_t slash = url.find('/', url.find("//") + 2) + 1;
  return url.substr(slash, url.find('?') - slash);
}

// postgresql://user@host:port/database?options: only the database's name is exchanged.
std::string copy_of(const std::string& original, const std::string& admin_url) {
  const std::string name = unique_name();
  run(admin_url, fmt::format("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'", name, original));
  const std::size_t slash = admin_url.find('/', admin_url.find("//") + 2);
  const std::size_t end = std::min(admin_url.find('?'), admin_url.size());
  return admin_url.substr(0, std::min(slash, end)) + "/" + name + admin_url.substr(end);
}

void migrate_all(db::Database& database, const Clock& clock) {
  db::migrate(database, db::migrations_from(migrations::files()), clock);
}

void drop_or_say(const std::string& url) noexcept try {
  Cluster::drop(url);
} catch (const std::exception& fault) {
  fmt::print(stderr, "a test database stays behind: {}\n", fault.what());
}

// Migrated once by a program: to copy it is much quicker than to migrate each test's own.
struct Original {
  explicit Original(const std::string& admin_url) : url(Cluster::create(admin_url)) {
    db::Settings settings;
    settings.url = url;
    const SystemClock clock;
    migrate_all(*db::Database::open(settings, clock), clock);
  }
  ~Original() { drop_or_say(url); }
  const std::string url;
};
}  // namespace

std::string Cluster::url_of_run() {
  const char* const url =
      std::getenv("ASBUILT_TEST_DATABASE_URL");  // NOLINT(concurrency-mt-unsafe)
  return url ? url : "";
}

std::string Cluster::create(const std::string& admin_url) {
  return copy_of("template0", admin_url);
}

std::string Cluster::create_migrated(const std::string& admin_url) {
  static const Original original(admin_url);
  return copy_of(name_in(original.url), admin_url);
}

void Cluster::drop(const std::string& url) {
  run(url_of_run(), fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_in(url)));
}

TestDatabase::TestDatabase(db::Settings settings) : settings_(std::move(settings)) {
  const std::string cluster = Cluster::url_of_run();
  if (cluster.empty())
    settings_.url = "sqlite:" + (folder_ / "test.db").string();
  else if (settings_.url.empty())
    settings_.url = Cluster::create(cluster);
  reopen();
}

TestDatabase::~TestDatabase() {
  close();
  if (!settings_.url.starts_with("sqlite:")) drop_or_say(settings_.url);
}

std::unique_ptr<TestDatabase> TestDatabase::migrated() {
  db::Settings settings;
  if (const std::string cluster = Cluster::url_of_run(); !cluster.empty())
    settings.url = Cluster::create_migrated(cluster);
  auto made = std::make_unique<TestDatabase>(std::move(settings));
  made->migrate();  // of a copy nothing is left to do
  return made;
}

void TestDatabase::reopen() {
  close();
  database_ = db::Database::open(settings_, clock_);
}

void TestDatabase::migrate() { migrate_all(*database_, clock_); }

}  // namespace kit
