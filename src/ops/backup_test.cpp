#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "kit/bucket.h"
#include "kit/server.h"
#include "ops/ops.h"
#include "ops/sets.h"

namespace {
namespace fs = std::filesystem;

constexpr auto kGoOn = [](ops::Phase, std::int64_t, std::int64_t) { return true; };

// A server with a depot beside it.
struct Kept {
  kit::Folder other_disk;
  kit::ServerFixture fx;
  const std::string url = "file:" + other_disk.path().string();
  const kit::Person crew = fx.member("crew");

  explicit Kept(const std::string& at = "02:30")
      : fx([&](server::Config& config) {
          config.backup_url.value = "file:" + other_disk.path().string();
          config.backup_at.value = at;
        }) {}

  std::string shoot(int number) {
    const auto photo = kit::small_jpeg(number);
    const auto id = fx.new_id();
    auto& me = const_cast<kit::Person&>(crew);
    const auto reply =
        me.upload("/api/photos",
                  kit::meta_for(fx, id, photo, "S1", "TR-02", "during", 1 + number % 2), photo);
    REQUIRE(reply.status == 201);
    return id;
  }
  ops::BackupRun back_up() {
    const auto run = fx.app().backups().run(url, false, [] { return true; }, kGoOn);
    REQUIRE(run);
    return *run;
  }
  std::unique_ptr<blobs::Depot> depot() const { return blobs::open_depot(url); }
  ops::Findings verify(std::optional<std::int64_t> blobs = {}) {
    const auto place = depot();
    const auto sets = ops::list_sets(*place);
    REQUIRE(!sets.empty());
    const auto& settings = fx.app().backups().settings();
    return ops::verify_set(
        *place, sets.front(),
        {other_disk / "work", settings.database, settings.migrations, fx.clock()}, blobs, kGoOn);
  }
  // The first file below the depot whose path holds `part`.
  fs::path find(const std::string& part) const {
    for (const auto& file : fs::recursive_directory_iterator(other_disk.path()))
      if (file.is_regular_file() && file.path().string().find(part) != std::string::npos)
        return file.path();
    throw std::runtime_error("no file like " + part);
  }
};

void flip_a_bit(const fs::path& file) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  const auto at = static_cast<std::streamoff>(fs::file_size(file) / 2);
  bytes.seekg(at);
  const char was = static_cast<char>(bytes.get());
  bytes.seekp(at);
  bytes.put(static_cast<char>(was ^ 1));
}
}  // namespace

TEST_CASE("a backup brought to life has every photo, its bytes, and the whole audit trail") {
  Kept kept;
  for (int i = 0; i < 3; ++i) kept.shoot(i);
  kept.fx.wait_for_jobs();
  const auto run = kept.back_up();
  CHECK(run.state == ops::RunState::done);
  CHECK(run.copied_blobs == run.blobs);
  const auto found = kept.verify();
  CHECK_MESSAGE(found.fine(), (found.problems.empty() ? "" : found.problems.front()));
  CHECK(found.brought_back);
  CHECK(found.photos == 3);
  CHECK(found.blobs == 9);
  CHECK(found.blobs_read == 9);
  CHECK(found.events_checked > 3);
}

TEST_CASE("the next backup copies only what is new") {
  Kept kept;
  kept.shoot(1);
  kept.fx.wait_for_jobs();
  kept.back_up();
  kept.shoot(2);
  kept.fx.wait_for_jobs();
  const auto second = kept.back_up();
  CHECK(second.blobs == 6);
  CHECK(second.copied_blobs == 3);
  CHECK(kept.verify().fine());
}

TEST_CASE("a flipped bit in a set is named, wherever it is") {
  Kept kept;
  kept.shoot(1);
  kept.fx.wait_for_jobs();
  kept.back_up();
  SUBCASE("in an original") {
    flip_a_bit(kept.find("/original."));
    const auto found = kept.verify();
    REQUIRE(found.problems.size() == 1);
    CHECK(found.problems.front().find("original/") != std::string::npos);
  }
  SUBCASE("in the database") {
    flip_a_bit(kept.find("/database"));
    CHECK(kept.verify().problems.front().find("database is damaged") != std::string::npos);
  }
  SUBCASE("in the list of blobs") {
    flip_a_bit(kept.find("/blobs.txt"));
    CHECK(kept.verify().problems.front().find("blobs.txt is damaged") != std::string::npos);
  }
}

TEST_CASE("a blob that is missing from the depot is named with its photo's key") {
  Kept kept;
  kept.shoot(1);
  kept.fx.wait_for_jobs();
  kept.back_up();
  fs::remove(kept.find("/original."));
  CHECK(kept.verify(1).problems.front().find("is missing") != std::string::npos);
}

