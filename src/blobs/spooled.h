// What waits on this machine until the bucket can be reached. The bytes lie in a folder under their
// keys, so that a restart finds them; this is the list of them.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <vector>

#include "blobs/blobs.h"

namespace blobs {

class Spooled {
 public:
  explicit Spooled(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

  // Room for one that is about to be spooled; false: there is none. `at_ms` is when it came.
  bool reserve(std::string_view key, std::uint64_t size_bytes, std::int64_t at_ms);
  void found(const Entry& entry);  // in the folder: counted whether there is room or not
  void drop(std::string_view key);
  bool has(std::string_view key);
  bool has_room(std::uint64_t size_bytes);
  // It cannot be moved, and nobody can help that but a person.
  void set_stuck(std::string_view key);

  struct Totals {
    std::uint64_t count = 0;
    std::uint64_t size_bytes = 0;
    std::int64_t oldest_at_ms = 0;
    std::uint64_t stuck = 0;
  };
  Totals totals();
  std::vector<std::string> oldest(std::size_t most);  // that are not stuck

 private:
  struct Waits {
    std::uint64_t size_bytes = 0;
    std::int64_t at_ms = 0;
  };
  void note(std::string_view key, const Waits& waits);

  const std::uint64_t bytes_max_;
  std::mutex mutex_;  // guards the rest
  std::unordered_map<std::string, Waits> all_;
  std::set<std::pair<std::int64_t, std::string>> by_age_;  // those that are not stuck
  std::uint64_t size_bytes_ = 0;
};

}  // namespace blobs
