// A bucket as a store, against a bucket of our own that does wrong what it is told to.
#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "base/hex.h"
#include "blobs/s3_client.h"
#include "kit/bucket.h"
#include "kit/folder.h"

namespace blobs {
namespace {
namespace fs = std::filesystem;
using kit::BucketAsk;
using kit::Fault;

std::string read_all(const Handle& handle) {
  std::string bytes(handle.size_bytes(), '\0');
  REQUIRE(pread(handle.fd(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return bytes;
}

std::size_t count_files(const fs::path& folder) {
  std::size_t count = 0;
  if (!fs::exists(folder)) return 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    count += entry.is_regular_file();
  return count;
}

std::string key_for(std::string_view bytes) { return "original/a-" + sha256_hex(bytes); }

bool until(const std::function<bool()>& holds) {
  for (int i = 0; i < 1'000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

struct Works {
  kit::Folder folder;
  kit::Bucket bucket;
  std::unique_ptr<Store> store;

  explicit Works(bool open_now = true) {
    if (open_now) open();
  }
  void open(const std::function<void(S3Settings&)>& change = {}) {
    store.reset();
    auto settings = bucket.settings();
    if (change) change(settings);
    store = open_store(bucket.url(), folder.path(), settings);
  }
  Result<Kept> put(std::string_view bytes) { return store->put_bytes(key_for(bytes), bytes); }
  std::string got(const std::string& key) {
    const auto blob = store->open(key);
    if (!blob) return "error: " + blob.error().detail;
    return *blob ? read_all(**blob) : "absent";
  }
  std::size_t spooled_files() const { return count_files(folder / "blobs"); }
  void forget_cache() {
    store.reset();
    fs::remove_all(folder / "cache");
    open();
  }
  bool in_bucket(const std::string& bytes) {
    const auto objects = bucket.objects();
    const auto found = objects.find("photos/" + key_for(bytes));
    return found != objects.end() && found->second.bytes == bytes;
  }
};

std::function<Fault(const BucketAsk&)> on(std::string method, Fault fault, int times = 1'000'000) {
  auto left = std::make_shared<std::atomic<int>>(times);
  return [=](const BucketAsk& ask) {
    return ask.method == method && (*left)-- > 0 ? fault : Fault::none;
  };
}

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
    if (entry.is_regular_file()) kept += entry.file_size();
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
    CHECK((got == bytes || got.starts_with("error: The photo store does not answer")));
  }
  works.bucket.set_fault(Fault::none);
  REQUIRE(until([&] { return works.store->probe().spooled == 0; }));
  for (const auto& bytes : all) CHECK(works.in_bucket(bytes));
  CHECK(works.bucket.bad_signatures() == 0);
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
