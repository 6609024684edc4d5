#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "base/hex.h"
#include "kit/bucket_works.h"
#include "kit/server.h"
#include "ops/ops.h"

namespace {
namespace fs = std::filesystem;

constexpr std::int64_t kHour = 3'600'000;
constexpr auto kOn = [] { return true; };

struct Swept {
  kit::ServerFixture fx;
  kit::Person crew = fx.member("crew");
  // The same files as the server's own store.
  std::unique_ptr<blobs::Store> store = blobs::open_folder(fx.folder() + "/data/photos");

  std::string shoot(int number) {
    const auto photo = kit::small_jpeg(number);
    const auto id = fx.new_id();
    const auto meta = kit::meta_for(fx, id, photo, "S1", "TR-02", "during", 1 + number % 2);
    REQUIRE(crew.upload("/api/photos", meta, photo).status == 201);
    fx.wait_for_jobs();
    return id;
  }
  std::string put_orphan(const std::string& kind = "original") {
    const std::string bytes = "bytes that no row names " + kind;
    const auto key = fmt::format("{}/{}-{}", kind, fx.new_id(), sha256_hex(bytes));
    REQUIRE(store->put_bytes(key, bytes));
    return key;
  }
  std::int64_t sweep(std::int64_t hours_later) {
    fx.clock().advance_ms(hours_later * kHour);
    const auto removed = fx.app().sweeps().sweep_orphans(kOn);
    REQUIRE(removed);
    return *removed;
  }
  bool has(const std::string& key) const {
    const auto found = store->open(key);
    return found && *found;
  }
  int blobs() const {
    int count = 0;
    store->list([&](const blobs::Entry&) { return ++count; });
    return count;
  }
};
}  // namespace

TEST_CASE("a blob that no row names goes at its second look, three days after it came") {
  Swept swept;
  swept.shoot(1);
  const auto orphan = swept.put_orphan();
  CHECK(swept.sweep(1) == 0);  // too young: its row may still come
  CHECK(swept.fx.app().sweeps().status()->orphans_noted == 0);
  CHECK(swept.sweep(48) == 0);  // the first look only notes it
  CHECK(swept.fx.app().sweeps().status()->orphans_noted == 1);
  CHECK(swept.sweep(1) == 0);
  CHECK(swept.has(orphan));
  CHECK(swept.sweep(24) == 1);
  CHECK(!swept.has(orphan));
  CHECK(swept.blobs() == 3);  // original, display and thumbnail of the one photo
  CHECK(swept.fx.app().sweeps().status()->orphans_noted == 0);
  CHECK(swept.fx.app().sweeps().status()->counts.front().removed_ever == 1);
}

TEST_CASE("a blob that finds its row between the two looks stays") {
  Swept swept;
  const auto photo = kit::small_jpeg(5);
  const auto id = swept.fx.new_id();
  // The upload died after its bytes were durable and before its row was.
  REQUIRE(swept.store->put_bytes(fmt::format("original/{}-{}", id, sha256_hex(photo)), photo));
  CHECK(swept.sweep(49) == 0);
  CHECK(swept.fx.app().sweeps().status()->orphans_noted == 1);
  const auto meta = kit::meta_for(swept.fx, id, photo);
  auto again = swept.fx.member("crew");  // a session lives shorter than such a phone is away
  REQUIRE(again.upload("/api/photos", meta, photo).status == 201);
  CHECK(swept.fx.app().sweeps().status()->orphans_noted == 0);
  CHECK(swept.sweep(25) == 0);
  CHECK(again.get("/api/photos/" + id + "/image?size=original").status == 200);
}

TEST_CASE("a blob whose row comes while the second look goes on stays") {
  Swept swept;
  const auto photo = kit::small_jpeg(6);
  const auto id = swept.fx.new_id();
  const auto key = fmt::format("original/{}-{}", id, sha256_hex(photo));
  REQUIRE(swept.store->put_bytes(key, photo));
  CHECK(swept.sweep(49) == 0);
  swept.fx.clock().advance_ms(25 * kHour);
  auto again = swept.fx.member("crew");
  const auto look_ms = swept.fx.clock().now_ms();
  int asked = 0;
  const auto removed = swept.fx.app().sweeps().sweep_orphans([&] {
    // Asked for the second time it has seen all, and takes nothing away yet.
    if (++asked != 2) return true;
    REQUIRE(again.upload("/api/photos", kit::meta_for(swept.fx, id, photo), photo).status == 201);
    // As if its claim had come before the first look, which found neither claim nor row.
    blobs::Orphans orphans(swept.fx.app().database());
    const auto noted = swept.fx.app().database().write([&](db::Tx& tx) -> Result<void> {
      orphans.note(tx, {{key, photo.size(), 0}}, look_ms - 25 * kHour);
      orphans.note(tx, {{key, photo.size(), 0}}, look_ms + kHour);
      return {};
    });
    REQUIRE(noted);
    return true;
  });
  CHECK(asked >= 2);
  CHECK(*removed == 0);
  CHECK(again.get("/api/photos/" + id + "/image?size=original").status == 200);
  CHECK(swept.fx.app().sweeps().status()->orphans_noted == 0);
}

