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
  signs.disk.places = {
      {.name = "photos", .total_bytes = 40 * kGigabyte, .free_bytes = 30 * kGigabyte}};
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
  std::ifstream stream(std::string(ASBUILT_SOURCE_DIR "/") + name);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("each sign that is bad is one alarm, and none while all is well") {
  auto signs = well();
  CHECK(bad(signs) == "");
  signs.disk.state = signs.disk.places[0].state = ops::DiskState::low;
  CHECK(bad(signs) == "disk-low ");
  signs.disk.state = signs.disk.places[0].state = ops::DiskState::full;
  CHECK(bad(signs) == "disk-full ");
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

TEST_CASE(
    "a backup that failed, is late or could not be restored is an alarm, and so is a full spool") {
  auto signs = well();
  signs.backup.configured = true;
  signs.backup.next_due_ms = signs.at_ms - 5 * 3'600'000;
  CHECK(bad(signs) == "");
  signs.backup.next_due_ms = signs.at_ms - 7 * 3'600'000;
  CHECK(bad(signs) == "backup-late ");
  signs.backup.running.emplace();
  CHECK(bad(signs) == "");
  signs.backup.last = {.state = ops::RunState::failed, .problem = "no room"};
  CHECK(bad(signs) == "backup-failed ");
  signs.backup.last->state = ops::RunState::done;
  signs.backup.last_drill = {.proven = false};
  CHECK(bad(signs) == "backup-unproven ");
  signs = well();
  signs.blobs.spooled = 3;
  signs.blobs.oldest_spooled_at_ms = signs.at_ms - 14 * 60'000;
  CHECK(bad(signs) == "");
  signs.blobs.oldest_spooled_at_ms = signs.at_ms - 16 * 60'000;
  CHECK(bad(signs) == "photos-spooled ");
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
  CHECK(missing == "");
}
