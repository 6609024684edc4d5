#include "jobs/jobs.h"

namespace jobs {
namespace {
constexpr db::Sql<std::string, std::string, std::string, std::int64_t> kAdd{"jobs.add", R"sql(
  INSERT INTO jobs (id, kind, subject_id, state, attempts, run_at_ms, created_at_ms)
  VALUES ($1, $2, $3, 'queued', 0, $4, $4)
  ON CONFLICT (kind, subject_id) DO NOTHING
)sql"};

// One statement whatever the state: while it waits for the row, the job may just end.
constexpr db::Sql<std::string, std::string, std::int64_t> kAgain{"jobs.again", R"sql(
  UPDATE jobs
  SET once_more = (state = 'running'),
      state = CASE WHEN state = 'running' THEN state ELSE 'queued' END,
      attempts = CASE WHEN state = 'running' THEN attempts ELSE 0 END,
      run_at_ms = $3, error = NULL, finished_at_ms = NULL
  WHERE kind = $1 AND subject_id = $2
)sql"};

constexpr db::Sql<std::string, std::string> kFindError{"jobs.find_error", R"sql(
  SELECT error FROM jobs WHERE kind = $1 AND subject_id = $2 AND state = 'failed'
)sql"};

constexpr db::Sql<std::string> kCounts{"jobs.counts", R"sql(
  SELECT (SELECT COUNT(*) FROM jobs WHERE state = 'queued' AND kind = $1) AS queued,
         (SELECT COUNT(*) FROM jobs WHERE state = 'running' AND kind = $1) AS running,
         (SELECT COUNT(*) FROM jobs WHERE state = 'failed' AND kind = $1) AS failed
)sql"};

// Three lists, each by an index of just these jobs. Grouped by kind one by one, SQLite would rather
// walk the index of all jobs there ever were, because it is sorted so.
constexpr db::Sql<> kLoad{"jobs.load", R"sql(
  SELECT kind, CAST(SUM(queued) AS BIGINT) AS queued, CAST(SUM(running) AS BIGINT) AS running,
         CAST(SUM(failed) AS BIGINT) AS failed, MIN(oldest_due_ms) AS oldest_due_ms
  FROM (SELECT kind, 1 AS queued, 0 AS running, 0 AS failed, run_at_ms AS oldest_due_ms
        FROM jobs WHERE state = 'queued'
        UNION ALL
        SELECT kind, 0, 1, 0, NULL FROM jobs WHERE state = 'running'
        UNION ALL
        SELECT kind, 0, 0, 1, NULL FROM jobs WHERE state = 'failed') AS open
  GROUP BY kind ORDER BY kind
)sql"};
}  // namespace

void Jobs::add(db::Tx& tx, std::string_view kind, std::string_view subject_id) {
  tx.run(kAdd, ids_.next_text(), std::string(kind), std::string(subject_id), clock_.now_ms());
  tx.after_commit([this] { ring(); });
}

bool Jobs::again(db::Tx& tx, std::string_view kind, std::string_view subject_id) {
  tx.after_commit([this] { ring(); });
  return tx.exec(kAgain, std::string(kind), std::string(subject_id), clock_.now_ms()) > 0;
}

std::optional<std::string> Jobs::find_error(db::Tx& tx, std::string_view kind,
                                            std::string_view subject_id) {
  return tx.find<std::string>(kFindError, std::string(kind), std::string(subject_id));
}

Counts Jobs::counts(db::Tx& tx, std::string_view kind) {
  return tx.get<Counts>(kCounts, std::string(kind));
}

std::vector<Load> Jobs::load(db::Tx& tx) { return tx.list<Load>(kLoad); }

void Jobs::ring() {
  {
    const std::lock_guard lock(mutex_);
    ++rung_;
  }
  bell_.notify_all();
}

}  // namespace jobs
