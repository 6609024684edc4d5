// Blobs that were read or put lately, in a folder of this machine; the longest unused go first.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "blobs/blobs.h"

namespace blobs {

class ReadCache {
 public:
  ReadCache(const std::filesystem::path& root, std::uint64_t bytes_max);

  std::optional<Handle> open(std::string_view key);
  // Moves the file in if there is room for it; else it stays where it is. Never a fault.
  void keep(std::string_view key, const std::filesystem::path& file, std::string_view sha256);
  void drop(std::string_view key);
  std::uint64_t size_bytes();

 private:
  struct Place {
    std::uint64_t size_bytes = 0;
    std::list<std::string>::iterator in_order;
  };
  void note(const std::string& key, std::uint64_t size_bytes);
  void forget(const std::string& key);
  std::list<std::string> overflow();

  const std::uint64_t bytes_max_;
  const std::unique_ptr<Store> store_;
  std::mutex mutex_;              // guards the rest
  std::list<std::string> order_;  // the last used first
  std::unordered_map<std::string, Place> places_;
  std::uint64_t size_bytes_ = 0;
};

}  // namespace blobs
