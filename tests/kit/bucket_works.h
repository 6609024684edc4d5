// A store on the test's own bucket, and what tests ask of both.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "base/hex.h"
#include "kit/bucket.h"
#include "kit/folder.h"

namespace kit {
namespace fs = std::filesystem;

inline std::string read_all(const blobs::Handle& handle) {
  std::string bytes(handle.size_bytes(), '\0');
  REQUIRE(pread(handle.fd(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return bytes;
}

inline std::size_t count_files(const fs::path& folder) {
  std::size_t count = 0;
  if (!fs::exists(folder)) return 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    count += entry.is_regular_file();
  return count;
}

inline std::string key_for(std::string_view bytes) { return "original/a-" + sha256_hex(bytes); }

inline bool until(const std::function<bool()>& holds) {
  for (int i = 0; i < 3'000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

struct BucketWorks {
  Folder folder;
  Bucket bucket;
  std::unique_ptr<blobs::Store> store;

  explicit BucketWorks(bool open_now = true) {
    if (open_now) open();
  }
  void open(const std::function<void(blobs::S3Settings&)>& change = {}) {
    store.reset();
    auto settings = bucket.settings();
    if (change) change(settings);
    store = blobs::open_store(bucket.url(), folder.path(), settings);
  }
  Result<blobs::Kept> put(std::string_view bytes) {
    return store->put_bytes(key_for(bytes), bytes);
  }
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

inline std::function<Fault(const BucketAsk&)> on(std::string method, Fault fault,
                                                 int times = 1'000'000) {
  auto left = std::make_shared<std::atomic<int>>(times);
  return [=](const BucketAsk& ask) {
    return ask.method == method && (*left)-- > 0 ? fault : Fault::none;
  };
}

}  // namespace kit
