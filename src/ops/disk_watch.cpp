#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/log.h"
#include "ops/ops.h"

namespace ops {
namespace {
namespace fs = std::filesystem;

constexpr std::int64_t kWatchDayMs = 86'400'000;
constexpr std::int64_t kSamplesKeptMs = 15 * kWatchDayMs;
constexpr std::int64_t kSampleEveryMs = 3'600'000;
constexpr std::int64_t kWeekMs = 7 * kWatchDayMs;
// A photo needs four names at most; a disk that counts its files has many more than these.
constexpr std::uint64_t kStopFiles = 500;
constexpr std::uint64_t kWarnFiles = 5'000;

constexpr db::Sql<std::string, std::int64_t, std::int64_t> kInsertSample{"ops.insert_sample",
                                                                         R"sql(
  INSERT INTO disk_samples (place, at_ms, used_bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
)sql"};
constexpr db::Sql<std::int64_t> kForgetSamples{"ops.forget_samples", R"sql(
  DELETE FROM disk_samples WHERE at_ms < $1
)sql"};
constexpr db::Sql<std::string, std::int64_t> kFirstSample{"ops.first_sample", R"sql(
  SELECT at_ms, used_bytes FROM disk_samples WHERE place = $1 AND at_ms >= $2
  ORDER BY at_ms LIMIT 1
)sql"};

// Allocated for real, so that giving it back gives room.
bool make_reserve(const fs::path& path, std::uint64_t bytes) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const int failed = ::posix_fallocate(fd, 0, static_cast<off_t>(bytes));
  ::close(fd);
  if (failed) ::unlink(path.c_str());
  return failed == 0;
}

}  // namespace

std::optional<double> days_left(const DiskSample& first, const DiskSample& now,
                                std::int64_t free_bytes) {
  const auto took_ms = now.at_ms - first.at_ms;
  const auto grown = now.used_bytes - first.used_bytes;
  if (took_ms < kWatchDayMs / 2 || grown <= 0) return std::nullopt;
  const double per_day =
      static_cast<double>(grown) / static_cast<double>(took_ms) * static_cast<double>(kWatchDayMs);
  return static_cast<double>(free_bytes) / per_day;
}

const DiskPlace& tightest(const DiskStatus& status) {
  return *std::ranges::min_element(status.places, {}, &DiskPlace::free_bytes);
}

DiskWatch::DiskWatch(db::Database& database, blobs::Store& store, blobs::Room& room,
                     const Clock& clock, WatchSettings settings)
    : db_(database), store_(store), room_(room), clock_(clock), settings_(std::move(settings)) {}

DiskPlace DiskWatch::measure(const std::string& name, const fs::path& path) const {
  DiskPlace place{.name = name, .path = path.string()};
  struct statvfs disk{};
  if (::statvfs(path.c_str(), &disk) != 0) {
    place.state = DiskState::full;
    return place;
  }
  place.total_bytes = static_cast<std::int64_t>(disk.f_blocks * disk.f_frsize);
  place.free_bytes = static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize);
  if (disk.f_files > 0) place.free_files = static_cast<std::int64_t>(disk.f_favail);
  return place;
}

// What the reserve holds is not room for photos, whether it is there or was given back.
void DiskWatch::keep_reserve(DiskPlace& database) const {
  const auto free = static_cast<std::uint64_t>(database.free_bytes);
  const auto reserve = settings_.reserve_bytes;
  if (reserve == 0) return;
  const bool there = ::access(settings_.reserve.c_str(), F_OK) == 0;
  if (there && free < reserve / 4) {
    ::unlink(settings_.reserve.c_str());
    log_error("the disk is full; its reserve was given to the database", {{"bytes", reserve}});
  } else if (!there && free > reserve + std::max(settings_.stop_bytes, reserve)) {
    make_reserve(settings_.reserve, reserve);
  }
  if (!there)
    database.free_bytes =
        std::max<std::int64_t>(0, database.free_bytes - static_cast<std::int64_t>(reserve));
}

void DiskWatch::look() {
  DiskStatus seen;
  for (const auto& [name, path] : settings_.places) {
    DiskPlace place = measure(name, path);
    if (name == "database") keep_reserve(place);
    const auto free = static_cast<std::uint64_t>(place.free_bytes);
    const auto files = static_cast<std::uint64_t>(place.free_files.value_or(kWarnFiles));
    if (free < settings_.stop_bytes || files < kStopFiles)
      place.state = DiskState::full;
    else if (free < settings_.warn_bytes || files < kWarnFiles)
      place.state = DiskState::low;
    seen.state = std::max(seen.state, place.state);
    seen.places.push_back(std::move(place));
  }
  seen.reserve_kept =
      settings_.reserve_bytes == 0 || ::access(settings_.reserve.c_str(), F_OK) == 0;
  decide(std::move(seen), store_.probe());
}

void DiskWatch::decide(DiskStatus seen, const blobs::Health& store) {
  const bool works = store.ok || store.kind != "folder";
  seen.takes_photos = works && seen.state != DiskState::full;
  if (seen.takes_photos) {
    room_.open();
  } else {
    Error why = works ? error_of(problems::kStorageFull)
                      : error_of(problems::kUnavailable, "The photo store does not answer.");
    why.retry_after_s = 30;
    room_.close(why);
  }
  DiskStatus before;
  {
    const std::lock_guard lock(mutex_);
    before = std::exchange(status_, seen);
  }
  tell(before, seen);
}

void DiskWatch::tell(const DiskStatus& before, const DiskStatus& now) const {
  if (before.state == now.state && before.takes_photos == now.takes_photos) return;
  for (const DiskPlace& place : now.places)
    if (place.state != DiskState::ok)
      log_warn("a disk is filling up", {{"place", place.name},
                                        {"state", place.state},
                                        {"free_bytes", place.free_bytes},
                                        {"free_files", place.free_files}});
  if (!now.takes_photos) log_error("new photos are refused until there is room");
  if (now.takes_photos && !before.takes_photos) log_info("new photos are taken again");
}

void DiskWatch::sample() {
  const auto now_ms = clock_.now_ms();
  const DiskStatus seen = status();
  {
    const std::lock_guard lock(mutex_);
    if (now_ms < sampled_at_ms_ + kSampleEveryMs) return;
    sampled_at_ms_ = now_ms;
  }
  const auto found = db_.write([&](db::Tx& tx) -> Result<decltype(days_left_)> {
    decltype(days_left_) days;
    tx.run(kForgetSamples, now_ms - kSamplesKeptMs);
    for (const DiskPlace& place : seen.places) {
      const DiskSample now{now_ms, place.total_bytes - place.free_bytes};
      const auto first = tx.find<DiskSample>(kFirstSample, place.name, now_ms - kWeekMs);
      tx.run(kInsertSample, place.name, now.at_ms, now.used_bytes);
      days.emplace_back(place.name,
                        first ? days_left(*first, now, place.free_bytes) : std::optional<double>());
    }
    return days;
  });
  if (!found) return;
  const std::lock_guard lock(mutex_);
  days_left_ = *found;
}

DiskStatus DiskWatch::status() const {
  const std::lock_guard lock(mutex_);
  DiskStatus status = status_;
  for (DiskPlace& place : status.places)
    for (const auto& [name, days] : days_left_)
      if (name == place.name) place.days_left = days;
  return status;
}

}  // namespace ops
