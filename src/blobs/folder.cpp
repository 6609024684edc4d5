#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <fmt/format.h>

#include "base/hex.h"
#include "base/log.h"
#include "blobs/blobs.h"
#include "blobs/key.h"

namespace blobs {
namespace {
namespace fs = std::filesystem;

constexpr auto kSpoolAge = std::chrono::hours(24);

[[noreturn]] void raise(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// Where a key's bytes are: shard folder and file name. No key leads out of the shards.
struct Place {
  std::string shard;  // two hex digits of the name's hash: all kinds of one name lie together
  std::string file;   // name.kind
};

Place place_of(std::string_view key) {
  check_key(key);
  const std::size_t slash = key.find('/');
  const auto kind = key.substr(0, slash);
  const auto name = key.substr(slash + 1);
  return {sha256_hex(name).substr(0, 2), fmt::format("{}.{}", name, kind)};
}

Handle open_dir(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) raise("cannot open folder " + path.string());
  return {fd, 0};
}

std::string hash_of(int fd) {
  Sha256 hash;
  std::array<char, 64 * 1024> slice;
  off_t at = 0;
  for (;;) {
    const ssize_t got = pread(fd, slice.data(), slice.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) raise("cannot read a blob");
    if (got == 0) return hash.finish_hex();
    hash.update({slice.data(), static_cast<std::size_t>(got)});
    at += got;
  }
}

class FolderStore final : public Store {
 public:
  FolderStore(const fs::path& root, std::unique_ptr<Disk> disk);

  Result<Kept> put(std::string_view key, const fs::path& spooled, std::string_view sha256) override;
  Result<Kept> put_bytes(std::string_view key, std::string_view bytes) override;
  Kept where(std::string_view /*key*/) override { return Kept::folder; }
  Result<std::optional<Handle>> open(std::string_view key) override;
  bool remote() const override { return false; }
  Result<void> remove(std::string_view key) override;
  void list(const std::function<bool(const Entry&)>& see) override;
  Result<Leftovers> remove_unfinished(std::int64_t /*before_ms*/,
                                      const std::function<bool()>& /*go_on*/) override {
    return Leftovers{};
  }
  Health probe() override;
  const fs::path& spool_dir() const override { return spool_; }
  SpoolFile spool_file() override;

 private:
  void make_shards();
  void sweep_spool();
  Result<Kept> confirm(int folder_fd, const Place& place, std::string_view sha256);
  Error failed(std::string_view doing, std::string_view key);

