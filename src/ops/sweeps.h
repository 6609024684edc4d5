// Sweeps: what nobody needs any more goes. Owns `sweeps` and `sweep_holds`.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.h"
#include "blobs/blobs.h"
#include "db/db.h"
#include "jobs/jobs.h"

namespace ops {

inline constexpr std::string_view kSweepJob = "sweep-orphans";
// An upload in parts that began so long ago was cut off; none of ours takes so long.
inline constexpr std::int64_t kUnfinishedMs = 2LL * 86'400'000;

struct SweepCount {
  std::string kind;  // "orphans", "sessions", "spool", "optimize", "unfinished uploads"
  std::int64_t ran_at_ms = 0;
  std::int64_t removed = 0;  // by the last one that took anything
  std::int64_t removed_ever = 0;
};
BOOST_DESCRIBE_STRUCT(SweepCount, (), (kind, ran_at_ms, removed, removed_ever))

struct SweepStatus {
  std::optional<std::string> held;  // why blobs are not swept
  std::int64_t orphans_noted = 0;   // seen once, to be looked at again
  std::vector<SweepCount> counts;
};
BOOST_DESCRIBE_STRUCT(SweepStatus, (), (held, orphans_noted, counts))

class Sweeps {
 public:
  // All outlive this object.
  Sweeps(db::Database&, jobs::Jobs&, blobs::Store&, accounts::Accounts&, const Clock&);

  void handle_jobs(jobs::Runner& runner);
  void look();  // once a minute: everything that is quick, and queues what is not

  // Blobs older than two days that no row names are noted; those noted a day ago and still without
  // a row go. Returns how many went. Errors: unavailable.
  Result<std::int64_t> sweep_orphans(const std::function<bool()>& go_on);
  // Parts that puts into a bucket have left which were cut off two days ago or earlier go. What
  // fails is logged; the next day tries again.
  void sweep_unfinished(const std::function<bool()>& go_on);
  // Blobs are swept again although this was restored.
  Result<void> confirm();
  Result<SweepStatus> status();

 private:
  void sweep_spool();
  void tend_log();
  void queue_daily();
  void count(std::string_view kind, std::int64_t removed);
  Result<bool> note_all(std::int64_t look_ms, const std::function<bool()>& go_on);
  Result<bool> remove_one(const std::string& key);

  db::Database& db_;
  jobs::Jobs& jobs_;
  blobs::Store& store_;
  blobs::Orphans orphans_;
  accounts::Accounts& accounts_;
  const Clock& clock_;
  std::int64_t groups_ = 0;  // of the database, at the last look
  std::atomic<bool> told_why_none_ = false;
};

}  // namespace ops
