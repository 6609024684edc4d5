#include "blobs/read_cache.h"

#include <algorithm>
#include <fstream>

#include "base/log.h"

namespace blobs {
namespace {
constexpr std::size_t kEntriesMax = 50'000;  // about 300 bytes of memory each
constexpr std::uint64_t kLargestShare = 4;   // a larger one would push out too many

// What lies here can be fetched again: nobody waits until it is durable.
class HastyDisk final : public Disk {
 public:
  int sync_file(int) override { return 0; }
  int sync_folder(int) override { return 0; }
};

// A power cut may have left files that are cut or empty, so what lies here is good until the
// machine starts anew. A process that dies does no harm.
std::unique_ptr<Store> open_of_this_boot(const std::filesystem::path& root) {
  std::string now, then;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> now;
  std::ifstream(root / "boot") >> then;
  if (now.empty() || now != then) std::filesystem::remove_all(root);
  std::filesystem::create_directories(root);
  std::ofstream(root / "boot") << now;
  return open_folder(root, std::make_unique<HastyDisk>());
}
}  // namespace

ReadCache::ReadCache(const std::filesystem::path& root, std::uint64_t bytes_max)
    : bytes_max_(bytes_max), store_(open_of_this_boot(root)) {
  std::vector<Entry> there;
  store_->list([&](const Entry& entry) {
    there.push_back(entry);
    return true;
  });
  std::ranges::sort(there, {}, &Entry::stored_at_ms);
  for (const Entry& entry : there) note(entry.key, entry.size_bytes);
  for (const auto& key : overflow()) (void)store_->remove(key);
}

void ReadCache::note(const std::string& key, std::uint64_t size_bytes) {
  forget(key);
  order_.push_front(key);
  places_[key] = {size_bytes, order_.begin()};
  size_bytes_ += size_bytes;
}

void ReadCache::forget(const std::string& key) {
  const auto found = places_.find(key);
  if (found == places_.end()) return;
  size_bytes_ -= found->second.size_bytes;
  order_.erase(found->second.in_order);
  places_.erase(found);
}

// What has to go; it is forgotten here.
std::list<std::string> ReadCache::overflow() {
  std::list<std::string> gone;
  while (!order_.empty() && (size_bytes_ > bytes_max_ || places_.size() > kEntriesMax)) {
    gone.push_back(order_.back());
    forget(gone.back());
  }
  return gone;
}

std::optional<Handle> ReadCache::open(std::string_view key) {
  auto blob = store_->open(key);
  if (!blob || !*blob) return {};
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(std::string(key));
  if (found != places_.end()) order_.splice(order_.begin(), order_, found->second.in_order);
  return *std::move(blob);
}

void ReadCache::keep(std::string_view key, const std::filesystem::path& file,
                     std::string_view sha256) {
  std::error_code unknown;
  const auto size = std::filesystem::file_size(file, unknown);
  if (unknown || size > bytes_max_ / kLargestShare) return;
  try {
    if (!store_->put(key, file, sha256)) return;
    std::list<std::string> gone;
    {
      const std::lock_guard lock(mutex_);
      note(std::string(key), size);
      gone = overflow();
    }
    for (const auto& old : gone) (void)store_->remove(old);
  } catch (const std::exception& fault) {
    log_warn("a blob could not be kept at hand", {{"key", key}, {"reason", fault.what()}});
    drop(key);
  }
}

void ReadCache::drop(std::string_view key) {
  {
    const std::lock_guard lock(mutex_);
    forget(std::string(key));
  }
  (void)store_->remove(key);
}

std::uint64_t ReadCache::size_bytes() {
  const std::lock_guard lock(mutex_);
  return size_bytes_;
}

}  // namespace blobs
