// A bucket as a store, against a bucket of our own.
#include <doctest/doctest.h>

#include <set>

#include "kit/bucket_works.h"

namespace blobs {
namespace {
using Works = kit::BucketWorks;
using kit::BucketAsk;
using kit::count_files;
using kit::Fault;
using kit::key_for;
using kit::on;
using kit::until;
namespace fs = std::filesystem;
}  // namespace

TEST_CASE("what is put is in the bucket, and comes back when nothing of it is here") {
  Works works;
  const std::string bytes(50'000, 'x');
  CHECK(*works.put(bytes) == Kept::s3);
  CHECK(works.in_bucket(bytes));
  CHECK(works.spooled_files() == 0);
  CHECK(count_files(works.folder / "spool") == 0);
  const int asked = works.bucket.asked();
  CHECK(works.got(key_for(bytes)) == bytes);
  CHECK(works.bucket.asked() == asked);  // it was put by us: it is at hand
  works.forget_cache();
  CHECK(works.got(key_for(bytes)) == bytes);
  CHECK(works.got(key_for("never")) == "absent");
  CHECK(works.bucket.bad_signatures() == 0);
}

TEST_CASE("the same bytes may be put again; other bytes under the key are a fault") {
  Works works;
  CHECK(*works.put("first") == Kept::s3);
  CHECK(*works.put("first") == Kept::s3);
  CHECK_THROWS((void)works.store->put_bytes(key_for("first"), "second"));
  CHECK_THROWS((void)works.store->put_bytes(key_for("first"), "third"));  // as long as the first
  CHECK(works.in_bucket("first"));
  // What the writer noted is not believed alone: here the bytes are others than they claim to be.
  works.bucket.put("photos/" + key_for("liar!"), "other", sha256_hex("liar!"));
  CHECK_THROWS((void)works.put("liar!"));
}

TEST_CASE("many who ask for one blob fetch it once") {
  Works works;
  const std::string bytes(80'000, 'm');
  REQUIRE(*works.put(bytes) == Kept::s3);
  works.forget_cache();
  const int before = works.bucket.asked("GET");
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i)
      threads.emplace_back([&] { CHECK(works.got(key_for(bytes)) == bytes); });
  }
  CHECK(works.bucket.asked("GET") == before + 1);
}

TEST_CASE("what is kept at hand has a bound; the longest unused go first") {
  Works works;
  const auto small = [](S3Settings& settings) { settings.cache_bytes_max = 100'000; };
  works.open(small);
  std::vector<std::string> all;
  for (char c = 'a'; c <= 'h'; ++c) all.emplace_back(20'000, c);
  for (const auto& bytes : all) REQUIRE(*works.put(bytes) == Kept::s3);
  std::uint64_t kept = 0;
  for (const auto& entry : fs::recursive_directory_iterator(works.folder / "cache"))
    if (entry.path().extension() == ".original") kept += entry.file_size();
  CHECK(kept == 100'000);
  const int before = works.bucket.asked("GET");
  CHECK(works.got(key_for(all[7])) == all[7]);
  CHECK(works.got(key_for(all[3])) == all[3]);
  CHECK(works.bucket.asked("GET") == before);
  CHECK(works.got(key_for(all[0])) == all[0]);  // fetched; d was the longest unused but for that
  CHECK(works.bucket.asked("GET") == before + 1);
  works.open(small);
  CHECK(works.got(key_for(all[0])) == all[0]);
  CHECK(works.bucket.asked("GET") == before + 3);  // the probe's own two
}

TEST_CASE("what was kept at hand before the machine started anew is not trusted") {
  Works works;
  REQUIRE(*works.put("whole") == Kept::s3);
  works.store.reset();
  for (const auto& entry : fs::recursive_directory_iterator(works.folder / "cache"))
    if (entry.path().extension() == ".original") fs::resize_file(entry.path(), 0);  // a power cut
  std::ofstream(works.folder / "cache" / "boot") << "another";
  works.open();
  CHECK(works.got(key_for("whole")) == "whole");
}

TEST_CASE("what is larger than a part goes in parts, and is there whole or not at all") {
  std::string bytes(250'000, 'p');
  bytes += "end";
  const auto complete = [](Fault fault, int times) {
    auto left = std::make_shared<std::atomic<int>>(times);
    return [=](const BucketAsk& ask) {
      const bool joins = ask.method == "POST" && ask.query.contains("uploadId");
      return joins && (*left)-- > 0 ? fault : Fault::none;
    };
  };
  for (const auto& [fault, times, kept] :
       {std::tuple(Fault::none, 0, Kept::s3), std::tuple(Fault::complete_error, 1, Kept::spooled),
        std::tuple(Fault::complete_error_done, 1, Kept::s3),
        std::tuple(Fault::reset_after, 1, Kept::s3), std::tuple(Fault::error_500, 1, Kept::s3)}) {
    Works works;
    works.bucket.set_fault(complete(fault, times));
    CHECK(*works.put(bytes) == kept);
    REQUIRE(until([&] { return works.store->probe().spooled == 0; }));
    CHECK(works.in_bucket(bytes));
    CHECK(works.bucket.uploads_open() == 0);
    works.forget_cache();
    CHECK(works.got(key_for(bytes)) == bytes);
    CHECK(*works.put(bytes) == Kept::s3);  // again
    CHECK_THROWS((void)works.store->put_bytes(key_for(bytes), std::string(250'003, 'q')));
  }
}

TEST_CASE("parts that cannot be sent are taken back") {
  Works works;
  works.bucket.set_fault([](const BucketAsk& ask) {
    return ask.query.contains("partNumber") ? Fault::refuse_parts : Fault::none;
  });
  CHECK(*works.put(std::string(250'000, 'p')) == Kept::spooled);
  CHECK(works.bucket.objects().empty());
  REQUIRE(until([&] { return works.bucket.uploads_open() == 0; }));
}

TEST_CASE("what is removed is gone everywhere; a bucket that is away says so") {
  Works works;
  REQUIRE(*works.put("gone") == Kept::s3);
  REQUIRE(works.store->remove(key_for("gone")));
  REQUIRE(works.store->remove(key_for("gone")));
  CHECK(works.got(key_for("gone")) == "absent");
  works.bucket.set_fault(Fault::error_500);
  REQUIRE(*works.put("waits") == Kept::spooled);
  CHECK(!works.store->remove(key_for("waits")));
  works.bucket.set_fault(Fault::none);
  REQUIRE(until([&] { return !!works.store->remove(key_for("waits")); }));
  CHECK(works.got(key_for("waits")) == "absent");
  std::this_thread::sleep_for(std::chrono::milliseconds(700));  // a mover would have come by
  CHECK(works.bucket.objects().empty());
}

TEST_CASE("a store tells what is in the bucket, page by page, and what still waits, once each") {
  Works works;
  works.bucket.set_page(3);
  std::set<std::string> put;
  for (int i = 0; i < 10; ++i) {
    const std::string bytes = "blob " + std::to_string(i);
    REQUIRE(works.put(bytes));
    put.insert(key_for(bytes));
  }
  works.bucket.put("photos/backups/2026/manifest.json", "another's", "");
  works.bucket.put("elsewhere/original/x", "another's", "");
  works.bucket.set_fault(on("PUT", Fault::error_500));
  REQUIRE(*works.put("waits") == Kept::spooled);
  put.insert(key_for("waits"));
  std::set<std::string> told;
  works.store->list([&](const Entry& entry) {
    CHECK(told.insert(entry.key).second);
    CHECK(entry.stored_at_ms > 1'600'000'000'000);
    return true;
  });
  CHECK(told == put);
  int count = 0;
  works.store->list([&](const Entry&) { return ++count < 2; });
  CHECK(count == 2);
}

TEST_CASE("a bucket that does not keep the promises we rest on is refused in one line") {
  const auto refusal = [](const std::function<Fault(const BucketAsk&)>& fault) {
    Works works(false);
    works.bucket.set_fault(fault);
    try {
      works.open();
    } catch (const std::exception& refused) {
      CHECK(std::string(refused.what()).find('\n') == std::string::npos);
      return std::string(refused.what());
    }
    return std::string();
  };
  const auto always = [](Fault fault) { return [fault](const BucketAsk&) { return fault; }; };
  CHECK(refusal(always(Fault::none)).empty());
  CHECK(refusal(always(Fault::ignore_condition)).contains("second put"));
  CHECK(refusal(always(Fault::ignore_hash)).contains("hash"));
  CHECK(refusal(always(Fault::forget)).contains("read back"));
  CHECK(refusal(always(Fault::blind_list)).contains("list"));
  CHECK(refusal(always(Fault::expired_403)).contains("ExpiredToken"));
  CHECK(refusal(always(Fault::hang)).empty());  // away is not wrong: it spools
}

TEST_CASE("wrong keys and a missing bucket are refused; the secret is in no message") {
  Works works(false);
  auto settings = works.bucket.settings();
  settings.keys.secret = "wrong secret";
  try {
    (void)open_store(works.bucket.url(), works.folder.path(), settings);
    FAIL("a wrong key was taken");
  } catch (const std::exception& refused) {
    CHECK(std::string(refused.what()).contains("SignatureDoesNotMatch"));
    CHECK_FALSE(std::string(refused.what()).contains("wrong secret"));
  }
  std::string other = works.bucket.url();
  other.replace(5, 6, "nobody");
  CHECK_THROWS((void)open_store(other, works.folder.path(), works.bucket.settings()));
  CHECK_THROWS((void)open_store(works.bucket.url(), works.folder.path(), {}));
}

TEST_CASE(
    "a depot in a bucket keeps files by name, replaces them whole, and lists them by prefix") {
  kit::Folder folder;
  kit::Bucket bucket;
  const auto depot = open_depot(bucket.url("backups"), bucket.settings());
  const fs::path here = folder / "here";
  const auto put = [&](std::string_view name, const std::string& bytes) {
    std::ofstream(here) << bytes;
    depot->put(name, here);
  };
  put("sets/1/manifest.json", "first");
  put("sets/1/manifest.json", "second");
  put("db/large", std::string(350'000, 'd'));
  put("db/large", std::string(350'001, 'e'));
  depot->fetch("sets/1/manifest.json", here);
  std::string bytes;
  std::ifstream(here) >> bytes;
  CHECK(bytes == "second");
  depot->fetch("db/large", here);
  CHECK(fs::file_size(here) == 350'001);
  CHECK(depot->find("db/large")->size_bytes == 350'001);
  CHECK_FALSE(depot->find("db/none"));
  std::vector<std::string> names;
  depot->list("sets/1", [&](const Entry& entry) {
    names.push_back(entry.key);
    return true;
  });
  CHECK(names == std::vector<std::string>{"sets/1/manifest.json"});
  depot->remove("sets/1/manifest.json");
  depot->remove("sets/1/manifest.json");
  CHECK_FALSE(depot->find("sets/1/manifest.json"));
  CHECK_THROWS(depot->fetch("sets/1/manifest.json", here));
  CHECK_THROWS_AS(depot->put("../x", here), std::invalid_argument);
  bucket.set_fault(Fault::error_500);
  CHECK_THROWS((void)depot->find("db/large"));
}

}  // namespace blobs
