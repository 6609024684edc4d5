#include "server/conditions.h"

#include <algorithm>

#include "photos/photos.h"

namespace server {
namespace {

constexpr std::int64_t kGb = 1'000'000'000;
constexpr std::int64_t kQueueStuckMs = 10 * 60'000;    // since the oldest photo is due
constexpr std::int64_t kBackupLateMs = 6 * 3'600'000;  // after it was due
constexpr std::int64_t kSpooledMs = 15 * 60'000;       // waiting for the bucket
constexpr double kDatabaseSlowMs = 500;                // for one small read
constexpr std::int64_t kHangsMs = 30'000;              // whatever is looked at each second hangs

std::string gb(std::int64_t bytes) {
  return fmt::format("{:.1f} GB", static_cast<double>(bytes) / static_cast<double>(kGb));
}

std::string minutes(std::int64_t ms) { return fmt::format("{} minutes", ms / 60'000); }

std::string room_of(const ops::DiskPlace& place) {
  auto room = fmt::format("{} of {} are free", gb(place.free_bytes), gb(place.total_bytes));
  if (place.days_left) room += fmt::format(", {:.0f} days at this week's rate", *place.days_left);
  return room;
}

// The disks that are so, each with what is left of it and what lies there. Places with the same
// room are on one.
std::string disks_that_are(const ops::DiskStatus& disk, ops::DiskState state) {
  std::vector<std::pair<std::string, std::string>> disks;
  for (const auto& place : disk.places) {
    if (place.state != state) continue;
    if (auto room = room_of(place); !disks.empty() && disks.back().first == room)
      disks.back().second += ", " + place.name;
    else
      disks.emplace_back(std::move(room), place.name);
  }
  std::string text;
  for (const auto& [room, names] : disks) text += fmt::format(" {} ({}).", room, names);
  return text;
}

void add_disk(std::vector<ops::Condition>& conditions, const ops::DiskStatus& disk) {
  conditions.push_back({"disk-low", disk.state == ops::DiskState::low,
                        "The disk is nearly full:" + disks_that_are(disk, ops::DiskState::low),
                        "Make it larger, or move the photos to S3. When it is full no new photos "
                        "are taken; they stay on the phones.",
                        true});
  conditions.push_back({"disk-full", disk.state == ops::DiskState::full,
                        "The disk is full:" + disks_that_are(disk, ops::DiskState::full),
                        "Free some room now. New photos stay on the phones until there is.", true});
}

void add_backup(std::vector<ops::Condition>& conditions, const ops::BackupStatus& backup,
                std::int64_t now_ms) {
  const auto* last = backup.last ? &*backup.last : nullptr;
  const bool failed = last && last->state == ops::RunState::failed;
  conditions.push_back({"backup-failed", failed,
                        "The last backup failed: " + (last ? last->problem.value_or("") : ""),
                        "Is BACKUP_URL there, and is there room? `asbuilt backup` tries again."});
  const bool late = backup.configured && !backup.running && backup.next_due_ms &&
                    now_ms - *backup.next_due_ms > kBackupLateMs;
  conditions.push_back({"backup-late", late, "There is no backup as there should be.",
                        "It was due hours ago. The log says why it did not begin."});
  const auto* drill = backup.last_drill ? &*backup.last_drill : nullptr;
  conditions.push_back(
      {"backup-unproven", drill && !drill->proven,
       "The last backup could not be restored: " + (drill ? drill->problem.value_or("") : ""),
       "Make another now (`asbuilt backup`) and look at it with `asbuilt verify`."});
}

void add_blobs(std::vector<ops::Condition>& conditions, const Signs& signs) {
  const auto& blobs = signs.blobs;
  conditions.push_back(
      {"photos-cannot-be-kept", !blobs.ok, "Photos cannot be kept: " + blobs.reason,
       "Is the folder or the store of BLOB_URL there, and may it be written?", true});
  const auto waits_ms =
      blobs.oldest_spooled_at_ms > 0 ? signs.at_ms - blobs.oldest_spooled_at_ms : 0;
  conditions.push_back({"photos-spooled", waits_ms > kSpooledMs,
                        fmt::format("Photos wait for the bucket: {} of them, for {}. {}",
                                    blobs.spooled, minutes(waits_ms), blobs.reason),
                        "They are safe on this machine only. Does the bucket answer, and are its "
                        "keys still good?",
                        true});
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
  add_disk(conditions, signs.disk);
  add_database(conditions, signs, silent_ms);
  // What the database says is not known while it does not answer: neither good nor bad.
  if (signs.database.ok) add_develop(conditions, signs);
  if (signs.database.ok) add_backup(conditions, signs.backup, signs.at_ms);
  add_blobs(conditions, signs);
  return conditions;
}

}  // namespace server
