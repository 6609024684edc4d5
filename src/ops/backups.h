// Backups and their proof. Owns `backup_runs`, `backup_lease` and `drills`.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ticker.h"
#include "blobs/blobs.h"
#include "db/db.h"
#include "events/events.h"
#include "jobs/jobs.h"

namespace ops {

inline constexpr std::string_view kBackupJob = "backup";
inline constexpr std::string_view kDrillJob = "backup-drill";

inline constexpr Problem kNoDepot{"backup-nowhere", Code::conflict, "There is no place for backups",
                                  "Set BACKUP_URL and start the server again."};
inline constexpr Problem kBackupBusy{"backup-busy", Code::conflict,
                                     "A backup is being made already",
                                     "Wait until it has ended, or end it."};
inline constexpr Problem kNoBackup{"backup-none", Code::conflict, "No backup is being made",
                                   "There is nothing to end."};
inline constexpr Problem kDepotFailed{"backup-depot", Code::unavailable,
                                      "The place for backups does not answer",
                                      "See that BACKUP_URL can be reached and written."};

// ---- Sets: what lies in a depot. Layout and promises: docs/backup.md.

struct SetFile {
  std::string name;  // in the depot
  std::int64_t size_bytes = 0;
  std::string sha256;
};
BOOST_DESCRIBE_STRUCT(SetFile, (), (name, size_bytes, sha256))

// Written last: a set without one is no backup.
struct Manifest {
  std::int64_t format = 1;
  std::string set;
  std::string program;  // version
  std::string engine;   // "sqlite" or "postgresql"
  std::int64_t schema = 0;
  std::int64_t mark_at_ms = 0;  // everything that was acknowledged before is in the set
  std::int64_t finished_at_ms = 0;
  std::int64_t events_seq = 0;  // the log goes at least up to here
  std::string events_chain;
  SetFile database;
  SetFile blob_list;  // lines of "<key> <size>"; a key ends with the SHA-256 of its bytes
  std::int64_t blobs = 0;
  std::int64_t blob_bytes = 0;
  std::vector<std::string> gone;     // blobs of photos deleted while the set was made
  std::vector<std::string> damaged;  // blobs whose bytes were not what their names say
};
BOOST_DESCRIBE_STRUCT(Manifest, (),
                      (format, set, program, engine, schema, mark_at_ms, finished_at_ms, events_seq,
                       events_chain, database, blob_list, blobs, blob_bytes, gone, damaged))

// Sets with a manifest, newest first.
std::vector<Manifest> list_sets(blobs::Depot& depot);

enum class Phase { database, blobs, finish };
BOOST_DESCRIBE_ENUM(Phase, database, blobs, finish)

// Hears how far it is, in bytes; false ends it.
using Progress = std::function<bool(Phase phase, std::int64_t done, std::int64_t total)>;

// What is wrong with a set, and how much of it was looked at.
struct Findings {
  std::string set;
  std::vector<std::string> problems;  // at most 20
  bool brought_back = false;          // the database was made and opened, not only read
  std::int64_t database_bytes = 0;
  std::int64_t events_checked = 0;
  std::int64_t photos = 0;
  std::int64_t blobs = 0;
  std::int64_t blobs_read = 0;

