// Requests counted by GCRA, in memory, with a table behind it: exact within one process, within a
// twentieth of a quota over several, and that much may be lost when a process dies.
#pragma once

#include <memory>
#include <string>

#include "base/hex.h"
#include "db/db.h"
#include "limits/shared_clock.h"

namespace limits {

struct Quota {
  int max = 0;
  std::int64_t window_us = 0;

  std::int64_t step_us() const { return window_us / max; }
  // Requests let through before the table hears of them.
  int credit() const { return max < 20 ? 1 : max / 20; }
};

// Who is counted: a person ('u'), an address ('a') or a network ('n').
struct Subject {
  char kind;
  std::string_view who;
};

// Safe from any thread.
class Traffic {
 public:
  // All outlive this object. Reads what the table knows.
  Traffic(db::Database& database, const SharedClock& clock, const HmacSha256& names);
  ~Traffic();  // writes what the table does not know yet

  struct Passed {
    bool allowed = true;
    bool unsettled = false;        // the credit is used up: settle()
    std::int64_t whole_at_us = 0;  // when the quota is whole again
    std::int64_t now_us = 0;
  };
  // ~100 ns, the first time ~2 µs; no database.
  Passed pass(const Subject& subject, const Quota& quota);
  // Will pass() have an answer? For who has to pass twice, so that neither is counted in vain.
  bool has_credit(const Subject& subject, const Quota& quota) const;
  // As pass(), after telling the table; waits for it. When the table does not answer, what this
  // process knows decides.
  Passed settle(const Subject& subject, const Quota& quota);

  void sweep();
  void flush();
  std::size_t keys() const;  // held now; at most ceilings::kMeterKeys

 private:
  struct View;
  class Shard;
  class Earlier;
  Shard& shard_of(std::uint64_t key) const;
  std::uint64_t key_of(const Subject& subject) const;
  bool report(std::uint64_t key, const Quota& quota);
  void load();

  db::Database& db_;
  const SharedClock& clock_;
  const HmacSha256& names_;
  const std::uint64_t salt_;  // nobody outside can aim at another's key
  std::unique_ptr<Shard[]> shards_;
  std::unique_ptr<Earlier> earlier_;
  std::atomic<std::int64_t> silent_until_us_ = 0;  // the table did not answer
};

}  // namespace limits