TEST_CASE("a set without a manifest is no backup") {
  Kept kept;
  kept.shoot(1);
  kept.back_up();
  fs::remove(kept.find("/manifest.json"));
  CHECK(ops::list_sets(*kept.depot()).empty());
}

TEST_CASE("a photo that is deleted while a backup is made is no loss") {
  Kept kept;
  const auto id = kept.shoot(1);
  kept.shoot(2);
  kept.fx.wait_for_jobs();
  bool deleted = false;
  const auto run = kept.fx.app().backups().run(
      kept.url, false, [] { return true; },
      [&](ops::Phase phase, std::int64_t, std::int64_t) {
        if (phase == ops::Phase::blobs && !std::exchange(deleted, true)) {
          CHECK(kept.fx.admin().del("/api/photos/" + id).status == 204);
          kept.fx.wait_for_jobs();
        }
        return true;
      });
  REQUIRE(run);
  CHECK(deleted);
  const auto found = kept.verify();
  CHECK_MESSAGE(found.fine(), (found.problems.empty() ? "" : found.problems.front()));
}

TEST_CASE("of two backups at once the second is told to wait") {
  Kept kept;
  kept.shoot(1);
  std::string answer;
  const auto first = kept.fx.app().backups().run(
      kept.url, false, [] { return true; },
      [&](ops::Phase, std::int64_t, std::int64_t) {
        if (answer.empty()) {
          const auto second =
              kept.fx.app().backups().run(kept.url, false, [] { return true; }, kGoOn);
          answer = second ? "made" : second.error().problem->slug;
        }
        return true;
      });
  CHECK(first);
  CHECK(answer == "backup-busy");
}

TEST_CASE("a backup is proven by bringing it to life, and the proof is kept") {
  Kept kept;
  kept.shoot(1);
  kept.fx.wait_for_jobs();
  kept.back_up();
  CHECK(!kept.fx.app().backups().status()->last_proven);
  const auto found = kept.fx.app().backups().drill(kept.url, [] { return true; });
  CHECK_MESSAGE(found.fine(), (found.problems.empty() ? "" : found.problems.front()));
  const auto status = kept.fx.app().backups().status();
  REQUIRE(status->last_proven);
  CHECK(status->last_proven->set_name == status->last_good->set_name);
  flip_a_bit(kept.find("/database"));
  CHECK(!kept.fx.app().backups().drill(kept.url, [] { return true; }).fine());
  CHECK(!kept.fx.app().backups().status()->last_drill->proven);
  CHECK(kept.fx.app().backups().status()->last_proven->proven);
}

