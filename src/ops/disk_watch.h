// The disk: warned of early, then no new photos until there is room again. Owns `disk_samples`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "blobs/blobs.h"
#include "db/db.h"

namespace ops {

enum class DiskState { ok, low, full };
BOOST_DESCRIBE_ENUM(DiskState, ok, low, full)

struct WatchSettings {
  std::uint64_t warn_bytes = 0;
  std::uint64_t stop_bytes = 0;
  std::uint64_t reserve_bytes = 0;
  // Name and folder of each: "database", and "photos" and "spool" when they are on a disk of ours.
  std::vector<std::pair<std::string, std::filesystem::path>> places;
  std::filesystem::path reserve;  // the file, on the disk of the database
};

struct DiskPlace {
  std::string name;
  std::string path;
  std::int64_t total_bytes = 0;
  std::int64_t free_bytes = 0;
  std::optional<std::int64_t> free_files;  // where the file system counts them
  DiskState state = DiskState::ok;
  std::optional<double> days_left;  // at the rate of the last week; absent: it does not fill
};
BOOST_DESCRIBE_STRUCT(DiskPlace, (),
                      (name, path, total_bytes, free_bytes, free_files, state, days_left))

struct DiskStatus {
  DiskState state = DiskState::ok;
  bool takes_photos = true;
  bool reserve_kept = true;  // false: it was given back to the database
  std::vector<DiskPlace> places;
};
BOOST_DESCRIBE_STRUCT(DiskStatus, (), (state, takes_photos, reserve_kept, places))

// The place with the least room. `status` has one: it was looked at.
const DiskPlace& tightest(const DiskStatus& status);

struct DiskSample {
  std::int64_t at_ms = 0;
  std::int64_t used_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(DiskSample, (), (at_ms, used_bytes))

// From the first of these samples until now. Absent: less than half a day is known, or it does not
// fill.
std::optional<double> days_left(const DiskSample& first, const DiskSample& now,
                                std::int64_t free_bytes);

class DiskWatch {
 public:
  // All outlive this object.
  DiskWatch(db::Database&, blobs::Store&, blobs::Room&, const Clock&, WatchSettings);

  void look();    // twice a second
  void sample();  // keeps what is used now, when an hour has gone by
  DiskStatus status() const;

 private:
  DiskPlace measure(const std::string& name, const std::filesystem::path& path) const;
  void decide(DiskStatus seen, const blobs::Health& store);
  void keep_reserve(DiskPlace& database) const;
  void tell(const DiskStatus& before, const DiskStatus& now) const;

  db::Database& db_;
  blobs::Store& store_;
  blobs::Room& room_;
  const Clock& clock_;
  const WatchSettings settings_;
  mutable std::mutex mutex_;  // guards all below
  DiskStatus status_;
  std::int64_t sampled_at_ms_ = 0;
  std::vector<std::pair<std::string, std::optional<double>>> days_left_;
};

}  // namespace ops
