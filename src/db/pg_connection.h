// One connection to PostgreSQL, always in pipeline mode: a transaction's BEGIN goes with its first
// statement, what may be deferred goes with what follows, and a read's COMMIT is not waited for.
#pragma once

#include <libpq-fe.h>

#include <deque>
#include <exception>
#include <memory>
#include <string>
#include <unordered_map>

#include "db/db.h"
#include "db/pg_wire.h"

namespace db::postgres {

struct Profile {
  bool writes = false;
  int statement_ms = 0;
  int connect_ms = 0;
};

// The line went dead between COMMIT and its answer: only the server knows how it ended.
class CommitLost : public Failure {
 public:
  explicit CommitLost(std::string transaction)
      : Failure(Trouble::lost, "the connection was lost at COMMIT"),
        transaction_(std::move(transaction)) {}
  const std::string& transaction() const { return transaction_; }

 private:
  std::string transaction_;
};

// Used by one thread at a time. Every failure is a Failure.
class PgConnection final : public Connection {
 public:
  // Throws Failure(busy) when the server cannot be reached, or is not as it must be.
  PgConnection(const std::string& url, const Profile& profile);

  std::int64_t execute(const Statement& statement, std::span<const Value> values,
                       const std::function<void(const Row&)>& visit) override;
  void defer(const Statement& statement, std::span<const Value> values) override;
  void later(const Statement& statement, std::span<const Value> values,
             std::function<void(const Row&)> visit) override;
  void catch_up() override { settle(); }
  void savepoint() override;
  void release_savepoint() override;
  void rollback_to_savepoint() override;

  void begin();     // sent with the first statement
  void commit();    // durable when it returns; throws CommitLost when nobody answers
  void end_read();  // a read's COMMIT; its answer is awaited by the next begin()
  void rollback() noexcept;

  // False: close it.
  bool usable() const { return !lost_ && PQstatus(line_.get()) == CONNECTION_OK; }

 private:
  struct Finish {
    void operator()(PGconn* line) const { PQfinish(line); }
  };
  struct Prepared {
    std::string name;
    bool sent = false;  // and not refused
  };
  // An answer that is still to come, in the order of sending.
  struct Expected {
    const char* name = nullptr;    // of the statement; none: the end of a pipeline
    Prepared* prepares = nullptr;  // this one's answer is to Parse, not to the statement
    const std::function<void(const Row&)>* visit = nullptr;
    std::function<void(const Row&)> own_visit = {};  // of who does not wait for the answer
  };

  void read_settings_back();
  void send(const Statement& statement, std::span<const Value> values,
            const std::function<void(const Row&)>* visit);
  void start_if_needed();
  std::int64_t settle();
  void read_one(const Expected& expected);
  void take(const Expected& expected, const PGresult* answer);
  Answer next_answer();
  void wait_readable(std::int64_t until_ms);
  void note(std::exception_ptr problem);
  void need(int sent);
  [[noreturn]] void lose(const std::string& why);

  const Profile profile_;
  std::unique_ptr<PGconn, Finish> line_;
  std::unordered_map<const char*, Prepared> prepared_;  // by the address of the literal
  std::deque<Expected> expected_;
  std::exception_ptr problem_;  // the first of what is being read
  std::int64_t changed_ = 0;    // by the last statement that was answered
  std::string tag_;             // of the last statement that was answered
  std::string transaction_;     // its number, once known
  std::size_t deferred_ = 0;    // statements nobody has waited for
  std::size_t depth_ = 0;
  bool begin_wanted_ = false;
  bool begun_ = false;
  bool failed_ = false;
  bool lost_ = false;
};

}  // namespace db::postgres