TEST_CASE("what is due is queued, made and proven without anybody's doing") {
  Kept kept("6h");
  kept.shoot(1);
  auto& backups = kept.fx.app().backups();
  const auto wait = [&](auto&& done) {
    for (int i = 0; i < 1'200 && !done(*backups.status()); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return done(*backups.status());
  };
  backups.look();
  CHECK(wait([](const ops::BackupStatus& is) { return is.last_proven.has_value(); }));
  const auto first = backups.status()->last_good->id;
  backups.look();
  CHECK(!backups.status()->queued);
  kept.fx.clock().advance_ms(7 * 3'600'000);
  backups.look();
  CHECK(wait([&](const ops::BackupStatus& is) { return is.last_good->id != first; }));
}

TEST_CASE("a backup begins by clearing away what one that was cut off left in the bucket") {
  kit::Bucket bucket;
  kit::ServerFixture fx([&](server::Config& config) {
    config.s3_access_key.value = bucket.keys().access;
    config.s3_secret_key.value = bucket.keys().secret;
  });
  const auto back_up = [&] {
    const auto run = fx.app().backups().run(bucket.url("depot"), false, [] { return true; }, kGoOn);
    REQUIRE(run);
    return run->state;
  };
  constexpr std::int64_t kDay = 86'400'000;
  const auto now_ms = fx.clock().now_ms();
  bucket.leave_upload("depot/sets/20261122t023000.118z-4f0c9e/database", now_ms - 2 * kDay - 1'000);
  bucket.leave_upload("depot/sets/20261124t023000.118z-4f0c9e/database", now_ms - kDay);
  bucket.leave_upload("photos/original/a", now_ms - 3 * kDay);
  CHECK(back_up() == ops::RunState::done);
  CHECK(bucket.uploads_open() == 2);
  CHECK_FALSE(bucket.has_upload("depot/sets/20261122t023000.118z-4f0c9e/database"));
  fx.clock().advance_ms(2 * kDay);
  for (const auto fault : {kit::Fault::not_allowed_405, kit::Fault::error_500}) {
    bucket.set_fault([=](const kit::BucketAsk& ask) {
      return ask.query.contains("uploads") ? fault : kit::Fault::none;
    });
    CHECK(back_up() == ops::RunState::done);
  }
  CHECK(bucket.uploads_open() == 2);
}

TEST_CASE("a backup that somebody ends leaves no set") {
  Kept kept;
  kept.shoot(1);
  const auto run = kept.fx.app().backups().run(
      kept.url, false, [] { return true; },
      [&](ops::Phase phase, std::int64_t, std::int64_t) {
        if (phase == ops::Phase::blobs) {
          CHECK(kept.fx.app().backups().cancel());
          kept.fx.clock().advance_ms(2'000);
        }
        return true;
      });
  REQUIRE(run);
  CHECK(run->state == ops::RunState::cancelled);
  CHECK(ops::list_sets(*kept.depot()).empty());
}

TEST_CASE("the newest sets of each day and week stay, the others go") {
  std::vector<ops::Manifest> sets;
  constexpr std::int64_t kHour = 3'600'000;
  for (int hours = 0; hours < 24 * 60; hours += 12) {
    ops::Manifest set;
    set.set = std::to_string(hours);
    set.mark_at_ms = (20'000LL * 24 + 23 - hours) * kHour;
    sets.push_back(set);
  }
  const auto kept = ops::sets_to_keep(sets, 7, 4);
  // Seven days; of the four weeks the newest two stay by their days already, or nearly so.
  CHECK(kept.size() >= 3 + 7);
  CHECK(kept.size() <= 7 + 4 + 2);
  CHECK(std::ranges::find(kept, "0") != kept.end());
  CHECK(std::ranges::find(kept, "168") == kept.end());
  CHECK(ops::sets_to_keep(sets, 1, 0).size() == 3);
}

TEST_CASE("a blob that no kept set names goes at the second look, and none that is named") {
  Kept kept;
  const auto id = kept.shoot(1);
  kept.shoot(2);
  kept.fx.wait_for_jobs();
  kept.back_up();
  CHECK(kept.fx.admin().del("/api/photos/" + id).status == 204);
  kept.fx.wait_for_jobs();
  const auto depot = kept.depot();
  const auto count = [&] {
    int blobs = 0;
    depot->list("blobs/", [&](const blobs::Entry&) { return ++blobs; });
    return blobs;
  };
  for (int i = 0; i < 3; ++i) kept.back_up();  // the first set is no longer among the newest
  const auto now_ms = kept.fx.clock().now_ms();
  const auto prune = [&](std::int64_t at_ms) {
    return ops::prune(*depot, 1, 0, kept.other_disk.path(), at_ms);
  };
  CHECK(count() == 6);
  CHECK(prune(now_ms) == 0);
  CHECK(prune(now_ms + 3'600'000) == 0);
  CHECK(count() == 6);
  CHECK(prune(now_ms + 26 * 3'600'000) == 3);
  CHECK(count() == 3);
  CHECK(kept.verify().fine());
}

TEST_CASE("a backup is due at the same hour every day, or every so many hours") {
  const auto at = [](const char* text, std::int64_t after) { return ops::next_due(text, after); };
  constexpr std::int64_t kHour = 3'600'000;
  CHECK(at("6h", 5) == 5 + 6 * kHour);
  const auto first = *at("02:30", 1'700'000'000'000);
  CHECK(first > 1'700'000'000'000);
  CHECK(first <= 1'700'000'000'000 + 25 * kHour);
  CHECK(*at("02:30", first) - first == 24 * kHour);
  for (const char* wrong : {"", "h", "0h", "24:00", "2.30", "02:60", "02:5", "x"})
    CHECK(!at(wrong, 0));
}

TEST_CASE("an admin sees how backups stand, starts one and finds the set; nobody else does") {
  Kept kept;
  kept.shoot(1);
  auto& admin = kept.fx.admin();
  auto reviewer = kept.fx.person("reviewer");
  CHECK(reviewer.get("/api/backups").status == 403);
  CHECK(reviewer.post("/api/backups").status == 403);
  CHECK(admin.get("/api/backups").at("configured") == "true");
  CHECK(admin.get("/api/backups/sets").at("items.0.set") == "");
  CHECK(admin.del("/api/backups/running").problem() == "backup-none");
  CHECK(admin.post("/api/backups").status == 202);
  for (int i = 0; i < 300 && admin.get("/api/backups").at("last_good.id").empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const auto set = admin.get("/api/backups").at("last_good.set_name");
  CHECK(admin.get("/api/backups/sets").at("items.0.set") == set);
  CHECK(admin.get("/api/audit?kind=backup.asked").at("items.0.actor_id") == admin.id);
}

TEST_CASE("a server without a place for backups says what to set") {
  kit::ServerFixture fx;
  CHECK(fx.admin().get("/api/backups").at("configured") == "false");
  const auto asked = fx.admin().post("/api/backups");
  CHECK(asked.problem() == "backup-nowhere");
  CHECK(asked.at("detail").find("BACKUP_URL") != std::string::npos);
}
