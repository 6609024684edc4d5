// A bounded map in shards, for what is asked on every request. Safe from any thread. What it holds
// is counted in entries, or in whatever its owner weighs them by.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
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
    return at->second.value;
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

  // Keeps the value, unless anything was forgotten since `as_of`: it may be stale then. One that
  // alone is too heavy is kept alone. When it is full, what was put longest ago goes.
  void put(const std::string& key, Value value, std::uint64_t as_of, std::size_t weight = 1) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    if (forgotten_ != as_of) return;
    if (const auto old = shard.values.find(key); old != shard.values.end()) shard.drop(old);
    while (!shard.values.empty() && shard.weight + weight > most_per_shard_)
      shard.drop(shard.values.find(*shard.order.front()));
    const auto added = shard.values.emplace(key, Kept{std::move(value), weight, {}}).first;
    added->second.place = shard.order.insert(shard.order.end(), &added->first);
    shard.weight += weight;
  }

  // Changes the value in place, if it is there.
  template <class Change>
  void update(const std::string& key, Change&& change) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto at = shard.values.find(key);
    if (at != shard.values.end()) change(at->second.value);
  }

  // Forgets every entry for which which(key, value) holds.
  template <class Which>
  void forget_if(Which&& which) {
    ++forgotten_;
    for (Shard& shard : shards_) {
      const std::lock_guard lock(shard.mutex);
      for (auto at = shard.values.begin(); at != shard.values.end();)
        at = which(at->first, at->second.value) ? shard.drop(at) : std::next(at);
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
      for (auto& [key, kept] : shard.values) all.emplace_back(key, std::move(kept.value));
      shard.values.clear();
      shard.order.clear();
      shard.weight = 0;
    }
    return all;
  }

 private:
  static constexpr std::size_t kShards = 16;
  struct Kept {
    Value value;
    std::size_t weight;
    std::list<const std::string*>::iterator place;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Kept> values;
    std::list<const std::string*> order;  // of their keys; the oldest goes first
    std::size_t weight = 0;               // of all
    mutable std::uint64_t hits = 0;
    mutable std::uint64_t misses = 0;

    auto drop(typename std::unordered_map<std::string, Kept>::iterator at) {
      weight -= at->second.weight;
      order.erase(at->second.place);
      return values.erase(at);
    }
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
