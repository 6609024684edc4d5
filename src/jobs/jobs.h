// Work that outlives a request: kept in a table, taken under a lease, tried again. Owns `jobs`.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "db/db.h"

namespace jobs {

struct Counts {
  std::int64_t queued = 0;  // or waiting for their next try
  std::int64_t running = 0;
  std::int64_t failed = 0;
};

class Jobs {
 public:
  Jobs(db::Database&, const Clock&, const Ids&);

  // Queues work on a subject in the caller's transaction. The same kind and subject once only: a
  // finished or failed job of that name is queued again.
  void add(db::Tx&, std::string_view kind, std::string_view subject_id);

  Result<Counts> count(std::string_view kind);

 private:
  friend class Runner;
  db::Database& database_;
  const Clock& clock_;
  const Ids& ids_;
};

enum class Verdict { done, retry, failed };
struct Outcome {
  Verdict verdict = Verdict::done;
  std::string reason;  // unless done
};

// Takes jobs and runs them on threads of its own. A job whose process dies is taken by another once
// its lease has run out; after kJobTries tries it is failed, with the last reason.
class Runner {
 public:
  using Handler = std::function<Outcome(const std::string& subject_id)>;

  Runner(Jobs&, int threads);
  ~Runner();  // stops

  // Before start().
  void handle(std::string kind, Handler handler);
  void start();
  // There may be new work: look now instead of at the next poll. From any thread.
  void wake();
  // Lets what runs finish for up to `grace_ms`, then gives the leases back.
  void stop(int grace_ms);
  // For tests: returns when nothing is queued (for now) or running. False after `most_ms`.
  bool wait_idle(int most_ms);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jobs
