// A bucket as a store, while the bucket does wrong what it is told to.
#include <doctest/doctest.h>

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

TEST_CASE("whatever goes wrong in one answer, the put is done, and once") {
  for (const Fault fault : {Fault::error_500, Fault::slow_down_503, Fault::reset,
                            Fault::reset_after, Fault::cut_body, Fault::conflict_409}) {
    Works works;
    works.bucket.set_fault(on("PUT", fault, 1));
    CHECK(*works.put("bytes") == Kept::s3);
    CHECK(works.in_bucket("bytes"));
  }
}

TEST_CASE("while the bucket is away, blobs are spooled durably, and moved when it is back") {
  for (const Fault fault : {Fault::error_500, Fault::hang, Fault::reset, Fault::expired_403}) {
    Works works;
    works.bucket.set_fault(fault);
    CHECK(*works.put("bytes") == Kept::spooled);
    CHECK(works.store->where(key_for("bytes")) == Kept::spooled);
    CHECK(works.got(key_for("bytes")) == "bytes");
    CHECK(*works.put("bytes") == Kept::spooled);  // again
    CHECK_THROWS((void)works.store->put_bytes(key_for("bytes"), "other"));
    const auto health = works.store->probe();
    CHECK(health.ok);
    CHECK(health.spooled == 1);
    CHECK(health.spooled_bytes == 5);
    CHECK(health.oldest_spooled_at_ms > 0);
    works.bucket.set_fault(Fault::none);
    // A bucket that hangs keeps its old lines hanging: the store is opened anew.
    REQUIRE(until([&] { return works.in_bucket("bytes") && works.spooled_files() == 0; }));
    REQUIRE(until([&] { return works.store->probe().spooled == 0; }));
    CHECK(works.store->where(key_for("bytes")) == Kept::s3);
    works.forget_cache();
    CHECK(works.got(key_for("bytes")) == "bytes");
  }
}

TEST_CASE("a restart finds what waits, and moves it") {
  Works works;
  works.bucket.set_fault(Fault::error_500);
  CHECK(*works.put("one") == Kept::spooled);
  CHECK(*works.put("two") == Kept::spooled);
  works.open();  // the bucket still fails: it is opened all the same
  CHECK(works.store->probe().spooled == 2);
  CHECK(works.store->probe().away);
  CHECK(works.got(key_for("two")) == "two");
  CHECK(*works.put("three") == Kept::spooled);
  works.bucket.set_fault(Fault::none);
  REQUIRE(until([&] { return works.store->probe().spooled == 0; }));
  for (const char* bytes : {"one", "two", "three"}) CHECK(works.in_bucket(bytes));
  CHECK_FALSE(works.store->probe().away);
}

TEST_CASE("the copy here stays until the bucket has confirmed") {
  Works works;
  works.bucket.set_fault(Fault::error_500);
  REQUIRE(*works.put("bytes") == Kept::spooled);
  works.bucket.set_fault([](const BucketAsk& ask) {
    return ask.method == "PUT" ? Fault::slow_down_503 : Fault::none;
  });
  const int before = works.bucket.asked("PUT");
  REQUIRE(until([&] { return works.bucket.asked("PUT") > before + 1; }));
  CHECK(works.spooled_files() == 1);
  CHECK(works.got(key_for("bytes")) == "bytes");
  works.bucket.set_fault(Fault::none);
  REQUIRE(until([&] { return works.spooled_files() == 0; }));
  CHECK(works.in_bucket("bytes"));
}

TEST_CASE("a spooled blob whose key has other bytes in the bucket is kept, and told") {
  Works works;
  works.bucket.set_fault(Fault::error_500);
  REQUIRE(*works.put("bytes") == Kept::spooled);
  works.bucket.put("photos/" + key_for("bytes"), "OTHER", sha256_hex("OTHER"));
  works.bucket.set_fault(Fault::none);
  REQUIRE(until([&] { return works.store->probe().reason.contains("cannot be moved"); }));
  CHECK(works.got(key_for("bytes")) == "bytes");
  CHECK(works.spooled_files() == 1);
}