  bool fine() const { return problems.empty(); }
};

struct Workshop {
  std::filesystem::path folder;  // emptied first, for files while it works
  db::Settings database;         // engine and server a trial is made on
  std::span<const db::Migration> migrations;
  const Clock& clock;
};

// Brings the set's database to life in a place of its own and checks all of it; reads the bytes of
// `blobs_at_most` blobs spread over the set, or of all. Throws when the depot fails.
Findings verify_set(blobs::Depot& depot, const Manifest& manifest, const Workshop& workshop,
                    std::optional<std::int64_t> blobs_at_most, const Progress& progress);

// Everything of a set into an empty database and a store; the database comes last. Throws with a
// line for the operator when a hash differs or something fails; run again it goes on.
void restore_set(blobs::Depot& depot, const Manifest& manifest, const Workshop& workshop,
                 blobs::Store& store, const Progress& progress);

// After a restore: the blob sweep is held, and the audit trail says what happened.
Result<void> settle_restored(db::Database&, Events&, const Manifest&, std::int64_t now_ms);
// What the engine, the log of events and the store say is wrong; at most 20.
std::vector<std::string> find_losses(db::Database&, Events&, blobs::Store&, const Manifest&);

// A copy of a SQLite database as DATA_DIR/before-NNNN.db, of which the last three are kept. Throws
// when there is no room for it.
void copy_before(db::Database& database, const std::filesystem::path& data_dir, int number);

// ---- Backups: sets made by schedule and on demand, one at a time in an installation.

struct BackupSettings {
  std::string url;       // BACKUP_URL; empty: none
  blobs::S3Settings s3;  // for one in a bucket
  std::string at;        // "02:30" local time, or "6h"
  int keep_days = 7;     // the newest set of each of so many days
  int keep_weeks = 4;    // and of each of so many weeks
  std::string program;   // version
  std::filesystem::path work_folder;
  db::Settings database;  // for drills
  std::span<const db::Migration> migrations;
};

enum class RunState { running, done, failed, cancelled };
BOOST_DESCRIBE_ENUM(RunState, running, done, failed, cancelled)

struct BackupRun {
  std::string id;
  RunState state = RunState::running;
  std::string depot;
  std::string set_name;
  Phase phase = Phase::database;
  std::int64_t done_bytes = 0;
  std::int64_t total_bytes = 0;
  std::int64_t started_at_ms = 0;
  std::optional<std::int64_t> finished_at_ms;
  std::int64_t database_bytes = 0;
  std::int64_t blobs = 0;
  std::int64_t blob_bytes = 0;
  std::int64_t copied_blobs = 0;
  std::int64_t copied_bytes = 0;
  std::optional<std::string> problem;
};
BOOST_DESCRIBE_STRUCT(BackupRun, (),
                      (id, state, depot, set_name, phase, done_bytes, total_bytes, started_at_ms,
                       finished_at_ms, database_bytes, blobs, blob_bytes, copied_blobs,
                       copied_bytes, problem))

struct Drill {
  std::string set_name;
  std::int64_t started_at_ms = 0;
  std::int64_t finished_at_ms = 0;
  bool proven = false;
  std::int64_t database_bytes = 0;
  std::int64_t events_checked = 0;
  std::int64_t blobs = 0;
  std::int64_t blobs_read = 0;
  std::optional<std::string> problem;
};
BOOST_DESCRIBE_STRUCT(Drill, (),
                      (set_name, started_at_ms, finished_at_ms, proven, database_bytes,
                       events_checked, blobs, blobs_read, problem))

struct BackupStatus {
  bool configured = false;
  std::string depot;
  std::string at;
  bool queued = false;  // one was asked for and begins soon
  std::optional<BackupRun> running;
  std::optional<BackupRun> last;       // the newest that has ended, however
  std::optional<BackupRun> last_good;  // the newest that was done
  std::optional<Drill> last_drill;
  std::optional<Drill> last_proven;  // the newest restore that worked
  std::optional<std::int64_t> next_due_ms;
};
BOOST_DESCRIBE_STRUCT(BackupStatus, (),
                      (configured, depot, at, queued, running, last, last_good, last_drill,
                       last_proven, next_due_ms))

// When the next one is due after the last began: "HH:MM" local time, or "<n>h". Absent: `at` is
// neither.
std::optional<std::int64_t> next_due(const std::string& at, std::int64_t last_began_ms);

class Backups {
 public:
  // All outlive this object.
  Backups(db::Database&, Events&, jobs::Jobs&, blobs::Store&, const Clock&, const Ids&,
          BackupSettings);

  const BackupSettings& settings() const { return settings_; }
  void handle_jobs(jobs::Runner& runner);
  // On SQLite: what the last process left unfinished is nobody's any more.
  void take_over();
  // Called every now and then: queues a backup when one is due.
  void look();

  // Queues one, into BACKUP_URL or elsewhere. Errors: backup-nowhere, backup-busy, unavailable.
  Result<void> ask(std::string url = {}, const std::optional<std::string>& actor_id = {});
  // Makes one now, on this thread. Errors: backup-busy, unavailable. Throws when it fails; what was
  // ended comes back as cancelled.
  Result<BackupRun> run(const std::string& url, bool gently, const std::function<bool()>& go_on,
                        const Progress& progress);
  // Errors: backup-none, unavailable.
  Result<void> cancel(const std::optional<std::string>& actor_id = {});

  Result<BackupStatus> status();
  Result<std::vector<BackupRun>> list_runs(int limit);
  // Brings the newest set to life, and keeps what came of it.
  Findings drill(const std::string& url, const std::function<bool()>& go_on);

 private:
  struct Making;
  jobs::Outcome run_job(const jobs::Job& job);
  jobs::Outcome drill_job(const jobs::Job& job);
  Result<std::string> begin(const std::string& url, const std::string& set);
  bool note(Making& making, Phase phase, std::int64_t done, std::int64_t total);
  void clear_unfinished(blobs::Depot& depot, const std::function<bool()>& go_on);
  Result<void> finish(const Making& making, RunState state, std::optional<std::string> problem);
  std::optional<std::int64_t> due_ms(db::Tx& tx);
  void record(db::Tx& tx, std::string kind, const std::string& actor_id);

  db::Database& db_;
  Events& events_;
  jobs::Jobs& jobs_;
  blobs::Store& store_;
  const Clock& clock_;
  const Ids& ids_;
  const BackupSettings settings_;
  std::atomic<bool> told_why_none_ = false;
};

}  // namespace ops