  const fs::path root_;
  const fs::path blobs_ = root_ / "blobs";
  const fs::path spool_ = root_ / "spool";
  const std::unique_ptr<Disk> disk_;
  std::atomic<bool> suspect_ = false;  // a sync failed: the disk no longer keeps its promise
};

FolderStore::FolderStore(const fs::path& root, std::unique_ptr<Disk> disk)
    : root_(fs::absolute(root)), disk_(std::move(disk)) {
  fs::create_directories(spool_);
  fs::create_directories(blobs_);
  make_shards();
  sweep_spool();
}

void FolderStore::make_shards() {
  bool made = false;
  for (int shard = 0; shard < 256; ++shard)
    made = fs::create_directory(blobs_ / fmt::format("{:02x}", shard)) || made;
  if (!made) return;
  for (const fs::path& folder : {blobs_, root_, root_.parent_path()})
    if (disk_->sync_folder(open_dir(folder).fd()) != 0) raise("cannot sync " + folder.string());
}

void FolderStore::sweep_spool() {
  const auto oldest = fs::file_time_type::clock::now() - kSpoolAge;
  for (const auto& entry : fs::directory_iterator(spool_)) {
    std::error_code ignored;  // another process may sweep too
    if (entry.last_write_time(ignored) < oldest && !ignored) fs::remove(entry.path(), ignored);
  }
}

Error FolderStore::failed(std::string_view doing, std::string_view key) {
  const int error = errno;
  log_error("a blob could not be stored",
            {{"doing", doing}, {"key", key}, {"reason", std::generic_category().message(error)}});
  const bool full = error == ENOSPC || error == EDQUOT;
  Error answer = error_of(full ? problems::kStorageFull : problems::kUnavailable);
  answer.retry_after_s = full ? 60 : 5;
  return answer;
}

Result<Kept> FolderStore::put(std::string_view key, const fs::path& spooled,
                              std::string_view sha256) {
  const Place place = place_of(key);
  const Handle file(::open(spooled.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC), 0);
  if (file.fd() < 0) raise("the spool file is not there: " + spooled.string());
  // A failed sync is never repeated: the kernel may have dropped the pages and then report success
  // (Rebello et al., USENIX ATC 2020). The file goes, so a retry brings new pages.
  if (disk_->sync_file(file.fd()) != 0) {
    suspect_ = true;
    const Error answer = failed("sync the file", key);
    unlink(spooled.c_str());
    return answer;
  }
  const Handle folder = open_dir(blobs_ / place.shard);
  if (disk_->move_new(spooled.c_str(), folder.fd(), place.file.c_str()) != 0) {
    if (errno != EEXIST) return failed("move it into place", key);
    unlink(spooled.c_str());
    return confirm(folder.fd(), place, sha256);
  }
  if (disk_->sync_folder(folder.fd()) != 0) {
    suspect_ = true;
    return failed("sync the folder", key);  // it stays: another put may just have confirmed it
  }
  return Kept::folder;
}

// The key is taken: by the same bytes? Whoever put them may have died before they were durable. But
// after a failed sync a second one proves nothing.
Result<Kept> FolderStore::confirm(int folder_fd, const Place& place, std::string_view sha256) {
  const Handle there(openat(folder_fd, place.file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC), 0);
  if (there.fd() < 0) raise("cannot open blob " + place.file);
  if (hash_of(there.fd()) != sha256)
    throw std::runtime_error("other bytes are already kept as " + place.file);
  if (suspect_) errno = EIO;
  if (suspect_ || disk_->sync_file(there.fd()) != 0 || disk_->sync_folder(folder_fd) != 0) {
    suspect_ = true;
    return failed("sync what was there", place.file);
  }
  return Kept::folder;
}

Result<Kept> FolderStore::put_bytes(std::string_view key, std::string_view bytes) {
  const SpoolFile file = spool_file();
  if (disk_->write_all(file.fd(), bytes) != 0) return failed("write it", key);
  return put(key, file.path(), sha256_hex(bytes));
}

Result<std::optional<Handle>> FolderStore::open(std::string_view key) {
  const Place place = place_of(key);
  const fs::path path = blobs_ / place.shard / place.file;
  const int fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return std::optional<Handle>();
  if (fd < 0) raise("cannot open blob " + place.file);
  Handle opened(fd, 0);
  struct stat facts{};
  if (fstat(fd, &facts) != 0) raise("cannot look at blob " + place.file);
  return std::optional<Handle>(std::in_place, opened.release(),
                               static_cast<std::uint64_t>(facts.st_size));
}

Result<void> FolderStore::remove(std::string_view key) {
  const Place place = place_of(key);
  const Handle folder = open_dir(blobs_ / place.shard);
  if (unlinkat(folder.fd(), place.file.c_str(), 0) != 0 && errno != ENOENT)
    raise("cannot remove blob " + place.file);
  if (disk_->sync_folder(folder.fd()) != 0) raise("cannot sync after removing " + place.file);
  return {};
}

void FolderStore::list(const std::function<bool(const Entry&)>& see) {
  for (int shard = 0; shard < 256; ++shard)
    for (const auto& file : fs::directory_iterator(blobs_ / fmt::format("{:02x}", shard))) {
      const std::string name = file.path().filename();
      const auto dot = name.rfind('.');
      struct stat facts{};
      if (dot == name.npos || ::stat(file.path().c_str(), &facts) != 0) continue;
      const std::int64_t stored_at_ms =
          facts.st_mtim.tv_sec * 1'000 + facts.st_mtim.tv_nsec / 1'000'000;
      if (!see({fmt::format("{}/{}", name.substr(dot + 1), name.substr(0, dot)),
                static_cast<std::uint64_t>(facts.st_size), stored_at_ms}))
        return;
    }
}

Health FolderStore::probe() {
  Health health{.kind = "folder"};
  if (suspect_) {
    health.reason = "a write could not be made durable; check the disk, then restart";
  } else if (faccessat(AT_FDCWD, spool_.c_str(), W_OK, AT_EACCESS) != 0) {
    health.reason = "cannot write: " + std::generic_category().message(errno);
  }
  health.ok = health.reason.empty();
  return health;
}

SpoolFile FolderStore::spool_file() {
  std::string path = (spool_ / "made-XXXXXX").string();
  const int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) raise("cannot make a file in the spool");
  return {fd, path};
}
}  // namespace

std::unique_ptr<Store> open_folder(const std::filesystem::path& root, std::unique_ptr<Disk> disk) {
  return std::make_unique<FolderStore>(root, std::move(disk));
}

}  // namespace blobs
