// A folder as a depot: another disk, or what another machine exports.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include "blobs/blobs.h"
#include "blobs/key.h"
#include "blobs/s3_depot.h"

namespace blobs {
namespace {
namespace fs = std::filesystem;

constexpr auto kLongestRest = std::chrono::milliseconds(20);
constexpr ssize_t kWriteOutBytes = 1'048'576;
constexpr std::string_view kUnfinished = ".part-";  // no part of a name begins with a dot

[[noreturn]] void fail(std::string_view doing, const fs::path& path) {
  throw std::system_error(errno, std::generic_category(),
                          fmt::format("cannot {} {}", doing, path.string()));
}

Handle open_file(const fs::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (fd < 0) fail("open", path);
  return {fd, 0};
}

void copy_durably(const fs::path& from, const fs::path& to) {
  const Handle in = open_file(from, O_RDONLY);
  const Handle out = open_file(to, O_WRONLY | O_CREAT | O_TRUNC);
  std::array<char, 256 * 1024> slice;
  ssize_t written = 0;
  for (;;) {
    const ssize_t got = ::read(in.fd(), slice.data(), slice.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", from);
    if (got == 0) break;
    if (Disk().write_all(out.fd(), {slice.data(), static_cast<std::size_t>(got)}) != 0)
      fail("write", to);
    written += got;
    if (written < kWriteOutBytes) continue;
    written = 0;  // little is left for the sync, and for commits of others that wait for it
    const auto began = std::chrono::steady_clock::now();
    ::sync_file_range(
        out.fd(), 0, 0,
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
    // And half of the disk's time, as it may be the one that a server writes to.
    std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(
        std::chrono::steady_clock::now() - began, kLongestRest));
  }
  if (::fsync(out.fd()) != 0) fail("sync", to);
}

Entry entry_of(const std::string& name, const struct stat& facts) {
  return {name, static_cast<std::uint64_t>(facts.st_size),
          facts.st_mtim.tv_sec * 1'000 + facts.st_mtim.tv_nsec / 1'000'000};
}

class FolderDepot final : public Depot {
 public:
  explicit FolderDepot(const fs::path& root) : root_(fs::absolute(root)) {
    fs::create_directories(root_);
  }

  void put(std::string_view name, const fs::path& file) override {
    const fs::path there = path_of(name);
    make_folders(there.parent_path());
    const fs::path unfinished =
        there.parent_path() / (std::string(kUnfinished) + there.filename().string());
    copy_durably(file, unfinished);
    if (::rename(unfinished.c_str(), there.c_str()) != 0) fail("rename", unfinished);
    sync_folder(there.parent_path());
  }

  void fetch(std::string_view name, const fs::path& into) override {
    copy_durably(path_of(name), into);
  }

  std::optional<Entry> find(std::string_view name) override {
    struct stat facts{};
    if (::stat(path_of(name).c_str(), &facts) == 0) return entry_of(std::string(name), facts);
    if (errno != ENOENT && errno != ENOTDIR) fail("look at", path_of(name));
    return std::nullopt;
  }

  void list(std::string_view prefix, const std::function<bool(const Entry&)>& see) override {
    const fs::path top = root_ / fs::path(prefix).parent_path();
    if (!fs::exists(top)) return;
    for (const auto& file : fs::recursive_directory_iterator(top)) {
      const std::string name = fs::relative(file.path(), root_);
      struct stat facts{};
      if (!name.starts_with(prefix) || file.path().filename().string().starts_with(kUnfinished) ||
          ::stat(file.path().c_str(), &facts) != 0 || !S_ISREG(facts.st_mode))
        continue;
      if (!see(entry_of(name, facts))) return;
    }
  }

  void remove(std::string_view name) override {
    if (::unlink(path_of(name).c_str()) != 0 && errno != ENOENT) fail("remove", path_of(name));
  }

  Leftovers remove_unfinished(std::string_view prefix, std::int64_t before_ms,
                              const std::function<bool()>& go_on) override {
    Leftovers left;
    const fs::path top = root_ / fs::path(prefix).parent_path();
    if (!fs::exists(top)) return left;
    for (const auto& file : fs::recursive_directory_iterator(top)) {
      struct stat facts{};
      if (!fs::relative(file.path(), root_).string().starts_with(prefix) ||
          !file.path().filename().string().starts_with(kUnfinished) ||
          ::stat(file.path().c_str(), &facts) != 0 || entry_of({}, facts).stored_at_ms >= before_ms)
        continue;
      if (!go_on()) break;
      if (::unlink(file.path().c_str()) != 0 && errno != ENOENT) fail("remove", file.path());
      ++left.removed;
    }
    return left;
  }

 private:
  fs::path path_of(std::string_view name) const {
    check_depot_name(name);
    return root_ / name;
  }

  // Each folder that is made is made durable in the one above it.
  void make_folders(const fs::path& folder) {
    if (fs::exists(folder)) return;
    make_folders(folder.parent_path());
    fs::create_directory(folder);
    sync_folder(folder.parent_path());
  }

  static void sync_folder(const fs::path& folder) {
    const Handle handle = open_file(folder, O_RDONLY | O_DIRECTORY);
    if (::fsync(handle.fd()) != 0) fail("sync", folder);
  }

  const fs::path root_;
};

}  // namespace

std::unique_ptr<Depot> open_depot(std::string_view url, const S3Settings& settings) {
  if (url.starts_with("s3:")) return s3::open_bucket_depot(url, settings);
  constexpr std::string_view kFile = "file:";
  if (url.starts_with(kFile) && url.size() > kFile.size())
    return std::make_unique<FolderDepot>(url.substr(kFile.size()));
  throw std::invalid_argument(
      fmt::format("{} is no place for backups; write file:FOLDER or s3://BUCKET/PREFIX", url));
}

}  // namespace blobs