TEST_CASE("who puts a blob that is being removed is told to come again") {
  Swept swept;
  const auto orphan = swept.put_orphan();
  blobs::Orphans orphans(swept.fx.app().database());
  const auto begin = [&](db::Tx& tx) -> Result<bool> {
    orphans.note(tx, {{orphan, 3, 0}}, 1);
    return orphans.begin_removal(tx, orphan);
  };
  REQUIRE(swept.fx.app().database().write(begin));
  CHECK(!orphans.claim(orphan));
  CHECK(orphans.claim("original/other"));
  // What a sweep that died had begun, the next one ends.
  CHECK(swept.sweep(49) == 1);
  CHECK(orphans.claim(orphan));
}

TEST_CASE("example pictures, and blobs of kinds that nobody here knows, are left alone") {
  Swept swept;
  const auto admin_picture =
      swept.fx.admin().send("PUT", "/api/checkpoints/" + swept.fx.id_of("TR-01") + "/picture",
                            kit::small_jpeg(9), {"content-type: image/jpeg"});
  INFO(admin_picture.body);
  const int before = swept.blobs();
  const auto other = swept.put_orphan("workspace");
  swept.sweep(49);
  swept.sweep(25);
  CHECK(swept.has(other));
  CHECK(swept.blobs() == before + 1);
}

TEST_CASE("nothing is swept after a restore until an operator says so") {
  Swept swept;
  const auto orphan = swept.put_orphan();
  SystemEntropy entropy;
  const Ids ids(swept.fx.clock(), entropy);
  Events events(ids);
  ops::Manifest manifest;
  manifest.set = "20261122t000000.000z-abcdef";
  REQUIRE(ops::settle_restored(swept.fx.app().database(), events, manifest, 1));
  swept.sweep(49);
  CHECK(swept.sweep(25) == 0);
  CHECK(swept.has(orphan));
  CHECK(swept.fx.app().sweeps().status()->held == "restored from 20261122t000000.000z-abcdef");
  REQUIRE(swept.fx.app().sweeps().confirm());
  swept.sweep(1);
  CHECK(swept.sweep(25) == 1);
}

TEST_CASE("files of uploads that ended a day ago go from the spool, younger ones stay") {
  Swept swept;
  const fs::path spool = swept.store->spool_dir();
  for (const char* name : {"upload-old", "upload-new", "somebody-elses"})
    std::ofstream(spool / name) << "bytes";
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(25);
  fs::last_write_time(spool / "upload-old", old);
  fs::last_write_time(spool / "somebody-elses", old);
  swept.fx.app().sweeps().look();
  CHECK(!fs::exists(spool / "upload-old"));
  CHECK(fs::exists(spool / "upload-new"));
  CHECK(fs::exists(spool / "somebody-elses"));
}

TEST_CASE("uploads that a crash cut off two days ago go from the bucket once a day, counted") {
  kit::Bucket bucket;
  kit::ServerFixture fx([&](server::Config& config) {
    config.blob_url.value = bucket.url();
    config.s3_access_key.value = bucket.keys().access;
    config.s3_secret_key.value = bucket.keys().secret;
  });
  const auto counted = [&](std::string_view kind) {
    const auto counts = fx.app().sweeps().status()->counts;
    const auto found = std::ranges::find(counts, kind, &ops::SweepCount::kind);
    return found == counts.end() ? ops::SweepCount{} : *found;
  };
  const auto sweep_after = [&](std::int64_t hours) {
    fx.clock().advance_ms(hours * kHour);
    const auto since_ms = fx.clock().now_ms();
    REQUIRE(kit::until([&] {
      fx.app().sweeps().look();
      return counted("orphans").ran_at_ms >= since_ms - kHour;
    }));
  };
  sweep_after(0);  // the one of the start
  const auto now_ms = fx.clock().now_ms();
  bucket.leave_upload("photos/original/old", now_ms - 25 * kHour);
  bucket.leave_upload("photos/original/young", now_ms - 23 * kHour);
  bucket.leave_upload("elsewhere/original/old", now_ms - 1'000 * kHour);
  sweep_after(24);
  CHECK_FALSE(bucket.has_upload("photos/original/old"));
  CHECK(bucket.has_upload("photos/original/young"));
  CHECK(counted("unfinished uploads").removed_ever == 1);
  bucket.set_fault([](const kit::BucketAsk& ask) {
    return ask.query.contains("uploads") ? kit::Fault::not_implemented_501 : kit::Fault::none;
  });
  sweep_after(24);
  CHECK(bucket.has_upload("photos/original/young"));
  bucket.set_fault(kit::Fault::none);
  sweep_after(24);
  CHECK_FALSE(bucket.has_upload("photos/original/young"));
  CHECK(counted("unfinished uploads").removed_ever == 2);
  CHECK(bucket.has_upload("elsewhere/original/old"));
}

TEST_CASE("a minute's look ends sessions that expired, and counts them") {
  Swept swept;
  swept.fx.clock().advance_ms(31LL * 24 * kHour);
  swept.fx.app().sweeps().look();
  const auto counts = swept.fx.app().sweeps().status()->counts;
  const auto sessions = std::ranges::find(counts, "sessions", &ops::SweepCount::kind);
  REQUIRE(sessions != counts.end());
  CHECK(sessions->removed >= 1);
}
