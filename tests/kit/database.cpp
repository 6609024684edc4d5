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
}  // namespace

std::string Cluster::url_of_run() {
  const char* const url =
      std::getenv("ASBUILT_TEST_DATABASE_URL");  // NOLINT(concurrency-mt-unsafe)
  return url ? url : "";
}

// postgresql://user@host:port/database?options: only the database's name is exchanged.
std::string Cluster::create(const std::string& admin_url) {
  const std::string name = unique_name();
  run(admin_url, fmt::format("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name));
  const std::size_t slash = admin_url.find('/', admin_url.find("//") + 2);
  const std::size_t end = std::min(admin_url.find('?'), admin_url.size());
  return admin_url.substr(0, std::min(slash, end)) + "/" + name + admin_url.substr(end);
}

void Cluster::drop(const std::string& url) {
  const std::size_t slash = url.find('/', url.find("//") + 2) + 1;
  const std::string name = url.substr(slash, url.find('?') - slash);
  run(url_of_run(), fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name));
}

TestDatabase::TestDatabase(db::Settings settings) : settings_(std::move(settings)) {
  const std::string cluster = Cluster::url_of_run();
  settings_.url =
      cluster.empty() ? "sqlite:" + (folder_ / "test.db").string() : Cluster::create(cluster);
  reopen();
}

TestDatabase::~TestDatabase() {
  close();
  if (settings_.url.starts_with("sqlite:")) return;
  try {
    Cluster::drop(settings_.url);
  } catch (const std::exception& fault) {
    fmt::print(stderr, "a test database stays behind: {}\n", fault.what());
  }
}

std::unique_ptr<TestDatabase> TestDatabase::migrated() {
  auto made = std::make_unique<TestDatabase>();
  made->migrate();
  return made;
}

void TestDatabase::reopen() {
  close();
  database_ = db::Database::open(settings_, clock_);
}

void TestDatabase::migrate() {
  db::migrate(*database_, db::migrations_from(migrations::files()), clock_);
}

}  // namespace kit
