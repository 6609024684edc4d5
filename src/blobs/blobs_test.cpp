#include "blobs/blobs.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <map>
#include <thread>

#include <fmt/format.h>

#include "base/hex.h"
#include "kit/folder.h"

namespace {
namespace fs = std::filesystem;

// Fails the n-th call, counted from 1, with the error given.
class FaultyDisk final : public blobs::Disk {
 public:
  FaultyDisk(int fail_at, int error, int& calls)
      : fail_at_(fail_at), error_(error), calls_(calls) {}
  int write_all(int fd, std::string_view bytes) override {
    return fails() ? -1 : Disk::write_all(fd, bytes);
  }
  int sync_file(int fd) override { return fails() ? -1 : Disk::sync_file(fd); }
  int sync_folder(int fd) override { return fails() ? -1 : Disk::sync_folder(fd); }
  int move_new(const char* from, int folder_fd, const char* to) override {
    return fails() ? -1 : Disk::move_new(from, folder_fd, to);
  }

 private:
  bool fails() {
    errno = error_;
    return ++calls_ == fail_at_;
  }
  int fail_at_;
  int error_;
  int& calls_;
};

std::string content(const blobs::Handle& handle) {
  std::string bytes(handle.size_bytes(), '\0');
  CHECK(pread(handle.fd(), bytes.data(), bytes.size(), 0) ==
        static_cast<ssize_t>(handle.size_bytes()));
  return bytes;
}

std::optional<blobs::Handle> opened(blobs::Store& store, std::string_view key) {
  auto blob = store.open(key);
  REQUIRE(blob);
  return *std::move(blob);
}

bool there(blobs::Store& store, std::string_view key) { return opened(store, key).has_value(); }

fs::path spooled(blobs::Store& store, std::string_view bytes) {
  const fs::path path = store.spool_dir() / "upload";
  std::ofstream(path) << bytes;
  return path;
}

std::size_t files_below(const fs::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    count += entry.is_regular_file();
  return count;
}
}  // namespace

TEST_CASE("what is put can be opened, by another store too, until it is removed") {
  kit::Folder folder;
  const auto store = blobs::open_folder(folder.path());
  const std::string bytes(200'000, 'x');
  CHECK(!there(*store, "original/a-1"));
  REQUIRE(store->put("original/a-1", spooled(*store, bytes), sha256_hex(bytes)));
  REQUIRE(store->put_bytes("thumb/a-1", "small"));
  CHECK(files_below(store->spool_dir()) == 0);

  const auto again = blobs::open_folder(folder.path());
  CHECK(content(*opened(*again, "original/a-1")) == bytes);
  CHECK(content(*opened(*again, "thumb/a-1")) == "small");
  CHECK(again->remove("thumb/a-1"));
  CHECK(again->remove("thumb/a-1"));
  CHECK(!there(*again, "thumb/a-1"));
  CHECK(there(*again, "original/a-1"));
}

TEST_CASE("an empty blob is a blob") {
  kit::Folder folder;
  const auto store = blobs::open_folder(folder.path());
  REQUIRE(store->put_bytes("original/a", ""));
  CHECK(opened(*store, "original/a")->size_bytes() == 0);
}

TEST_CASE("the same bytes may be put again; other bytes never replace them") {
  kit::Folder folder;
  const auto store = blobs::open_folder(folder.path());
  REQUIRE(store->put_bytes("original/a", "first"));
  CHECK(store->put_bytes("original/a", "first"));
  CHECK_THROWS((void)store->put_bytes("original/a", "second"));
  CHECK(content(*opened(*store, "original/a")) == "first");
  CHECK(files_below(store->spool_dir()) == 0);
}

TEST_CASE("many who put the same key at once all succeed, and one file is kept") {
  kit::Folder folder;
  const auto store = blobs::open_folder(folder.path());
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i)
      threads.emplace_back([&] { CHECK(store->put_bytes("original/a", "same")); });
  }
  CHECK(files_below(folder.path()) == 1);
}

TEST_CASE("no key leads out of the folder") {
  kit::Folder folder;
  const auto store = blobs::open_folder(folder.path());
  for (const char* key : {"", "a", "/", "a/", "/a", "../a", "a/..", "a/../b", "a/b/c", "a/b.c",
                          "A/b", "a/B", "a/b\n", "a/ b", "a/\xc3\xa9"})
    CHECK_THROWS_MESSAGE((void)store->open(key), key);
  CHECK_THROWS((void)store->open("a/" + std::string(151, 'x')));
  CHECK_THROWS((void)store->open(std::string_view("a/b\0c", 5)));
  CHECK_THROWS((void)store->put_bytes("../a", "x"));
}

TEST_CASE("a link planted in a blob's place is not followed") {
  kit::Folder folder;
  const auto store = blobs::open_folder(folder.path());
  REQUIRE(store->put_bytes("original/a", "x"));
  fs::path place;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "blobs"))
    if (entry.is_regular_file()) place = entry.path();
  fs::remove(place);
  fs::create_symlink("/etc/passwd", place);
  CHECK_THROWS((void)store->open("original/a"));
}

