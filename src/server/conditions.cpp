#include "server/conditions.h"

#include <algorithm>

#include "photos/photos.h"

namespace server {
namespace {

constexpr std::int64_t kGb = 1'000'000'000;
constexpr std::int64_t kDiskFullBytes = kGb;         // a hundred photos, and the database's log
constexpr std::int64_t kDiskLowBytes = 20 * kGb;     // a tenth of a disk counts up to here
constexpr std::int64_t kQueueStuckMs = 10 * 60'000;  // since the oldest photo is due
constexpr double kDatabaseSlowMs = 500;              // for one small read
constexpr std::int64_t kHangsMs = 30'000;            // whatever is looked at each second hangs

std::string gb(std::int64_t bytes) {
  return fmt::format("{:.1f} GB", static_cast<double>(bytes) / static_cast<double>(kGb));
}

bool disk_is_full(const Disk& disk) {
  return disk.size_bytes > 0 && disk.free_bytes < std::min(kDiskFullBytes, disk.size_bytes / 20);
}

bool disk_is_low(const Disk& disk) {
  return !disk_is_full(disk) && disk.free_bytes < std::min(kDiskLowBytes, disk.size_bytes / 10);
}

void add_disk(std::vector<ops::Condition>& conditions, const Disk& disk) {
  const auto left =
      fmt::format("{} of {} are free in DATA_DIR.", gb(disk.free_bytes), gb(disk.size_bytes));
  conditions.push_back({"disk-low", disk_is_low(disk), "The disk is nearly full: " + left,
                        "Make it larger, or move the photos to S3. When it is full no new photos "
                        "are taken; they stay on the phones.",
                        true});
  conditions.push_back({"disk-full", disk_is_full(disk), "The disk is full: " + left,
                        "Free some room now. New photos stay on the phones until there is.", true});
}

void add_database(std::vector<ops::Condition>& conditions, const Signs& signs,
                  std::int64_t silent_ms) {
  const auto& database = signs.database;
  const bool away = !database.ok || silent_ms > kHangsMs;
  conditions.push_back({"database-away", away, "The database does not answer.",
                        "Does PostgreSQL run, and is it reachable? On SQLite: is the disk full or "
                        "broken? The log says more.",
                        true});
  conditions.push_back(
      {"database-slow", !away && database.latency_ms > kDatabaseSlowMs,
       fmt::format("The database is slow: one small read takes {:.0f} ms.", database.latency_ms),
       "Is the disk or the machine busy with something else? Slow statements are "
       "in the log.",
       true});
}

void add_develop(std::vector<ops::Condition>& conditions, const Signs& signs) {
  jobs::Load load;
  const auto found = std::ranges::find(signs.jobs, photos::kDevelopJob, &jobs::Load::kind);
  if (found != signs.jobs.end()) load = *found;
  const auto waits_ms = load.oldest_due_ms ? signs.at_ms - *load.oldest_due_ms : 0;
  conditions.push_back({"develop-stuck", waits_ms > kQueueStuckMs,
                        fmt::format("Photos wait to be developed: {} of them, for {} minutes.",
                                    load.queued, waits_ms / 60'000),
                        "Reviewers do not see them. Is the processor busy (DEVELOP_WORKERS)? The "
                        "log says more."});
  conditions.push_back({"develop-failed", load.failed > 0,
                        fmt::format("Photos could not be developed: {}.", load.failed),
                        "Their originals are safe. The log says why: look for 'a job failed'."});
  conditions.push_back(
      {"darkroom-gone", !signs.darkroom, "The process that develops photos is gone.",
       "Restart the server. If it comes again, the log says what killed it.", true});
}

}  // namespace

std::vector<ops::Condition> conditions_of(const Signs& signs, std::int64_t silent_ms) {
  std::vector<ops::Condition> conditions;
  add_disk(conditions, signs.data_disk);
  add_database(conditions, signs, silent_ms);
  // What the database says is not known while it does not answer: neither good nor bad.
  if (signs.database.ok) add_develop(conditions, signs);
  conditions.push_back(
      {"photos-cannot-be-kept", !signs.blobs.ok, "Photos cannot be kept: " + signs.blobs.reason,
       "Is the folder or the store of BLOB_URL there, and may it be written?", true});
  return conditions;
}

}  // namespace server
