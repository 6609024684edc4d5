#include "server/conditions.h"

#include <doctest/doctest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "kit/server.h"

namespace {

constexpr std::int64_t kGigabyte = 1'000'000'000;

server::Signs well() {
  server::Signs signs;
  signs.database = {.engine = "sqlite", .ok = true, .latency_ms = 1};
  signs.blobs = {.kind = "folder", .ok = true};
  signs.darkroom = true;
  signs.data_disk = {.free_bytes = 30 * kGigabyte, .size_bytes = 40 * kGigabyte};
  signs.at_ms = 100'000'000;
  return signs;
}

// The names of what is bad.
std::string bad(const server::Signs& signs, std::int64_t silent_ms = 0) {
  std::string names;
  for (const auto& condition : server::conditions_of(signs, silent_ms)) {
    CHECK(!condition.remedy.empty());
    if (condition.bad) names += std::string(condition.name) + " ";
  }
  return names;
}

std::string text_of(const std::string& name) {
  std::ifstream stream(std::string(ASBUILT_SOURCE_DIR) + "/" + name);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("each sign that is bad is one alarm, and none while all is well") {
  auto signs = well();
  CHECK(bad(signs) == "");
  signs.data_disk.free_bytes = 3 * kGigabyte;
  CHECK(bad(signs) == "disk-low ");
  signs.data_disk.free_bytes = kGigabyte / 2;
  CHECK(bad(signs) == "disk-full ");
  signs.data_disk = {.free_bytes = 150 * kGigabyte, .size_bytes = 2'000 * kGigabyte};
  CHECK(bad(signs) == "");
  signs.data_disk.free_bytes = 15 * kGigabyte;
  CHECK(bad(signs) == "disk-low ");
  signs = well();
  signs.database.latency_ms = 800;
  CHECK(bad(signs) == "database-slow ");
  signs.database.ok = false;
  CHECK(bad(signs) == "database-away ");
  signs = well();
  CHECK(bad(signs, 40'000) == "database-away ");
  signs.jobs = {{.kind = "develop", .queued = 4, .oldest_due_ms = signs.at_ms - 9 * 60'000}};
  CHECK(bad(signs) == "");
  signs.jobs[0].oldest_due_ms = signs.at_ms - 11 * 60'000;
  CHECK(bad(signs) == "develop-stuck ");
  signs.jobs = {{.kind = "develop", .failed = 1}};
  CHECK(bad(signs) == "develop-failed ");
  signs = well();
  signs.darkroom = false;
  signs.blobs.ok = false;
  CHECK(bad(signs) == "darkroom-gone photos-cannot-be-kept ");
}

TEST_CASE("a queue that stands still reaches the list of alarms, and leaves it when it moves") {
  kit::ServerFixture fx;
  const auto standing = [&] { return fx.admin().get("/api/alarms").at("items.0.name"); };
  auto signs = well();
  signs.jobs = {{.kind = "develop", .queued = 4, .oldest_due_ms = signs.at_ms - 11 * 60'000}};
  for (int i = 0; i < 2; ++i) {
    fx.app().alarms().look(server::conditions_of(signs, 0));
    fx.clock().advance_ms(60'000);
  }
  CHECK(standing() == "develop-stuck");
  for (int i = 0; i < 8; ++i) {
    fx.app().look_for_alarms();  // at the real signs
    fx.clock().advance_ms(60'000);
  }
  CHECK(standing() != "develop-stuck");
}

TEST_CASE("every metric that an alert rule names is one that the server tells") {
  const std::string rules = text_of("deploy/prometheus/alerts.yml");
  const std::string told = text_of("src/server/prometheus.cpp");
  std::string missing;
  const std::regex name("asbuilt_([a-z_]+)");
  for (std::sregex_iterator at(rules.begin(), rules.end(), name), end; at != end; ++at) {
    const std::string metric =
        std::regex_replace((*at)[1].str(), std::regex("_(bucket|count)$"), "");
    const bool is_told = told.find("\"" + metric + "\"") != std::string::npos ||
                         told.find("\"asbuilt_" + metric + "\"") != std::string::npos;
    if (!is_told && missing.find(metric) == std::string::npos) missing += metric + " ";
  }
  // These come with backups and with the spool of S3; take each away here when it is there.
  CHECK(missing == "backup_age_seconds backup_proven_age_seconds blobs_spooled ");
}