TEST_CASE("whichever step fails, the put fails, its spool file goes, and a retry is no lie") {
  kit::Folder folder;
  {
    const auto made = blobs::open_folder(folder.path());
  }
  int failures = 0;
  for (const int error : {EIO, ENOSPC}) {
    for (int n = 1;; ++n) {
      int calls = 0;
      const auto store =
          blobs::open_folder(folder.path(), std::make_unique<FaultyDisk>(n, error, calls));
      const std::string key = fmt::format("original/{}-{}", error, n);
      const auto put = store->put_bytes(key, "bytes");
      if (calls < n) {
        CHECK(put);
        break;
      }
      REQUIRE(!put);
      ++failures;
      CHECK(put.error().problem->code == (error == EIO ? Code::unavailable : Code::storage_full));
      CHECK(put.error().retry_after_s.value_or(0) > 0);
      CHECK(files_below(store->spool_dir()) == 0);
      const bool moved = n == 4;  // only its folder could not be synced
      CHECK(there(*store, key) == moved);
      CHECK(static_cast<bool>(store->put_bytes(key, "bytes")) == !moved);
      CHECK(blobs::open_folder(folder.path())->put_bytes(key, "bytes"));
    }
  }
  CHECK(failures == 8);  // write, sync, move, sync: four places to fail, in two ways
}

TEST_CASE(
    "a write that the disk takes only a part of goes on, and fails when the rest finds no room") {
  const blobs::Handle file(memfd_create("short", MFD_ALLOW_SEALING | MFD_CLOEXEC), 0);
  const std::string bytes(3 * 4'096 + 100, 'x');
  REQUIRE(ftruncate(file.fd(), 3 * 4'096) == 0);
  REQUIRE(fcntl(file.fd(), F_ADD_SEALS, F_SEAL_GROW) == 0);  // no room: whole pages still fit
  REQUIRE(write(file.fd(), bytes.data(), bytes.size()) == 3 * 4'096);
  REQUIRE(lseek(file.fd(), 0, SEEK_SET) == 0);
  CHECK(blobs::Disk().write_all(file.fd(), bytes) == -1);
}

TEST_CASE("a failed sync makes the store unwell until it is opened again") {
  kit::Folder folder;
  {
    const auto made = blobs::open_folder(folder.path());
  }
  int calls = 0;
  const auto store = blobs::open_folder(folder.path(), std::make_unique<FaultyDisk>(2, EIO, calls));
  CHECK(store->probe().ok);
  CHECK(!store->put_bytes("original/a", "bytes"));
  CHECK(!store->probe().ok);
  CHECK(blobs::open_folder(folder.path())->probe().ok);
}

TEST_CASE("a folder that cannot be made durable is not opened") {
  for (int n = 1; n <= 3; ++n) {
    kit::Folder folder;
    int calls = 0;
    CHECK_THROWS(blobs::open_folder(folder.path(), std::make_unique<FaultyDisk>(n, EIO, calls)));
  }
}

TEST_CASE("what a dead process left in the spool goes after a day") {
  kit::Folder folder;
  const auto store = blobs::open_folder(folder.path());
  const fs::path young = store->spool_dir() / "young";
  const fs::path old = store->spool_dir() / "old";
  std::ofstream(young) << "x";
  std::ofstream(old) << "x";
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(25));
  const auto again = blobs::open_folder(folder.path());
  CHECK(fs::exists(young));
  CHECK(!fs::exists(old));
}

TEST_CASE("a store tells every blob it has, by the key it was put under") {
  const kit::Folder folder;
  const auto store = blobs::open_folder(folder.path());
  REQUIRE(store->put_bytes("original/abc-1", "one"));
  REQUIRE(store->put_bytes("thumb/abc-1", "three"));
  std::map<std::string, std::uint64_t> seen;
  store->list([&](const blobs::Entry& entry) {
    seen[entry.key] = entry.size_bytes;
    CHECK(entry.stored_at_ms > 1'600'000'000'000);
    return true;
  });
  CHECK(seen == std::map<std::string, std::uint64_t>{{"original/abc-1", 3}, {"thumb/abc-1", 5}});
  int told = 0;
  store->list([&](const blobs::Entry&) { return ++told, false; });
  CHECK(told == 1);
}

TEST_CASE("a depot keeps files by name, replaces them whole, and lists them by prefix") {
  const kit::Folder folder;
  const fs::path here = folder.path() / "here";
  const auto depot = blobs::open_depot("file:" + (folder.path() / "there").string());
  const auto put = [&](std::string_view name, std::string_view bytes) {
    std::ofstream(here) << bytes;
    depot->put(name, here);
  };
  put("sets/1/manifest.json", "first");
  put("sets/1/manifest.json", "second");
  put("blobs/ab/original.x", "photo");
  depot->fetch("sets/1/manifest.json", here);
  std::string bytes;
  std::ifstream(here) >> bytes;
  CHECK(bytes == "second");
  CHECK(depot->find("blobs/ab/original.x")->size_bytes == 5);
  CHECK_FALSE(depot->find("blobs/ab/another"));
  std::vector<std::string> names;
  depot->list("sets/1", [&](const blobs::Entry& entry) {
    names.push_back(entry.key);
    return true;
  });
  CHECK(names == std::vector<std::string>{"sets/1/manifest.json"});
  depot->remove("sets/1/manifest.json");
  depot->remove("sets/1/manifest.json");
  CHECK_FALSE(depot->find("sets/1/manifest.json"));
  CHECK_THROWS(depot->fetch("sets/1/manifest.json", here));
  for (const auto* outside : {"../x", "a/../../x", "/etc/x", "", "a//b", ".hidden"})
    CHECK_THROWS_AS(depot->put(outside, here), std::invalid_argument);
}
