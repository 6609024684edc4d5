// The same promises, kept by a real S3 server: when the run names one (tools/dev/s3.sh).
#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "base/hex.h"
#include "base/ids.h"
#include "blobs/blobs.h"
#include "blobs/s3_client.h"
#include "blobs/s3_xml.h"
#include "kit/folder.h"

namespace blobs {
namespace {

std::string of_run(const char* name) {
  const char* const text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return text ? text : "";
}

struct LiveBucket {
  kit::Folder folder;
  S3Settings settings;
  std::string url;

  LiveBucket() {
    SystemClock clock;
    SystemEntropy entropy;
    url = of_run("ASBUILT_TEST_S3_URL");
    url.insert(url.find('?'), "/" + Ids(clock, entropy).next_text());
    settings.keys = {of_run("S3_ACCESS_KEY"), of_run("S3_SECRET_KEY")};
    settings.stall_s = 1;
    settings.part_bytes = 5 << 20;  // the smallest that S3 takes
  }
  // A store that has nothing of the bucket at hand.
  std::unique_ptr<Store> open(const std::string& local) {
    return open_store(url, folder / local, settings);
  }
};

std::string live_key(std::string_view bytes) { return "original/a-" + sha256_hex(bytes); }

std::string live_bytes(Store& store, const std::string& key) {
  const auto blob = store.open(key);
  REQUIRE(blob);
  REQUIRE(*blob);
  std::string bytes((*blob)->size_bytes(), '\0');
  REQUIRE(pread((*blob)->fd(), bytes.data(), bytes.size(), 0) ==
          static_cast<ssize_t>(bytes.size()));
  return bytes;
}

// Returns when every thread stands still: the signal alone leaves them running until one of them is
// scheduled and takes it, which on a busy machine is long enough to answer a request.
void freeze(pid_t pid) {
  REQUIRE(::kill(pid, SIGSTOP) == 0);
  const auto stands = [](const std::filesystem::directory_entry& thread) {
    std::ifstream told(thread.path() / "stat");
    const std::string line{std::istreambuf_iterator<char>(told), {}};
    return line.empty() || line.substr(line.rfind(')') + 1, 2) == " T";  // or it is gone
  };
  const std::filesystem::directory_iterator threads("/proc/" + std::to_string(pid) + "/task");
  for (const auto& thread : threads) {
    for (int i = 0; i < 1'000 && !stands(thread); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    REQUIRE(stands(thread));
  }
}

const bool kNone = of_run("ASBUILT_TEST_S3_URL").empty();

}  // namespace

TEST_CASE("a real bucket keeps what it is given, in one piece or in parts" * doctest::skip(kNone)) {
  LiveBucket bucket;
  const auto store = bucket.open("here");
  std::string large(11 << 20, 'p');
  for (std::size_t i = 0; i < large.size(); i += 1'000) large[i] = static_cast<char>(i / 1'000);
  std::set<std::string> put;
  for (const std::string& bytes : {std::string("small"), std::string(), large}) {
    CHECK(*store->put_bytes(live_key(bytes), bytes) == Kept::s3);
    CHECK(*store->put_bytes(live_key(bytes), bytes) == Kept::s3);
    put.insert(live_key(bytes));
    CHECK(live_bytes(*bucket.open("elsewhere"), live_key(bytes)) == bytes);
  }
  CHECK_THROWS((void)store->put_bytes(live_key("small"), "SMALL"));
  CHECK_THROWS((void)store->put_bytes(live_key(large), std::string(11 << 20, 'q')));
  std::set<std::string> told;
  store->list([&](const Entry& entry) { return told.insert(entry.key).second; });
  CHECK(told == put);
  CHECK(store->remove(live_key("small")));
  CHECK(store->remove(live_key("small")));
  CHECK_FALSE((*bucket.open("third")->open(live_key("small"))).has_value());
}

TEST_CASE("a real bucket refuses a wrong secret and a missing bucket" * doctest::skip(kNone)) {
  LiveBucket bucket;
  const std::string right = bucket.url;
  bucket.url.replace(5, bucket.url.find('/', 5) - 5, "no-such-bucket");
  CHECK_THROWS((void)bucket.open("here"));
  bucket.url = right;
  bucket.settings.keys.secret += "x";
  CHECK_THROWS((void)bucket.open("here"));
}

TEST_CASE("a real bucket that freezes gets what was spooled when it thaws" *
          doctest::skip(kNone || of_run("ASBUILT_TEST_S3_FREEZE").empty())) {
  LiveBucket bucket;
  const auto store = bucket.open("here");
  const pid_t pid = std::stoi(of_run("ASBUILT_TEST_S3_FREEZE"));
  freeze(pid);
  CHECK(*store->put_bytes(live_key("frozen"), "frozen") == Kept::spooled);
  CHECK(live_bytes(*store, live_key("frozen")) == "frozen");
  REQUIRE(::kill(pid, SIGCONT) == 0);
  for (int i = 0; i < 2'000 && store->probe().spooled > 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(store->probe().spooled == 0);
  CHECK(live_bytes(*bucket.open("elsewhere"), live_key("frozen")) == "frozen");
}

TEST_CASE("a real bucket lets go of uploads that were cut off, and of ours alone" *
          doctest::skip(kNone)) {
  LiveBucket bucket;
  const auto store = bucket.open("here");
  const auto target = s3::target_from(bucket.url);
  s3::Client client(target, bucket.settings.keys, {}, bucket.settings.part_bytes);
  const auto begin = [&](const std::string& whole_key) {
    auto ask = s3::without_body("POST", whole_key, 0);
    ask.query = {{"uploads", ""}};
    REQUIRE(client.try_once(ask, 5'000).status == 200);
  };
  const auto open_below = [&](const std::string& prefix) {
    auto ask = s3::without_body("GET", {}, 0);
    ask.query = {{"uploads", ""}, {"prefix", prefix}};
    const auto reply = client.try_once(ask, 5'000);
    std::string_view rest = reply.body;
    int count = 0;
    while (s3::next_element(rest, "Upload")) ++count;
    return count;
  };
  const std::string sibling = target.prefix.substr(0, target.prefix.size() - 1) + "-2/";
  for (int i = 0; i < 3; ++i) begin(target.prefix + "original/a-" + std::to_string(i % 2));
  begin(sibling + "original/a");
  const auto now_ms = SystemClock().now_ms();
  const auto go_on = [] { return true; };
  CHECK(store->remove_unfinished(now_ms - 3'600'000, go_on)->removed == 0);
  CHECK(open_below(target.prefix) == 3);
  const auto left = store->remove_unfinished(now_ms + 3'600'000, go_on);
  REQUIRE(left);
  CHECK(left->removed == 3);
  CHECK(left->why_none.empty());
  CHECK(open_below(target.prefix) == 0);
  CHECK(open_below(sibling) == 1);
  begin(target.prefix + "sets/1/database");
  const auto depot = open_depot(bucket.url, bucket.settings);
  CHECK(depot->remove_unfinished("sets/", now_ms + 3'600'000, go_on).removed == 1);
  CHECK(open_below(target.prefix) == 0);
}

TEST_CASE("a real bucket serves as a depot" * doctest::skip(kNone)) {
  LiveBucket bucket;
  const auto depot = open_depot(bucket.url, bucket.settings);
  const auto here = bucket.folder / "here";
  for (const char* bytes : {"first", "second one"}) {
    std::ofstream(here) << bytes;
    depot->put("sets/1/manifest.json", here);
  }
  depot->fetch("sets/1/manifest.json", here);
  CHECK(std::filesystem::file_size(here) == 10);
  const auto found = depot->find("sets/1/manifest.json");
  REQUIRE(found);
  CHECK(found->size_bytes == 10);
  CHECK(found->stored_at_ms > 1'600'000'000'000);
  int told = 0;
  depot->list("sets", [&](const Entry&) { return ++told > 0; });
  CHECK(told == 1);
  depot->remove("sets/1/manifest.json");
  CHECK_FALSE(depot->find("sets/1/manifest.json"));
}

}  // namespace blobs
