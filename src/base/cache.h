// A bounded map in shards, for what is asked on every request. Safe from any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct CacheLoad {
  std::size_t entries = 0;
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
};

template <class Value>
class Cache {
 public:
  explicit Cache(std::size_t most) : most_per_shard_(most / kShards + 1) {}

  std::optional<Value> find(const std::string& key) const {
    const Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto at = shard.values.find(key);
    const bool hit = at != shard.values.end();
    ++(hit ? shard.hits : shard.misses);
    if (!hit) return {};
    return at->second;
  }

  CacheLoad load() const {
    CacheLoad load;
    for (const Shard& shard : shards_) {
      const std::lock_guard lock(shard.mutex);
      load.entries += shard.values.size();
      load.hits += shard.hits;
      load.misses += shard.misses;
    }
    return load;
  }

  // How often something was forgotten. Read it before the value is fetched and hand it to put().
  std::uint64_t forgotten() const { return forgotten_; }

  // Keeps the value, unless anything was forgotten since `as_of`: it may be stale then.
  void put(const std::string& key, Value value, std::uint64_t as_of) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    if (forgotten_ != as_of) return;
    if (shard.values.size() >= most_per_shard_ && !shard.values.contains(key))
      shard.values.erase(shard.values.begin());
    shard.values.insert_or_assign(key, std::move(value));
  }

  // Changes the value in place, if it is there.
  template <class Change>
  void update(const std::string& key, Change&& change) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto at = shard.values.find(key);
    if (at != shard.values.end()) change(at->second);
  }

  // Forgets every entry for which which(key, value) holds.
  template <class Which>
  void forget_if(Which&& which) {
    ++forgotten_;
    for (Shard& shard : shards_) {
      const std::lock_guard lock(shard.mutex);
      std::erase_if(shard.values,
                    [&](const auto& entry) { return which(entry.first, entry.second); });
    }
  }

  void clear() {
    forget_if([](const auto&, const auto&) { return true; });
  }

  // Takes all entries out.
  std::vector<std::pair<std::string, Value>> drain() {
    std::vector<std::pair<std::string, Value>> all;
    for (Shard& shard : shards_) {
      const std::lock_guard lock(shard.mutex);
      for (auto& [key, value] : shard.values) all.emplace_back(key, std::move(value));
      shard.values.clear();
    }
    return all;
  }

 private:
  static constexpr std::size_t kShards = 16;
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Value> values;
    mutable std::uint64_t hits = 0;
    mutable std::uint64_t misses = 0;
  };
  const Shard& shard_of(const std::string& key) const {
    return shards_[std::hash<std::string>{}(key) % kShards];
  }
  Shard& shard_of(const std::string& key) {
    return shards_[std::hash<std::string>{}(key) % kShards];
  }

  std::size_t most_per_shard_;
  std::atomic<std::uint64_t> forgotten_ = 0;
  std::array<Shard, kShards> shards_;
};
