#include "blobs/spooled.h"

#include <algorithm>

namespace blobs {
namespace {
constexpr std::size_t kSpooledMax = 100'000;  // about 400 bytes of memory each
}

bool Spooled::reserve(std::string_view key, std::uint64_t size_bytes, std::int64_t at_ms) {
  const std::lock_guard lock(mutex_);
  if (size_bytes_ + size_bytes > bytes_max_ || all_.size() >= kSpooledMax) return false;
  note(key, {size_bytes, at_ms});
  return true;
}

void Spooled::found(const Entry& entry) {
  const std::lock_guard lock(mutex_);
  note(entry.key, {entry.size_bytes, entry.stored_at_ms});
}

void Spooled::note(std::string_view key, const Waits& waits) {
  const auto [at, fresh] = all_.try_emplace(std::string(key), waits);
  if (!fresh) return;
  size_bytes_ += waits.size_bytes;
  by_age_.emplace(waits.at_ms, key);
}

void Spooled::drop(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto at = all_.find(std::string(key));
  if (at == all_.end()) return;
  size_bytes_ -= at->second.size_bytes;
  by_age_.erase({at->second.at_ms, at->first});
  all_.erase(at);
}

bool Spooled::has(std::string_view key) {
  const std::lock_guard lock(mutex_);
  return all_.contains(std::string(key));
}

bool Spooled::has_room(std::uint64_t size_bytes) {
  const std::lock_guard lock(mutex_);
  return size_bytes_ + size_bytes <= bytes_max_ && all_.size() < kSpooledMax;
}

void Spooled::set_stuck(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto at = all_.find(std::string(key));
  if (at != all_.end()) by_age_.erase({at->second.at_ms, at->first});
}

Spooled::Totals Spooled::totals() {
  const std::lock_guard lock(mutex_);
  return {all_.size(), size_bytes_, by_age_.empty() ? 0 : by_age_.begin()->first,
          all_.size() - by_age_.size()};
}

std::vector<std::string> Spooled::oldest(std::size_t most) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> keys;
  for (auto at = by_age_.begin(); at != by_age_.end() && keys.size() < most; ++at)
    keys.push_back(at->second);
  return keys;
}

}  // namespace blobs
