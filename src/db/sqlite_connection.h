// One SQLite connection with its settings read back and its statements kept.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <unordered_map>

#include "db/db.h"
#include "db/failure.h"

namespace db::sqlite {

enum class Role { writer, reader };

// Used by one thread at a time. Every failure is a Failure.
class SqliteConnection final : public Connection {
 public:
  // Throws when the file cannot be opened, or a setting does not hold.
  SqliteConnection(const std::string& path, Role role, int busy_ms);

  std::int64_t execute(const Statement& statement, std::span<const Value> values,
                       const std::function<void(const Row&)>& visit) override;
  void savepoint() override;
  void release_savepoint() override;
  void rollback_to_savepoint() override;

  void begin();  // the writer takes the write lock, and waits busy_ms for it
  void commit();
  void rollback() noexcept;
  void script(std::string_view text);

  // False after begin(): the engine gave the transaction up on its own.
  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  // Is there a statement that failed and was not undone by a savepoint since? Such a transaction
  // must not commit: PostgreSQL would not let it.
  bool failed() const { return failed_; }
  // After an error of the disk: do not use this connection again.
  bool lost() const { return lost_; }
  // Does a foreign key point nowhere? At commit this would fail the whole group.
  bool has_dangling_keys() const;

 private:
  struct CloseHandle {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

  Prepared compile(std::string text, unsigned flags);
  sqlite3_stmt* prepared(const Statement& statement);
  void set(std::string_view setting, std::string_view value, std::string_view reads_back);
  std::string ask(const std::string& question);
  void configure(Role role, int busy_ms);
  void check_nothing_follows_a_sync();
  void control(const char* text);
  [[noreturn]] void fail(const char* doing);

  std::unique_ptr<sqlite3, CloseHandle> handle_;
  std::unordered_map<const char*, Prepared> prepared_;  // by the address of the literal
  const char* begin_;
  int depth_ = 0;
  bool failed_ = false;
  bool lost_ = false;
};

}  // namespace db::sqlite