TEST_CASE("a spool that is full says so, and keeps nothing of what it refused") {
  Works works;
  works.open([](S3Settings& settings) { settings.spool_bytes_max = 1'000; });
  works.bucket.set_fault(Fault::error_500);
  CHECK(*works.put(std::string(900, 'a')) == Kept::spooled);
  const auto refused = works.put(std::string(200, 'b'));
  REQUIRE(!refused);
  CHECK(refused.error().problem->code == Code::storage_full);
  CHECK(refused.error().retry_after_s.value_or(0) > 0);
  CHECK(works.spooled_files() == 1);
  works.bucket.set_fault(Fault::none);
  REQUIRE(until([&] { return works.store->probe().spooled == 0; }));
  CHECK(*works.put(std::string(200, 'b')) == Kept::s3);
}

TEST_CASE("bytes that suffered on their way here are fetched again, and never shown") {
  Works works;
  REQUIRE(*works.put("the bytes") == Kept::s3);
  works.forget_cache();
  for (const Fault fault : {Fault::wrong_bytes, Fault::cut_body, Fault::error_500}) {
    works.bucket.set_fault(on("GET", fault, 1));
    CHECK(works.got(key_for("the bytes")) == "the bytes");
    works.bucket.set_fault(Fault::none);
    works.forget_cache();
  }
  works.bucket.set_fault(on("GET", Fault::wrong_bytes));
  const auto blob = works.store->open(key_for("the bytes"));
  REQUIRE(!blob);
  CHECK(blob.error().problem == &kBlobDamaged);
  works.bucket.set_fault(Fault::none);
  CHECK(works.got(key_for("the bytes")) == "the bytes");
}

TEST_CASE("a hash noted with the object is held to, too, when the key promises none") {
  Works works;
  REQUIRE(works.store->put_bytes("picture/plain", "a picture"));
  works.forget_cache();
  works.bucket.put("photos/picture/plain", "a forgery", sha256_hex("a picture"));
  const auto blob = works.store->open("picture/plain");
  REQUIRE(!blob);
  CHECK(blob.error().problem == &kBlobDamaged);
}

TEST_CASE("a bucket that does not answer is no reason to wait again and again") {
  Works works;
  REQUIRE(*works.put("old") == Kept::s3);
  works.forget_cache();
  works.bucket.set_fault(Fault::hang);
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) CHECK(*works.put(std::to_string(i)) == Kept::spooled);
  for (int i = 0; i < 20; ++i) CHECK(works.got(key_for("old")).starts_with("error"));
  const auto took = std::chrono::steady_clock::now() - began;
  CHECK(took < std::chrono::seconds(10));  // three stalls of a second or two, then none
  CHECK(works.store->probe().away);
}

TEST_CASE("a bucket that fails a third of the time loses nothing and is not asked much more") {
  Works works;
  std::atomic<unsigned> seed = 12'345;
  works.bucket.set_fault([&](const BucketAsk&) {
    const unsigned drawn = (seed = seed * 1'664'525 + 1'013'904'223) >> 16;
    if (drawn % 100 >= 30) return Fault::none;
    constexpr Fault kinds[] = {Fault::error_500, Fault::slow_down_503, Fault::reset,
                               Fault::reset_after, Fault::cut_body};
    return kinds[drawn / 100 % 5];
  });
  const int before = works.bucket.asked("PUT");
  std::vector<std::string> all;
  for (int i = 0; i < 300; ++i) all.push_back("blob number " + std::to_string(i));
  {
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (auto n = next++; n < all.size(); n = next++) CHECK(works.put(all[n]));
      });
  }
  const int puts = works.bucket.asked("PUT") - before;
  CHECK(puts <= 1.2 * 300 + 70);  // and what the movers tried meanwhile
  for (const auto& bytes :
       all) {  // what is moved is not at hand: it may be unavailable, but not gone
    const auto got = works.got(key_for(bytes));
    CHECK((got == bytes || got.starts_with("error: The store does not answer")));
  }
  works.bucket.set_fault(Fault::none);
  REQUIRE(until([&] { return works.store->probe().spooled == 0; }));
  for (const auto& bytes : all) CHECK(works.in_bucket(bytes));
  CHECK(works.bucket.bad_signatures() == 0);
}

}  // namespace blobs
