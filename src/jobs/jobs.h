// Work to be done later, at least once, by any process. Owns `jobs`.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

#include "base/describe.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/ticker.h"
#include "db/db.h"

namespace jobs {

struct Counts {
  std::int64_t queued = 0;
  std::int64_t running = 0;
  std::int64_t failed = 0;
};
BOOST_DESCRIBE_STRUCT(Counts, (), (queued, running, failed))

// All jobs of one kind that are not done.
struct Load {
  std::string kind;
  std::int64_t queued = 0;
  std::int64_t running = 0;
  std::int64_t failed = 0;
  std::optional<std::int64_t> oldest_due_ms;  // since when the one that waits longest is due
};
BOOST_DESCRIBE_STRUCT(Load, (), (kind, queued, running, failed, oldest_due_ms))

class Jobs {
 public:
  Jobs(const Ids& ids, const Clock& clock) : ids_(ids), clock_(clock) {}

  // Queues the job in the caller's transaction. One job per kind and subject, for ever: nothing
  // happens when there is one, whatever its state.
  void add(db::Tx& tx, std::string_view kind, std::string_view subject_id);

  // The job has something new to see: one that is done or has failed is queued again, with all its
  // tries; one that runs is run once more afterwards. False: there is no such job.
  bool again(db::Tx& tx, std::string_view kind, std::string_view subject_id);

  // Why the job failed for good; absent when it did not.
  std::optional<std::string> find_error(db::Tx& tx, std::string_view kind,
                                        std::string_view subject_id);

  Counts counts(db::Tx& tx, std::string_view kind);
  std::vector<Load> load(db::Tx& tx);  // kinds that have any

 private:
  friend class Runner;
  void ring();

  const Ids& ids_;
  const Clock& clock_;
  std::mutex mutex_;  // guards rung_
  std::condition_variable bell_;
  std::uint64_t rung_ = 0;
};

struct Job {
  std::string id;
  std::string subject_id;
  int attempt = 1;       // from 1
  std::stop_token stop;  // the runner wants to stop: return Retry soon, it will not count as a try
};

struct Done {};
struct Retry {
  std::string reason;
};
struct Failed {
  std::string reason;
};
// Something it needs is away, which is not the job's fault: tried again in half a minute or so,
// however often.
struct Later {
  std::string reason;
};
using Outcome = std::variant<Done, Retry, Failed, Later>;

// Does one job, in transactions of its own. May run twice for one job, and must then do no harm.
// An exception counts as Retry.
using Handler = std::function<Outcome(const Job&)>;

struct RunnerSettings {
  int threads = 1;
  int lease_ms = ceilings::kJobLeaseMs;  // renewed while the handler runs
  int poll_ms = 500;                     // how soon another process's jobs are noticed
  int backoff_ms = 1'000;                // before the second try; four times more each time
  int later_ms = 30'000;                 // before one that said Later is tried again
};

// Runs jobs on threads of its own. There may be several in a process, each for kinds of its own.
class Runner {
 public:
  // All outlive this object.
  Runner(db::Database& database, Jobs& jobs, const Clock& clock, RunnerSettings settings = {});
  ~Runner();  // stops
  Runner(const Runner&) = delete;

  void handle(std::string kind, Handler handler);  // before start

  // On SQLite this process is the only one: what was running when the last one died is queued
  // again at once. On PostgreSQL it is when its lease has expired.
  void start();

  // Waits for the handlers that run, and gives back what they did not finish.
  void stop();

  // For tests: waits until no job of the handled kinds is queued or running. False: it took longer.
  bool wait_idle(int timeout_ms = 30'000);

 private:
  struct Candidate;
  void work(const std::stop_token& stop);
  bool run_one(const std::stop_token& stop);
  Outcome call(const Candidate& candidate, const std::stop_token& stop);
  void record(const Candidate& candidate, const std::string& lease, const Outcome& outcome,
              bool stopping);
  void keep_leases();
  void take_up_expired(std::int64_t before_ms);
  std::string kinds() const;

  db::Database& database_;
  Jobs& jobs_;
  const Clock& clock_;
  const RunnerSettings settings_;
  std::map<std::string, Handler, std::less<>> handlers_;

  std::mutex mutex_;  // guards leases_
  std::set<std::string> leases_;

  std::unique_ptr<Ticker> keeper_;
  std::vector<std::jthread> threads_;
};

}  // namespace jobs
