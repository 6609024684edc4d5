// The one thread that writes to SQLite: many closures, one commit, one fsync.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "db/sqlite_connection.h"

namespace db::sqlite {

class Writer {
 public:
  // Throws when the file cannot be opened as it must be.
  explicit Writer(const Settings& settings);
  ~Writer();  // finishes what is queued

  // Runs body in the next group, on the writer's thread; returns once the group is durable.
  // Errors: unavailable or storage-full (nothing was done). Rethrows what body throws.
  // On the writer's own thread, which only work that rides along is: runs it at once.
  Result<void> write(const Body& body);

  // See Database::write_along.
  void write_along(std::move_only_function<void()> work, Settled settled);
  bool has_room() const;

  // The same for a script of statements.
  void run_script(std::string_view script);

  void before_group_commit(std::function<void(Tx&)> finish);
  void count(Vitals& vitals) const;

 private:
  enum class State { queued, running, finished };

  // A closure on its way. Lives on the stack of the thread that waits for it, or, when none does,
  // in the queue and the group.
  struct Pending {
    std::function<bool(SqliteConnection&, Tx&)> work;
    State state = State::queued;
    std::optional<Error> error;
    std::exception_ptr thrown;
    bool kept = false;  // it has something to commit
    std::vector<std::function<void()>> after_commit;
    std::condition_variable finished;
    // Of who rides along: instead of `work`.
    std::move_only_function<void()> ride;
    Settled settled;
  };
  using Group = std::vector<Pending*>;

  Result<void> submit(Pending& pending);
  Result<void> write_now(Pending& part);
  void loop();
  void run_group();
  bool begin();
  bool ride(Pending& rider);
  bool run(Pending& pending);
  bool is_sound() const;
  void run_behind_savepoint(Pending& pending);
  std::vector<std::function<void()>> finish_group();  // what to do once it is durable
  std::optional<Error> commit();
  Pending* take();
  void finish(const Group& group, const std::optional<Error>& error);
  void refuse_queued(const Error& error);
  void end_all(const Group& group);
  static void settle(Pending& rider);
  void abandon() noexcept;

  const Settings settings_;
  const std::string path_;
  std::unique_ptr<SqliteConnection> connection_;  // none after a failure of the disk
  Pending* rider_ = nullptr;                      // whose work runs now; the writer's thread alone

  std::mutex hook_mutex_;  // held while the hook runs, so that who takes it away can then die
  std::function<void(Tx&)> finish_group_;

  mutable std::mutex mutex_;  // guards all below
  std::condition_variable work_;
  std::deque<Pending*> queue_;
  bool stopping_ = false;
  std::int64_t groups_ = 0;
  std::int64_t group_writes_ = 0;

  std::thread thread_;  // last: it uses all above
};

}  // namespace db::sqlite
