#include <algorithm>
#include <set>

#include "base/log.h"
#include "ops/ops.h"

namespace ops {
namespace {
namespace fs = std::filesystem;

constexpr std::int64_t kSweepDayMs = 86'400'000;
constexpr std::int64_t kFirstLookMs = 2 * kSweepDayMs;  // no upload takes so long to get its row
constexpr std::int64_t kSecondLookMs = kSweepDayMs;
constexpr std::int64_t kDailyMs = 23LL * 3'600'000;
constexpr auto kSpoolAge = std::chrono::hours(24);
constexpr std::size_t kAtOnce = 100;
constexpr int kRoundsOfRemoval = 10;
constexpr std::int64_t kLargeLogBytes = 64LL * 1'048'576;
constexpr std::int64_t kQuietGroups = 60;  // in a minute

// Kinds that rows name. Of any other nobody here knows whether it is needed.
constexpr std::array<std::string_view, 4> kKnownKinds{"original", "display", "thumb", "picture"};

struct NamedKeys {
  std::string original_key;
  std::optional<std::string> display_key;
  std::optional<std::string> thumb_key;
};
BOOST_DESCRIBE_STRUCT(NamedKeys, (), (original_key, display_key, thumb_key))

constexpr db::Sql<std::string> kNamedByPhotos{"ops.named_by_photos", R"sql(
  SELECT original_key, display_key, thumb_key FROM photos
  WHERE id IN (SELECT value FROM json_each($1))
)sql"};
constexpr db::Sql<std::string> kNamedByCheckpoints{"ops.named_by_checkpoints", R"sql(
  SELECT picture_id FROM checkpoints WHERE picture_id IN (SELECT value FROM json_each($1))
)sql"};
constexpr db::Sql<> kFindHold{"ops.find_hold", "SELECT why FROM sweep_holds LIMIT 1"};
constexpr db::Sql<> kEndHold{"ops.end_hold", "DELETE FROM sweep_holds"};
constexpr db::Sql<std::string_view, std::int64_t, std::int64_t> kCountSweep{"ops.count_sweep",
                                                                            R"sql(
  INSERT INTO sweeps (kind, ran_at_ms, removed, removed_ever) VALUES ($1, $2, $3, $3)
  ON CONFLICT (kind) DO UPDATE SET ran_at_ms = excluded.ran_at_ms,
    removed = CASE WHEN excluded.removed > 0 THEN excluded.removed ELSE sweeps.removed END,
    removed_ever = sweeps.removed_ever + excluded.removed
)sql"};
constexpr db::Sql<> kListSweeps{"ops.list_sweeps", R"sql(
  SELECT kind, ran_at_ms, removed, removed_ever FROM sweeps ORDER BY kind LIMIT 20
)sql"};
constexpr db::Sql<std::string_view> kSweptAt{"ops.swept_at", R"sql(
  SELECT ran_at_ms FROM sweeps WHERE kind = $1
)sql"};

bool is_known(std::string_view key) {
  return std::ranges::find(kKnownKinds, key.substr(0, key.find('/'))) != kKnownKinds.end();
}

// "original/<id of 36 characters>-<hash>", "picture/<id>".
std::string id_in(std::string_view key) { return std::string(key.substr(key.find('/') + 1, 36)); }

// Of these blobs those that no row names.
std::vector<blobs::Entry> without_row(db::Tx& tx, const std::vector<blobs::Entry>& entries) {
  std::vector<std::string> ids;
  for (const blobs::Entry& entry : entries) ids.push_back(id_in(entry.key));
  const std::string list = json::to_text(ids);
  std::set<std::string> named;
  for (NamedKeys& keys : tx.list<NamedKeys>(kNamedByPhotos, list)) {
    named.insert(std::move(keys.original_key));
    if (keys.display_key) named.insert(*std::move(keys.display_key));
    if (keys.thumb_key) named.insert(*std::move(keys.thumb_key));
  }
  for (const std::string& id : tx.list<std::string>(kNamedByCheckpoints, list))
    named.insert("picture/" + id);
  std::vector<blobs::Entry> left;
  for (const blobs::Entry& entry : entries)
    if (!named.contains(entry.key)) left.push_back(entry);
  return left;
}

}  // namespace

Sweeps::Sweeps(db::Database& database, jobs::Jobs& jobs, blobs::Store& store,
               accounts::Accounts& accounts, const Clock& clock)
    : db_(database),
      jobs_(jobs),
      store_(store),
      orphans_(database),
      accounts_(accounts),
      clock_(clock) {}

void Sweeps::handle_jobs(jobs::Runner& runner) {
  runner.handle(std::string(kSweepJob), [this](const jobs::Job& job) -> jobs::Outcome {
    const auto go_on = [&] { return !job.stop.stop_requested(); };
    sweep_unfinished(go_on);
    const auto removed = sweep_orphans(go_on);
    if (!removed) return jobs::Retry{removed.error().detail};
    return jobs::Done{};
  });
}

void Sweeps::look() {
  if (const auto gone = accounts_.sweep(); gone > 0) count("sessions", gone);
  sweep_spool();
  tend_log();
  queue_daily();
}

void Sweeps::sweep_spool() {
  const auto oldest = fs::file_time_type::clock::now() - kSpoolAge;
  std::int64_t removed = 0;
  std::error_code gone;  // an upload that ends takes its file away itself
  for (const auto& entry : fs::directory_iterator(store_.spool_dir(), gone)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("upload-") && !name.starts_with("made-")) continue;
    const auto written = entry.last_write_time(gone);
    if (!gone && written < oldest && fs::remove(entry.path(), gone)) ++removed;
  }
  if (removed > 0) count("spool", removed);
}

