#include <doctest/doctest.h>

#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "kit/database.h"
#include "kit/folder.h"
#include "ops/ops.h"

namespace {
namespace fs = std::filesystem;
constexpr std::uint64_t kMb = 1'048'576;
constexpr std::int64_t kDay = 86'400'000;

// A real disk of a few MB, where the test may mount one.
struct SmallDisk {
  kit::Folder folder;
  bool mounted;

  explicit SmallDisk(const char* options)
      : mounted(::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, options) == 0) {}
  ~SmallDisk() {
    if (mounted) ::umount2(folder.path().c_str(), MNT_DETACH);
  }
  void fill(std::uint64_t bytes, const std::string& name = "filler") const {
    std::ofstream file(folder / name, std::ios::binary | std::ios::app);
    const std::string block(64 * 1024, 'x');
    for (std::uint64_t written = 0; written < bytes && file; written += block.size())
      file.write(block.data(), static_cast<std::streamsize>(block.size())).flush();
  }
};

struct WatchedDisk {
  SmallDisk& disk;
  std::unique_ptr<kit::TestDatabase> database = kit::TestDatabase::migrated();
  std::unique_ptr<blobs::Store> store = blobs::open_folder(disk.folder / "photos");
  blobs::Room room;
  ops::DiskWatch watch{**database,
                       *store,
                       room,
                       database->clock(),
                       {.warn_bytes = 16 * kMb,
                        .stop_bytes = 8 * kMb,
                        .reserve_bytes = 4 * kMb,
                        .places = {{"database", disk.folder.path()}, {"spool", store->spool_dir()}},
                        .reserve = disk.folder / "reserve"}};
  ops::DiskStatus look() {
    watch.look();
    return watch.status();
  }
};
}  // namespace

TEST_CASE("a disk that fills is warned of, then takes no photos, and takes them again by itself") {
  SmallDisk disk("size=32m");
  if (!disk.mounted) return;  // not root: tests/faults/disk.mjs says so
  WatchedDisk watched{disk};
  CHECK(watched.look().state == ops::DiskState::ok);
  CHECK(fs::file_size(disk.folder / "reserve") == 4 * kMb);
  disk.fill(14 * kMb);
  CHECK(watched.look().state == ops::DiskState::low);
  CHECK(watched.room.enter());
  disk.fill(7 * kMb);
  CHECK(watched.look().state == ops::DiskState::full);
  CHECK(!watched.look().takes_photos);
  CHECK(watched.room.enter().error().problem->code == Code::storage_full);
  CHECK(watched.look().reserve_kept);
  fs::remove(disk.folder / "filler");
  CHECK(watched.look().takes_photos);
  CHECK(watched.room.enter());
}

TEST_CASE("when nothing is left the reserve is given to the database, and kept again later") {
  SmallDisk disk("size=32m");
  if (!disk.mounted) return;  // not root: tests/faults/disk.mjs says so
  WatchedDisk watched{disk};
  watched.look();
  disk.fill(64 * kMb);
  CHECK(!watched.look().reserve_kept);
  CHECK(fs::space(disk.folder.path()).available >= 4 * kMb);
  CHECK(!watched.look().takes_photos);  // the room it gave is not for photos
  fs::remove(disk.folder / "filler");
  CHECK(watched.look().reserve_kept);
  CHECK(watched.look().takes_photos);
}

TEST_CASE("a disk that has room but no names for new files takes no photos") {
  SmallDisk disk("size=32m,nr_inodes=2000");
  if (!disk.mounted) return;  // not root: tests/faults/disk.mjs says so
  WatchedDisk watched{disk};
  CHECK(watched.look().takes_photos);
  for (int i = 0; i < 1'400; ++i) std::ofstream(disk.folder / ("n" + std::to_string(i)));
  CHECK(!watched.look().takes_photos);
  for (int i = 0; i < 1'400; ++i) fs::remove(disk.folder / ("n" + std::to_string(i)));
  CHECK(watched.look().takes_photos);
}

TEST_CASE("the days left are what is free at the rate since the first sample") {
  constexpr std::int64_t kGb = 1'000'000'000;
  CHECK(*ops::days_left({0, 10 * kGb}, {5 * kDay, 20 * kGb}, 40 * kGb) == doctest::Approx(20));
  CHECK(!ops::days_left({0, 10 * kGb}, {kDay / 4, 20 * kGb}, 40 * kGb));
  CHECK(!ops::days_left({0, 10 * kGb}, {5 * kDay, 9 * kGb}, 40 * kGb));
}
