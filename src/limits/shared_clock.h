// The time that all who count in one database agree on.
#pragma once

#include <atomic>

#include "base/clock.h"
#include "db/db.h"

namespace limits {

// The database server's time where it has one (PostgreSQL), else ours; carried on the monotonic
// clock, so that a step of this machine's clock frees nobody and locks nobody out.
class SharedClock {
 public:
  SharedClock(db::Database& database, const Clock& clock) : db_(database), clock_(clock) {
    measure();
  }

  std::int64_t now_ms() const { return clock_.monotonic_ms() + ahead_ms_; }
  std::int64_t now_us() const { return now_ms() * 1'000; }
  // Looks at the server's clock again; keeps what it has when the server does not answer.
  void measure();

 private:
  db::Database& db_;
  const Clock& clock_;
  std::atomic<std::int64_t> ahead_ms_ = 0;  // of the monotonic clock
};

}  // namespace limits
