// Uploads in parts that somebody began and never ended.
#include <doctest/doctest.h>

#include "kit/bucket_works.h"

namespace blobs {
namespace {
using kit::BucketAsk;
using kit::Fault;
namespace fs = std::filesystem;

constexpr std::int64_t kLimitMs = 1'795'356'000'000;  // what began earlier is to go
constexpr std::int64_t kEarlier = kLimitMs - 1'000;
constexpr auto kGoOn = [] { return true; };

std::function<Fault(const BucketAsk&)> on_uploads(const std::string& method, Fault fault) {
  return [=](const BucketAsk& ask) {
    const bool hit = ask.query.contains("uploads") || ask.query.contains("uploadId");
    return hit && ask.method == method ? fault : Fault::none;
  };
}
}  // namespace

TEST_CASE("what an upload that was cut off left goes from the bucket, page by page") {
  kit::BucketWorks works;
  works.bucket.set_page(3);
  for (int i = 0; i < 10; ++i) {
    works.bucket.leave_upload("photos/original/a-" + std::to_string(i / 4), kEarlier);
    works.bucket.leave_upload("photos/original/b-" + std::to_string(i), kLimitMs);  // young
  }
  const auto left = works.store->remove_unfinished(kLimitMs, kGoOn);
  REQUIRE(left);
  CHECK(left->removed == 10);
  CHECK(left->why_none.empty());
  CHECK(works.bucket.uploads_open() == 10);
  CHECK_FALSE(works.bucket.has_upload("photos/original/a-0"));
  CHECK(works.store->remove_unfinished(kLimitMs, kGoOn)->removed == 0);
  CHECK(works.bucket.bad_signatures() == 0);
}

TEST_CASE("an upload of another prefix, of no key of ours or of an unknown time is left alone") {
  kit::BucketWorks works;
  for (const char* key : {"original/a", "photos-2/original/a", "other/original/a", "photos/a",
                          "photos/sets/1/database", "photos/blobs/3e/original.a"})
    works.bucket.leave_upload(key, kEarlier);
  works.bucket.leave_upload("photos/original/a", kit::Bucket::kUnknownTime);
  CHECK(works.store->remove_unfinished(kLimitMs, kGoOn)->removed == 0);
  CHECK(works.bucket.uploads_open() == 7);
}

TEST_CASE("an upload that is under way is not cut off, and arrives") {
  kit::BucketWorks works;
  const std::string bytes(350'000, 'p');
  std::atomic<int> looked = 0;
  works.bucket.set_fault([&](const BucketAsk& ask) {
    if (ask.query.contains("partNumber")) {
      // As another instance would, at each part.
      const auto depot = open_depot(works.bucket.url(), works.bucket.settings());
      const auto limit_ms = SystemClock().now_ms() - 48LL * 3'600'000;
      looked += depot->remove_unfinished("original/", limit_ms, kGoOn).removed == 0;
    }
    return Fault::none;
  });
  CHECK(*works.put(bytes) == Kept::s3);
  CHECK(looked == 4);
  CHECK(works.in_bucket(bytes));
}

TEST_CASE("a bucket that does not tell of uploads, or does not let them go, is no failure") {
  kit::BucketWorks works;
  works.bucket.leave_upload("photos/original/a", kEarlier);
  for (const auto& [method, fault] :
       {std::pair("GET", Fault::expired_403), std::pair("GET", Fault::not_allowed_405),
        std::pair("GET", Fault::not_implemented_501), std::pair("GET", Fault::plain_list),
        std::pair("DELETE", Fault::expired_403)}) {
    works.bucket.set_fault(on_uploads(method, fault));
    const auto left = works.store->remove_unfinished(kLimitMs, kGoOn);
    REQUIRE(left);
    CHECK(left->removed == 0);
    CHECK_FALSE(left->why_none.empty());
  }
  CHECK(works.bucket.uploads_open() == 1);
  CHECK(*works.put("goes on") == Kept::s3);
}

TEST_CASE("a bucket that is away keeps what was left for another day") {
  kit::BucketWorks works;
  works.bucket.leave_upload("photos/original/a", kEarlier);
  works.bucket.set_fault(on_uploads("GET", Fault::error_500));
  CHECK_FALSE(works.store->remove_unfinished(kLimitMs, kGoOn));
  works.bucket.set_fault(Fault::none);
  CHECK(works.store->remove_unfinished(kLimitMs, kGoOn)->removed == 1);
}

TEST_CASE("clearing away ends when it is told to") {
  kit::BucketWorks works;
  for (int i = 0; i < 5; ++i) works.bucket.leave_upload("photos/original/a", kEarlier);
  int asked = 0;
  CHECK(works.store->remove_unfinished(kLimitMs, [&] { return ++asked < 3; })->removed == 2);
  CHECK(works.bucket.uploads_open() == 3);
}

TEST_CASE("a depot clears what its own puts left: in a bucket uploads, in a folder files") {
  kit::BucketWorks works;
  works.bucket.leave_upload("depot/sets/1/database", kEarlier);
  works.bucket.leave_upload("depot/sets/2/database", kLimitMs);
  works.bucket.leave_upload("photos/original/a", kEarlier);
  const auto depot = open_depot(works.bucket.url("depot"), works.bucket.settings());
  CHECK(depot->remove_unfinished("blobs/", kLimitMs, kGoOn).removed == 0);
  CHECK(depot->remove_unfinished("sets/", kLimitMs, kGoOn).removed == 1);
  CHECK(works.bucket.uploads_open() == 2);

  kit::Folder other_disk;
  const auto folder = open_depot("file:" + other_disk.path().string());
  const fs::path set = other_disk / "sets" / "1";
  fs::create_directories(set);
  for (const char* name : {".part-database", ".part-blobs.txt", "manifest.json"})
    std::ofstream(set / name) << "bytes";
  const auto now = fs::file_time_type::clock::now();
  for (const char* name : {".part-database", "manifest.json"})
    fs::last_write_time(set / name, now - std::chrono::hours(49));
  const auto limit_ms = SystemClock().now_ms() - 48LL * 3'600'000;
  CHECK(folder->remove_unfinished("blobs/", limit_ms, kGoOn).removed == 0);
  CHECK(folder->remove_unfinished("sets/", limit_ms, kGoOn).removed == 1);
  CHECK_FALSE(fs::exists(set / ".part-database"));
  CHECK(fs::exists(set / ".part-blobs.txt"));  // somebody may be writing it
  CHECK(fs::exists(set / "manifest.json"));
}

}  // namespace blobs
