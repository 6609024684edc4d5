// Tries that are counted one by one: exact, over all instances, across restarts and crashes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/cache.h"
#include "base/hex.h"
#include "db/db.h"
#include "limits/shared_clock.h"

namespace limits {

// At most `max` tries in any `window_s`: a sliding log.
struct Rule {
  std::string_view name;
  int max = 0;
  int window_s = 0;
};

// One try under a rule, by whom or at what. `times`: of the rule's maximum.
struct Claim {
  const Rule* rule;
  std::string subject;
  int times = 1;
};

// Guesses at one account's password from devices that nobody knows: `burst` at once, then one every
// `step_s`, and `in_a_row_max` without a success ever.
struct Budget {
  int burst = 10;
  int step_s = 300;
  int in_a_row_max = 100;
};

// What take() took, to give back.
struct Taken {
  std::vector<std::string> keys;  // of the logs
  std::int64_t at_ms = 0;
};

// Safe from any thread. Each take is a transaction of its own, durable before it returns.
class Tries {
 public:
  // All outlive this object.
  Tries(db::Database& database, const SharedClock& clock, const HmacSha256& names);

  // One try of each claim, or of none. rate-limited: one of them has none left; Retry-After says
  // when it has.
  Result<Taken> take(const std::vector<Claim>& claims);
  // They were no tries after all: it was the person. In the caller's transaction.
  void give_back(db::Tx& tx, const Taken& taken);

  // rate-limited, as take() would say it, by memory alone. No database.
  Result<void> check(const std::vector<Claim>& claims) const;
  // Seconds until this claim can pass, as far as this process remembers; 0: perhaps at once.
  int wait_s(const Claim& claim) const;

  // Counts a guess at an account, unless its budget is spent: false. An account that does not exist
  // has a budget like any other, and is forgotten sooner.
  Result<bool> may_guess(const Budget& budget, std::string_view account, bool exists);
  // The account's owner came in.
  void forget_guesses(db::Tx& tx, std::string_view account);

  // Removes what binds nobody any more.
  void sweep();

 private:
  std::string key_of(std::string_view rule, std::string_view subject) const;

  db::Database& db_;
  const SharedClock& clock_;
  const HmacSha256& names_;
  Cache<std::int64_t> shut_until_ms_;  // by key
};

// 429 with the wait in words and a Retry-After up to a fifth longer, so that those who wait do not
// come back all at once.
Error too_many(int wait_s);
int with_jitter(int wait_s);

}  // namespace limits
