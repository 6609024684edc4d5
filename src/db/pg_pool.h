// Connections to PostgreSQL of one kind, at most so many, kept for the next who needs one.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

#include "db/pg_connection.h"

namespace db::postgres {

class Pool {
 public:
  Pool(std::string url, const Profile& profile, int max, int idle_ms);

  // A connection for as long as this lives.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<PgConnection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    ~Lease();
    PgConnection& operator*() { return *connection_; }
    PgConnection* operator->() { return connection_.get(); }

   private:
    Pool* pool_;
    std::unique_ptr<PgConnection> connection_;
  };

  // Waits connect_ms for one. Throws Failure(busy) when all stay in use, or none can be made.
  Lease take();

  // Closes all that are not in use: the server may have gone away behind all of them.
  void forget_idle();

  void count(Vitals& vitals) const;

 private:
  struct Idle {
    std::unique_ptr<PgConnection> connection;
    std::int64_t since_ms;
  };
  std::unique_ptr<PgConnection> find_idle();
  void give_back(std::unique_ptr<PgConnection> connection) noexcept;

  const std::string url_;
  const Profile profile_;
  const int max_;
  const int idle_ms_;

  mutable std::mutex mutex_;  // guards all below
  std::condition_variable freed_;
  std::deque<Idle> idle_;  // the most recently used last
  int busy_ = 0;
};

}  // namespace db::postgres