// The log is emptied into the database as it goes; it shrinks only when nobody writes.
void Sweeps::tend_log() {
  const auto vitals = db_.vitals();
  const bool quiet = vitals.writes_waiting == 0 && vitals.groups - groups_ < kQuietGroups;
  groups_ = vitals.groups;
  if (db_.checkpoint(false) > kLargeLogBytes && quiet) db_.checkpoint(true);
}

void Sweeps::queue_daily() {
  const auto now_ms = clock_.now_ms();
  const auto is_due = [&](std::string_view kind) {
    const auto at = db_.read([&](db::Tx& tx) -> Result<std::optional<std::int64_t>> {
      return tx.find<std::int64_t>(kSweptAt, kind);
    });
    return at && (!*at || **at < now_ms - kDailyMs);
  };
  if (is_due("optimize")) {
    db_.optimize();
    count("optimize", 0);
  }
  if (!is_due("orphans")) return;
  const auto queued = db_.write([&](db::Tx& tx) -> Result<void> {
    const auto jobs = jobs_.counts(tx, kSweepJob);
    if (jobs.queued + jobs.running > 0) return {};
    if (!jobs_.again(tx, kSweepJob, "blobs")) jobs_.add(tx, kSweepJob, "blobs");
    return {};
  });
  if (!queued) log_warn("the sweep of blobs was not queued");
}

void Sweeps::count(std::string_view kind, std::int64_t removed) {
  const auto now_ms = clock_.now_ms();
  const auto counted = db_.write([&](db::Tx& tx) -> Result<void> {
    tx.run(kCountSweep, kind, now_ms, removed);
    return {};
  });
  if (!counted) log_warn("a sweep was not counted", {{"kind", kind}});
}

