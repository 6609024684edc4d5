// The log of what happened: audit trail, news for others, and feed in one append-only table.
// Owns `events` and `event_chain`.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/bell.h"
#include "base/describe.h"
#include "base/ids.h"
#include "base/ticker.h"
#include "db/db.h"

struct Event {
  std::string kind;  // "thing.happened"
  std::string subject_id;
  std::optional<std::string> actor_id;  // absent: the program itself
  std::optional<std::string> project_id;
  std::string body = "{}";  // a JSON object
  std::int64_t at_ms = 0;
};

// A row as it is kept. Unsealed rows have no seq and no chain yet.
struct EventRow {
  std::string id;
  std::optional<std::int64_t> seq;
  std::int64_t at_ms = 0;
  std::optional<std::string> actor_id;
  std::string kind;
  std::string subject_id;
  std::optional<std::string> project_id;
  std::string body;
  std::string hash;
  std::optional<std::string> chain;
};
BOOST_DESCRIBE_STRUCT(EventRow, (),
                      (id, seq, at_ms, actor_id, kind, subject_id, project_id, body, hash, chain))

class Events {
 public:
  explicit Events(const Ids& ids) : ids_(ids) {}

  // Writes the event in the caller's transaction, with its own hash; where one thread writes
  // (SQLite, with a Sealer) numbered, else not yet. Returns its id; ids of one process grow in the
  // order of their making.
  std::string append(db::Tx& tx, const Event& event);

  // Numbers and chains what is committed and has no number, in the order of ids. Returns how many.
  // Sealers of several processes wait for each other.
  int seal(db::Tx& tx);

  // All events of a subject, oldest first, sealed or not.
  std::vector<EventRow> list_of_subject(db::Tx& tx, std::string_view subject_id, int limit);

  // Sealed events after `seq`: no gaps, and none will come before these later.
  std::vector<EventRow> list_since(db::Tx& tx, std::int64_t seq, int limit);

  std::int64_t last_seq(db::Tx& tx);

  // Rings when this process has sealed something.
  Bell& sealed() { return sealed_; }

  struct Verdict {
    std::int64_t checked = 0;  // sealed rows that fit
    std::optional<std::int64_t> first_bad_seq;
    std::string reason;
  };
  // Walks the whole chain, in chunks. Errors: unavailable.
  Result<Verdict> verify(db::Database& database);

 private:
  friend class Sealer;
  std::string next_id();
  void number(db::Tx& tx, EventRow& row);

  const Ids& ids_;
  std::atomic<bool> numbers_at_once_ = false;
  bool has_numbered_ = false;  // since the last commit; the writer's thread alone
  std::mutex mutex_;           // guards last_id_
  std::string last_id_;
  Bell sealed_;
};

// Wires sealing to the engine: on SQLite events are numbered as they are appended, and who follows
// them is told of every group of writes; on PostgreSQL a thread of its own numbers every 100 ms, in
// any number of processes.
class Sealer {
 public:
  Sealer(db::Database& database, Events& events);  // both outlive this object
  ~Sealer();
  Sealer(const Sealer&) = delete;

  // Seals now what is committed. Errors: unavailable.
  Result<void> seal_now();

 private:
  db::Database& database_;
  Events& events_;
  std::unique_ptr<Ticker> ticker_;  // PostgreSQL only
};

// A piece of the log: every event with after < seq ≤ upto.
struct Passage {
  std::int64_t after = 0;
  std::int64_t upto = 0;
  std::vector<EventRow> rows;
};

// The one reader of the sealed log in a process: hands on what is new, in order, each event once.
class Follower {
 public:
  // Called on the follower's thread after each look, also when it saw nothing new. False: it could
  // not be taken, and comes again.
  using Hear = std::function<bool(const Passage&)>;
  using Task = std::move_only_function<void()>;
  using Wanted = std::function<bool()>;

  // Begins `back` events before the last one. Looks when something was sealed here, and else every
  // 250 ms for what other processes sealed; not at all while nobody wants it (asked on its own
  // thread), and whoever does so later hears at least the last `back` events.
  Follower(
      db::Database& database, Events& events, std::int64_t back, Hear hear,
      Wanted wanted = [] { return true; });
  ~Follower();
  Follower(const Follower&) = delete;

  // Runs the task on the follower's thread, before what is heard next. From any thread.
  void post(Task task);

 private:
  void run();
  void run_tasks();
  bool look();
  Result<Passage> read();

  db::Database& database_;
  Events& events_;
  const std::int64_t back_;
  const Hear hear_;
  const Wanted wanted_;
  bool slept_ = false;                    // has not looked since the last event it knows
  std::optional<std::int64_t> position_;  // the follower's thread alone
  std::mutex mutex_;                      // guards tasks_
  std::vector<Task> tasks_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;  // last: it uses all above
};
