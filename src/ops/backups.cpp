// When sets are made, by whom, and what came of it.
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "ops/sets.h"

namespace ops {
namespace {
namespace fs = std::filesystem;

constexpr std::int64_t kLeaseMs = 15LL * 60'000;  // as long as putting one large file may take
constexpr std::int64_t kNoteEveryMs = 1'000;
constexpr std::int64_t kRunsKeptMs = 400LL * 86'400'000;
constexpr std::int64_t kDrillBlobs = 200;  // read and hashed every time; `verify` reads all

constexpr db::Sql<std::string, std::int64_t, std::int64_t> kTakeLease{"ops.take_lease", R"sql(
  UPDATE backup_lease SET run_id = $1, until_ms = $3 WHERE id = 1 AND until_ms < $2
)sql"};
constexpr db::Sql<std::string, std::int64_t> kRenewLease{"ops.renew_lease", R"sql(
  UPDATE backup_lease SET until_ms = $2 WHERE id = 1 AND run_id = $1
)sql"};
constexpr db::Sql<> kFreeLease{"ops.free_lease", R"sql(
  UPDATE backup_lease SET run_id = '', until_ms = 0 WHERE id = 1
)sql"};
constexpr db::Sql<std::string, std::string, std::string, std::int64_t> kInsertRun{"ops.insert_run",
                                                                                  R"sql(
  INSERT INTO backup_runs (id, state, depot, set_name, phase, done_bytes, total_bytes,
    started_at_ms, cancel, database_bytes, blobs, blob_bytes, copied_blobs, copied_bytes)
  VALUES ($1, 'running', $2, $3, 'database', 0, 0, $4, FALSE, 0, 0, 0, 0, 0)
)sql"};
constexpr db::Sql<std::string, Phase, std::int64_t, std::int64_t> kNoteRun{"ops.note_run", R"sql(
  UPDATE backup_runs SET phase = $2, done_bytes = $3, total_bytes = $4 WHERE id = $1
)sql"};
constexpr db::Sql<std::string> kIsCancelled{"ops.is_cancelled", R"sql(
  SELECT cancel FROM backup_runs WHERE id = $1
)sql"};
constexpr db::Sql<std::string, RunState, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                  std::int64_t, std::int64_t, std::optional<std::string>>
    kFinishRun{"ops.finish_run", R"sql(
  UPDATE backup_runs SET state = $2, finished_at_ms = $3, database_bytes = $4, blobs = $5,
    blob_bytes = $6, copied_blobs = $7, copied_bytes = $8, problem = $9
  WHERE id = $1
)sql"};
// Whoever made them has died: they hold the lease no more.
constexpr db::Sql<std::int64_t> kEndDead{"ops.end_dead_runs", R"sql(
  UPDATE backup_runs SET state = 'failed', finished_at_ms = $1,
    problem = 'the program ended before the backup did'
  WHERE state = 'running'
    AND id NOT IN (SELECT run_id FROM backup_lease WHERE until_ms >= $1)
)sql"};
constexpr db::Sql<std::int64_t> kForgetRuns{"ops.forget_runs", R"sql(
  DELETE FROM backup_runs WHERE started_at_ms < $1
)sql"};
constexpr db::Sql<std::int64_t> kForgetDrills{"ops.forget_drills", R"sql(
  DELETE FROM drills WHERE started_at_ms < $1
)sql"};
constexpr db::Sql<> kCancel{"ops.cancel_run", R"sql(
  UPDATE backup_runs SET cancel = TRUE WHERE state = 'running'
)sql"};
constexpr db::Sql<std::int64_t> kListRuns{"ops.list_runs", R"sql(
  SELECT id, state, depot, set_name, phase, done_bytes, total_bytes, started_at_ms, finished_at_ms,
    database_bytes, blobs, blob_bytes, copied_blobs, copied_bytes, problem
  FROM backup_runs ORDER BY started_at_ms DESC, id DESC LIMIT $1
)sql"};
constexpr db::Sql<std::string> kFindRun{"ops.find_run", R"sql(
  SELECT id, state, depot, set_name, phase, done_bytes, total_bytes, started_at_ms, finished_at_ms,
    database_bytes, blobs, blob_bytes, copied_blobs, copied_bytes, problem
  FROM backup_runs WHERE state = $1 ORDER BY started_at_ms DESC, id DESC LIMIT 1
)sql"};
constexpr db::Sql<> kFindEnded{"ops.find_ended_run", R"sql(
  SELECT id, state, depot, set_name, phase, done_bytes, total_bytes, started_at_ms, finished_at_ms,
    database_bytes, blobs, blob_bytes, copied_blobs, copied_bytes, problem
  FROM backup_runs WHERE state <> 'running' ORDER BY started_at_ms DESC, id DESC LIMIT 1
)sql"};
constexpr db::Sql<std::string> kLastBegan{"ops.last_began", R"sql(
  SELECT COALESCE(MAX(started_at_ms), 0) FROM backup_runs WHERE depot = $1
)sql"};
constexpr db::Sql<std::string, std::string, std::string, std::int64_t, std::int64_t, bool,
                  std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                  std::optional<std::string>>
    kInsertDrill{"ops.insert_drill", R"sql(
  INSERT INTO drills (id, depot, set_name, started_at_ms, finished_at_ms, proven, database_bytes,
    events_checked, blobs, blobs_read, problem)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)sql"};
constexpr db::Sql<> kLastDrill{"ops.last_drill", R"sql(
  SELECT set_name, started_at_ms, finished_at_ms, proven, database_bytes, events_checked, blobs,
    blobs_read, problem
  FROM drills ORDER BY started_at_ms DESC, id DESC LIMIT 1
)sql"};
constexpr db::Sql<> kLastProven{"ops.last_proven", R"sql(
  SELECT set_name, started_at_ms, finished_at_ms, proven, database_bytes, events_checked, blobs,
    blobs_read, problem
  FROM drills WHERE proven ORDER BY started_at_ms DESC, id DESC LIMIT 1
)sql"};

// This thread is the runner's own; requests come before what it does.
void be_modest() {
  constexpr int kNice = 10;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
  // And at the disk, where its scheduler asks: the last of the eight ordinary levels.
  constexpr int kThisThread = 1, kLowest = (2 << 13) | 7;
  ::syscall(SYS_ioprio_set, kThisThread, 0, kLowest);
}

// Whatever happens, no copy of the database is left behind.
struct Emptied {
  const fs::path path;
  ~Emptied() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

std::optional<std::string> join(const std::vector<std::string>& problems) {
  if (problems.empty()) return std::nullopt;
  std::string text;
  for (const std::string& problem : problems) {
    if (text.size() > 500) return text + " …";
    text += (text.empty() ? "" : "; ") + problem;
  }
  return text;
}

}  // namespace

// A set in the making, as its row tells of it.
struct Backups::Making {
  std::string id;
  Made made;
  std::int64_t noted_at_ms = 0;
  bool cancelled = false;
};

Backups::Backups(db::Database& database, Events& events, jobs::Jobs& jobs, blobs::Store& store,
                 const Clock& clock, const Ids& ids, BackupSettings settings)
    : db_(database),
      events_(events),
      jobs_(jobs),
      store_(store),
      clock_(clock),
      ids_(ids),
      settings_(std::move(settings)) {}

void Backups::handle_jobs(jobs::Runner& runner) {
  runner.handle(std::string(kBackupJob), [this](const jobs::Job& job) { return run_job(job); });
  runner.handle(std::string(kDrillJob), [this](const jobs::Job& job) { return drill_job(job); });
}

void Backups::take_over() {
  const auto done = db_.write([&](db::Tx& tx) -> Result<void> {
    if (!db_.is_postgres()) tx.run(kFreeLease);
    tx.run(kEndDead, clock_.now_ms());
    return {};
  });
  if (!done) log_warn("what the last process left of its backups could not be noted");
}

// The first one as soon as there is a place for it: so that one learns at once whether it works.
std::optional<std::int64_t> Backups::due_ms(db::Tx& tx) {
  if (settings_.url.empty()) return std::nullopt;
  const auto began_ms = tx.get<std::int64_t>(kLastBegan, settings_.url);
  return began_ms == 0 ? clock_.now_ms() : next_due(settings_.at, began_ms);
}

void Backups::look() {
  const auto due = db_.read([&](db::Tx& tx) -> Result<bool> {
    const auto due_at_ms = due_ms(tx);
    const auto jobs = jobs_.counts(tx, kBackupJob);
    return due_at_ms && *due_at_ms <= clock_.now_ms() && jobs.queued + jobs.running == 0;
  });
  if (!due || !*due) return;
  if (const auto asked = ask(); !asked)
    log_warn("a backup that is due was not queued", {{"why", asked.error().detail}});
}

// Who asked or ended; what the schedule does is told by its runs.
void Backups::record(db::Tx& tx, std::string kind, const std::string& actor_id) {
  events_.append(tx, {.kind = std::move(kind),
                      .subject_id = "backup",
                      .actor_id = actor_id,
                      .project_id = {},
                      .at_ms = clock_.now_ms()});
}

Result<void> Backups::ask(std::string url, const std::optional<std::string>& actor_id) {
  if (url.empty()) url = settings_.url;
  if (url.empty()) return error_of(kNoDepot);
  return db_.write([&](db::Tx& tx) -> Result<void> {
    const auto jobs = jobs_.counts(tx, kBackupJob);
    if (jobs.queued + jobs.running > 0) return error_of(kBackupBusy);
    if (!jobs_.again(tx, kBackupJob, url)) jobs_.add(tx, kBackupJob, url);
    if (actor_id) record(tx, "backup.asked", *actor_id);
    return {};
  });
}

Result<void> Backups::cancel(const std::optional<std::string>& actor_id) {
  return db_.write([&](db::Tx& tx) -> Result<void> {
    if (tx.exec(kCancel) == 0) return error_of(kNoBackup);
    if (actor_id) record(tx, "backup.ended", *actor_id);
    return {};
  });
}

Result<std::string> Backups::begin(const std::string& url, const std::string& set) {
  const std::string id = ids_.next_text();
  const auto now_ms = clock_.now_ms();
  const auto begun = db_.write([&](db::Tx& tx) -> Result<void> {
    if (tx.exec(kTakeLease, id, now_ms, now_ms + kLeaseMs) == 0) return error_of(kBackupBusy);
    tx.run(kEndDead, now_ms);
    tx.run(kForgetRuns, now_ms - kRunsKeptMs);
    tx.run(kInsertRun, id, url, set, now_ms);
    return {};
  });
  if (!begun) return begun.error();
  return id;
}

// About once a second: tells how far it is, keeps the lease, hears whether it is still wanted.
bool Backups::note(Making& making, Phase phase, std::int64_t done, std::int64_t total) {
  const auto now_ms = clock_.monotonic_ms();
  if (making.noted_at_ms != 0 && now_ms - making.noted_at_ms < kNoteEveryMs)
    return !making.cancelled;
  making.noted_at_ms = now_ms;
  const auto cancelled = db_.write([&](db::Tx& tx) -> Result<bool> {
    tx.run(kNoteRun, making.id, phase, done, total);
    tx.run(kRenewLease, making.id, clock_.now_ms() + kLeaseMs);
    return tx.get<bool>(kIsCancelled, making.id);
  });
  making.cancelled = cancelled && *cancelled;
  return !making.cancelled;
}

Result<void> Backups::finish(const Making& making, RunState state,
                             std::optional<std::string> problem) {
  const Manifest& set = making.made.manifest;
  return db_.write([&](db::Tx& tx) -> Result<void> {
    tx.run(kFinishRun, making.id, state, clock_.now_ms(), set.database.size_bytes, set.blobs,
           set.blob_bytes, making.made.copied_blobs, making.made.copied_bytes, problem);
    tx.run(kFreeLease);
    return {};
  });
}

// Whoever began them has lost the lease. A depot where this fails may still take a backup.
void Backups::clear_unfinished(blobs::Depot& depot, const std::function<bool()>& go_on) try {
  for (const auto prefix : {kSets, kBlobs, kPrune}) {
    const auto left = depot.remove_unfinished(prefix, clock_.now_ms() - kUnfinishedMs, go_on);
    if (left.removed > 0)
      log_info("what backups had left that were cut off was removed", {{"files", left.removed}});
    if (left.why_none.empty()) continue;
    if (!told_why_none_.exchange(true))
      log_info("the depot does not let us clear away uploads that were cut off: its own rule must",
               {{"reason", left.why_none}});
    return;
  }
} catch (const std::exception& fault) {
  log_warn("uploads that were cut off were not cleared away", {{"reason", fault.what()}});
}

Result<BackupRun> Backups::run(const std::string& url, bool gently,
                               const std::function<bool()>& go_on, const Progress& progress) {
  const std::string set = new_set_name(clock_.now_ms(), ids_);
  const auto begun = begin(url, set);
  if (!begun) return begun.error();
  Making making{.id = *begun};
  RunState state = RunState::done;
  const Emptied folder{settings_.work_folder / "backup"};
  try {
    const auto depot = blobs::open_depot(url, settings_.s3);
    clear_unfinished(*depot, go_on);
    making.made = make_set({db_, store_, clock_, settings_.program, folder.path, gently}, *depot,
                           set, [&](Phase phase, std::int64_t done, std::int64_t total) {
                             progress(phase, done, total);
                             return note(making, phase, done, total) && go_on();
                           });
    if (url == settings_.url)
      prune(*depot, settings_.keep_days, settings_.keep_weeks, folder.path, clock_.now_ms());
  } catch (const Ended&) {
    state = making.cancelled ? RunState::cancelled : RunState::failed;
    if (!making.cancelled) {
      static_cast<void>(finish(making, state, "the program was stopped"));
      throw;
    }
  } catch (const std::exception& fault) {
    static_cast<void>(finish(making, RunState::failed, fault.what()));
    throw;
  }
  const auto& damaged = making.made.manifest.damaged;
  const auto problem =
      damaged.empty()
          ? std::nullopt
          : std::optional(fmt::format("{} files in the photo store are damaged, the first "
                                      "is {}",
                                      damaged.size(), damaged.front()));
  if (const auto finished = finish(making, state, problem); !finished) return finished.error();
  const auto runs = list_runs(1);
  if (!runs) return runs.error();
  return runs->front();
}

jobs::Outcome Backups::run_job(const jobs::Job& job) {
  be_modest();
  const auto ran = run(
      job.subject_id, true, [&] { return !job.stop.stop_requested(); },
      [](Phase, std::int64_t, std::int64_t) { return true; });
  if (!ran) return jobs::Retry{ran.error().detail};
  if (ran->state == RunState::cancelled) {
    log_info("a backup was ended by somebody", {{"set", ran->set_name}});
    return jobs::Done{};
  }
  log_info("a backup was made", {{"set", ran->set_name},
                                 {"copied_blobs", ran->copied_blobs},
                                 {"copied_bytes", ran->copied_bytes}});
  const auto queued = db_.write([&](db::Tx& tx) -> Result<void> {
    if (!jobs_.again(tx, kDrillJob, job.subject_id)) jobs_.add(tx, kDrillJob, job.subject_id);
    return {};
  });
  if (!queued) log_warn("the proof of a backup could not be queued");
  return jobs::Done{};
}

Findings Backups::drill(const std::string& url, const std::function<bool()>& go_on) {
  const auto started_ms = clock_.now_ms();
  Findings findings;
  try {
    const auto depot = blobs::open_depot(url, settings_.s3);
    const auto sets = list_sets(*depot);
    if (sets.empty()) throw std::runtime_error("there is no set to prove");
    findings.set = sets.front().set;
    findings = verify_set(
        *depot, sets.front(),
        {settings_.work_folder / "drill", settings_.database, settings_.migrations, clock_},
        kDrillBlobs, [&](Phase, std::int64_t, std::int64_t) { return go_on(); });
  } catch (const Ended&) {
    throw;
  } catch (const std::exception& fault) {
    findings.problems.emplace_back(fault.what());
  }
  const auto kept = db_.write([&](db::Tx& tx) -> Result<void> {
    tx.run(kForgetDrills, started_ms - kRunsKeptMs);
    tx.run(kInsertDrill, ids_.next_text(), url, findings.set, started_ms, clock_.now_ms(),
           findings.fine() && findings.brought_back, findings.database_bytes,
           findings.events_checked, findings.blobs, findings.blobs_read, join(findings.problems));
    return {};
  });
  if (!kept) throw std::runtime_error("what a drill found could not be kept");
  return findings;
}

jobs::Outcome Backups::drill_job(const jobs::Job& job) {
  be_modest();
  const auto findings = drill(job.subject_id, [&] { return !job.stop.stop_requested(); });
  if (findings.fine()) {
    log_info("a backup was proven by restoring it", {{"set", findings.set}});
    return jobs::Done{};
  }
  log_error("a backup could not be proven",
            {{"set", findings.set}, {"why", findings.problems.front()}});
  return jobs::Done{};  // what it found is kept; the next night looks again
}

Result<std::vector<BackupRun>> Backups::list_runs(int limit) {
  return db_.read([&](db::Tx& tx) -> Result<std::vector<BackupRun>> {
    return tx.list<BackupRun>(kListRuns, limit);
  });
}

Result<BackupStatus> Backups::status() {
  return db_.read([&](db::Tx& tx) -> Result<BackupStatus> {
    BackupStatus status;
    status.configured = !settings_.url.empty();
    status.depot = settings_.url;
    status.at = settings_.at;
    status.queued = jobs_.counts(tx, kBackupJob).queued > 0;
    status.running = tx.find<BackupRun>(kFindRun, "running");
    status.last = tx.find<BackupRun>(kFindEnded);
    status.last_good = tx.find<BackupRun>(kFindRun, "done");
    status.last_drill = tx.find<Drill>(kLastDrill);
    status.last_proven = tx.find<Drill>(kLastProven);
    status.next_due_ms = due_ms(tx);
    return status;
  });
}

}  // namespace ops