// True: it has seen everything there is.
Result<bool> Sweeps::note_all(std::int64_t look_ms, const std::function<bool()>& go_on) {
  std::vector<blobs::Entry> some;
  std::optional<Error> failed;
  const auto note = [&] {
    const auto lost = db_.read(
        [&](db::Tx& tx) -> Result<std::vector<blobs::Entry>> { return without_row(tx, some); });
    some.clear();
    if (!lost) failed = lost.error();
    if (!lost || lost->empty()) return;
    const auto noted = db_.write([&](db::Tx& tx) -> Result<void> {
      orphans_.note(tx, *lost, look_ms);
      return {};
    });
    if (!noted) failed = noted.error();
  };
  bool whole = true;
  store_.list([&](const blobs::Entry& entry) {
    if (entry.stored_at_ms >= look_ms - kFirstLookMs || !is_known(entry.key)) return true;
    some.push_back(entry);
    if (some.size() >= kAtOnce) note();
    whole = !failed && go_on();
    return whole;
  });
  if (!some.empty() && !failed) note();
  if (failed) return *failed;
  return whole;
}

// The last look and the word that nobody may claim it are one transaction; then the bytes go.
Result<bool> Sweeps::remove_one(const std::string& key) {
  const auto doomed = db_.write([&](db::Tx& tx) -> Result<bool> {
    const bool lost = !without_row(tx, {{key, 0, 0}}).empty();
    if (!lost) orphans_.forget(tx, key);
    return lost && orphans_.begin_removal(tx, key);
  });
  if (!doomed) return doomed.error();
  if (!*doomed) return false;
  if (const auto removed = store_.remove(key); !removed) return removed.error();
  const auto forgotten = db_.write([&](db::Tx& tx) -> Result<void> {
    orphans_.forget(tx, key);
    return {};
  });
  if (!forgotten) return forgotten.error();
  return true;
}

Result<std::int64_t> Sweeps::sweep_orphans(const std::function<bool()>& go_on) {
  const auto look_ms = clock_.now_ms();
  const auto held = db_.read(
      [&](db::Tx& tx) -> Result<bool> { return tx.find<std::string>(kFindHold).has_value(); });
  if (!held) return held.error();
  if (*held) return std::int64_t{0};
  const auto whole = note_all(look_ms, go_on);
  if (!whole) return whole.error();
  std::int64_t removed = 0;
  for (int round = 0; round < kRoundsOfRemoval && go_on(); ++round) {
    const auto due = db_.read([&](db::Tx& tx) -> Result<std::vector<std::string>> {
      return orphans_.list_due(tx, look_ms - kSecondLookMs, look_ms);
    });
    if (!due) return due.error();
    if (due->empty()) break;
    for (const std::string& key : *due) {
      const auto gone = remove_one(key);
      if (!gone) return gone.error();
      removed += *gone;
    }
  }
  if (*whole) {
    const auto forgotten = db_.write([&](db::Tx& tx) -> Result<void> {
      orphans_.forget_unmet(tx, look_ms);
      return {};
    });
    if (!forgotten) return forgotten.error();
  }
  count("orphans", removed);
  if (removed > 0) log_info("blobs that no row named were removed", {{"blobs", removed}});
  return removed;
}

// After a restore, too: what did not end was never anybody's.
void Sweeps::sweep_unfinished(const std::function<bool()>& go_on) {
  const auto left = store_.remove_unfinished(clock_.now_ms() - kUnfinishedMs, go_on);
  if (!left) {
    log_warn("uploads that were cut off were not cleared away", {{"reason", left.error().detail}});
    return;
  }
  if (!left->why_none.empty()) {
    if (!told_why_none_.exchange(true))
      log_info("the bucket does not let us clear away uploads that were cut off: its own rule must",
               {{"reason", left->why_none}});
  } else if (store_.remote()) {
    count("unfinished uploads", left->removed);
  }
}

Result<void> Sweeps::confirm() {
  return db_.write([&](db::Tx& tx) -> Result<void> {
    tx.run(kEndHold);
    return {};
  });
}

Result<SweepStatus> Sweeps::status() {
  return db_.read([&](db::Tx& tx) -> Result<SweepStatus> {
    return SweepStatus{tx.find<std::string>(kFindHold), orphans_.count(tx),
                       tx.list<SweepCount>(kListSweeps)};
  });
}

}  // namespace ops
