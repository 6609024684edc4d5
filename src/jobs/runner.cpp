#include <chrono>

#include <fmt/format.h>

#include "base/json.h"
#include "base/log.h"
#include "jobs/jobs.h"

namespace jobs {

struct Runner::Candidate {
  std::string id;
  std::string kind;
  std::string subject_id;
  std::int64_t attempts;
  BOOST_DESCRIBE_CLASS(Candidate, (), (id, kind, subject_id, attempts), (), ())
};

namespace {
using std::chrono::milliseconds;

// EXISTS, not IN: SQLite would look up all jobs of a kind, done ones too, as long as it has no
// statistics.
constexpr db::Sql<std::int64_t, std::string> kFindDue{"jobs.find_due", R"sql(
  SELECT id, kind, subject_id, attempts FROM jobs
  WHERE state = 'queued' AND run_at_ms <= $1
    AND EXISTS (SELECT 1 FROM json_each($2) WHERE value = jobs.kind)
  ORDER BY run_at_ms, id LIMIT 1
)sql"};

// Anchored by the tries too: since it was found due, another thread may have tried it and put it
// off.
constexpr db::Sql<std::string, std::string, std::int64_t, std::int64_t> kLease{"jobs.lease", R"sql(
  UPDATE jobs SET state = 'running', attempts = attempts + 1, leased_by = $2, leased_until_ms = $3,
         once_more = FALSE
  WHERE id = $1 AND state = 'queued' AND attempts = $4
)sql"};

constexpr db::Sql<std::string, std::int64_t> kRenew{"jobs.renew", R"sql(
  UPDATE jobs SET leased_until_ms = $2
  WHERE state = 'running' AND leased_by IN (SELECT value FROM json_each($1))
)sql"};

constexpr db::Sql<std::string, std::string, std::string, std::optional<std::string>, std::int64_t>
    kFinish{"jobs.finish", R"sql(
  UPDATE jobs SET state = CASE WHEN once_more THEN 'queued' ELSE $3 END,
         attempts = CASE WHEN once_more THEN 0 ELSE attempts END,
         run_at_ms = CASE WHEN once_more THEN $5 ELSE run_at_ms END,
         finished_at_ms = CASE WHEN once_more THEN NULL ELSE $5 END,
         error = $4, leased_by = NULL, leased_until_ms = NULL
  WHERE id = $1 AND leased_by = $2
)sql"};

constexpr db::Sql<std::string, std::string, std::int64_t, std::int64_t, std::string> kQueueAgain{
    "jobs.queue_again", R"sql(
  UPDATE jobs SET state = 'queued', attempts = $3, run_at_ms = $4, error = $5, leased_by = NULL,
         leased_until_ms = NULL
  WHERE id = $1 AND leased_by = $2
)sql"};

constexpr db::Sql<std::int64_t, std::string> kHasExpired{"jobs.has_expired", R"sql(
  SELECT id FROM jobs
  WHERE state = 'running' AND leased_until_ms < $1
    AND kind IN (SELECT value FROM json_each($2)) LIMIT 1
)sql"};

constexpr db::Sql<std::int64_t, std::int64_t, std::int64_t, std::string> kTakeUpExpired{
    "jobs.take_up_expired", R"sql(
  UPDATE jobs
  SET state = CASE WHEN attempts >= $2 AND NOT once_more THEN 'failed' ELSE 'queued' END,
         attempts = CASE WHEN once_more THEN 0 ELSE attempts END,
         finished_at_ms = CASE WHEN attempts >= $2 AND NOT once_more THEN $3 END,
         error = 'the process that ran it went away', run_at_ms = $3, leased_by = NULL,
         leased_until_ms = NULL
  WHERE state = 'running' AND leased_until_ms < $1
    AND kind IN (SELECT value FROM json_each($4))
)sql"};

constexpr db::Sql<std::string> kHasOpen{"jobs.has_open", R"sql(
  SELECT id FROM jobs
  WHERE state = 'queued' AND EXISTS (SELECT 1 FROM json_each($1) WHERE value = jobs.kind)
  UNION ALL
  SELECT id FROM jobs
  WHERE state = 'running' AND EXISTS (SELECT 1 FROM json_each($1) WHERE value = jobs.kind)
  LIMIT 1
)sql"};

// The lease is gone when a statement about it changes no row: then another runner has the job.
void expect_ours(std::int64_t changed, const std::string& id) {
  if (changed == 0) log_warn("a job was finished after its lease was lost", {{"job", id}});
}
}  // namespace

Runner::Runner(db::Database& database, Jobs& jobs, const Clock& clock, RunnerSettings settings)
    : database_(database), jobs_(jobs), clock_(clock), settings_(settings) {}

Runner::~Runner() { stop(); }

void Runner::handle(std::string kind, Handler handler) {
  handlers_.emplace(std::move(kind), std::move(handler));
}

std::string Runner::kinds() const {
  std::vector<std::string> kinds;
  for (const auto& [kind, handler] : handlers_) kinds.push_back(kind);
  return json::to_text(kinds);
}

void Runner::start() {
  if (!database_.is_postgres()) take_up_expired(std::numeric_limits<std::int64_t>::max());
  keeper_ = std::make_unique<Ticker>("jobs", std::max(1, settings_.lease_ms / 3),
                                     [this] { keep_leases(); });
  for (int i = 0; i < settings_.threads; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

void Runner::stop() {
  for (auto& thread : threads_) thread.request_stop();
  jobs_.ring();
  threads_.clear();
  keeper_.reset();
}

void Runner::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::uint64_t rung = 0;
    {
      const std::lock_guard lock(jobs_.mutex_);
      rung = jobs_.rung_;
    }
    try {
      if (run_one(stop)) continue;
    } catch (const std::exception& fault) {
      log_error("the job runner met a fault", {{"reason", fault.what()}});
    }
    std::unique_lock lock(jobs_.mutex_);
    jobs_.bell_.wait_for(lock, milliseconds(settings_.poll_ms),
                         [&] { return stop.stop_requested() || jobs_.rung_ != rung; });
  }
}

// False: there is nothing to do now.
bool Runner::run_one(const std::stop_token& stop) {
  const auto found = database_.read([&](db::Tx& tx) -> Result<std::optional<Candidate>> {
    return tx.find<Candidate>(kFindDue, clock_.now_ms(), kinds());
  });
  if (!found || !*found) return false;
  Candidate candidate = **found;
  const std::string lease = jobs_.ids_.next_text();
  const auto leased = database_.write([&](db::Tx& tx) -> Result<bool> {
    return tx.exec(kLease, candidate.id, lease, clock_.now_ms() + settings_.lease_ms,
                   candidate.attempts) == 1;
  });
  if (!leased) return false;
  if (!*leased) return true;  // somebody was quicker; look again
  ++candidate.attempts;
  {
    const std::lock_guard lock(mutex_);
    leases_.insert(lease);
  }
  const Outcome outcome = call(candidate, stop);
  {
    const std::lock_guard lock(mutex_);
    leases_.erase(lease);
  }
  record(candidate, lease, outcome, stop.stop_requested());
  return true;
}

Outcome Runner::call(const Candidate& candidate, const std::stop_token& stop) {
  try {
    return handlers_.at(candidate.kind)(
        {candidate.id, candidate.subject_id, static_cast<int>(candidate.attempts), stop});
  } catch (const std::exception& fault) {
    log_error(
        "a job met a fault",
        {{"kind", candidate.kind}, {"subject_id", candidate.subject_id}, {"reason", fault.what()}});
    return Retry{fault.what()};
  }
}

void Runner::record(const Candidate& candidate, const std::string& lease, const Outcome& outcome,
                    bool stopping) {
  const auto* retry = std::get_if<Retry>(&outcome);
  const auto* failed = std::get_if<Failed>(&outcome);
  const std::int64_t now = clock_.now_ms();
  const auto* later = std::get_if<Later>(&outcome);
  const bool given_up = failed || (retry && !stopping && candidate.attempts >= ceilings::kJobTries);
  std::optional<std::string> reason;
  if (given_up) reason = failed ? failed->reason : retry->reason;
  const auto recorded = database_.write([&](db::Tx& tx) -> Result<void> {
    if (later) {
      const std::int64_t wait_ms = stopping ? 0 : settings_.later_ms;
      expect_ours(tx.exec(kQueueAgain, candidate.id, lease, candidate.attempts - 1, now + wait_ms,
                          later->reason),
                  candidate.id);
      return {};
    }
    if (retry && !given_up) {
      const std::int64_t tries = candidate.attempts - (stopping ? 1 : 0);
      const std::int64_t wait_ms =
          stopping ? 0 : std::int64_t{settings_.backoff_ms} << (2 * (candidate.attempts - 1));
      expect_ours(tx.exec(kQueueAgain, candidate.id, lease, tries, now + wait_ms, retry->reason),
                  candidate.id);
      return {};
    }
    expect_ours(tx.exec(kFinish, candidate.id, lease, given_up ? "failed" : "done", reason, now),
                candidate.id);
    return {};
  });
  // When even this fails the lease runs out, and the job is run once more.
  if (!recorded) log_error("a job's end could not be recorded", {{"job", candidate.id}});
  if (given_up)
    log_error("a job failed", {{"kind", candidate.kind},
                               {"job", candidate.id},
                               {"subject_id", candidate.subject_id},
                               {"reason", *reason}});
}

void Runner::keep_leases() {
  std::vector<std::string> leases;
  {
    const std::lock_guard lock(mutex_);
    leases.assign(leases_.begin(), leases_.end());
  }
  const std::int64_t now = clock_.now_ms();
  if (!leases.empty()) {
    const auto renewed = database_.write([&](db::Tx& tx) -> Result<void> {
      tx.exec(kRenew, json::to_text(leases), now + settings_.lease_ms);
      return {};
    });
    if (!renewed) log_warn("leases could not be renewed");
  }
  take_up_expired(now);
}

void Runner::take_up_expired(std::int64_t before_ms) {
  const auto expired = database_.read([&](db::Tx& tx) -> Result<bool> {
    return tx.find<std::string>(kHasExpired, before_ms, kinds()).has_value();
  });
  if (!expired || !*expired) return;
  const auto taken = database_.write([&](db::Tx& tx) -> Result<std::int64_t> {
    return tx.exec(kTakeUpExpired, before_ms, ceilings::kJobTries, clock_.now_ms(), kinds());
  });
  if (!taken) return;
  log_warn("jobs of a process that went away are queued again", {{"jobs", *taken}});
  jobs_.ring();
}

bool Runner::wait_idle(int timeout_ms) {
  const auto deadline = std::chrono::steady_clock::now() + milliseconds(timeout_ms);
  while (std::chrono::steady_clock::now() < deadline) {
    const auto open = database_.read([&](db::Tx& tx) -> Result<bool> {
      return tx.find<std::string>(kHasOpen, kinds()).has_value();
    });
    if (open && !*open) return true;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return false;
}

}  // namespace jobs
