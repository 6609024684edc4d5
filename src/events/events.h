// One append-only table that is audit, outbox and feed: written in the transaction of the change it
// tells of, numbered and chained once that is durable. Owns `events`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/json.h"
#include "db/db.h"

namespace events {

struct Event {
  std::string kind;                     // "photo.received"
  std::string subject_id;               // what it is about
  std::optional<std::string> actor_id;  // nothing: the server itself
  std::optional<std::string> project_id;
  std::string body = "{}";  // JSON object
};

struct Entry {
  std::string id;
  std::optional<std::int64_t> seq;  // nothing until sealed
  std::int64_t at_ms = 0;
  std::optional<std::string> actor_id;
  std::string kind;
  std::string subject_id;
  std::optional<std::string> project_id;
  json::Raw body;
};

class Events {
 public:
  Events(db::Database&, const Clock&, const Ids&);

  // Writes the event with its own hash, in the caller's transaction.
  void append(db::Tx&, const Event&);

  // Numbers what was committed and not yet sealed, in order of id, and chains each to the one
  // before: chain = SHA-256(previous chain, hash). Returns how many. On SQLite the last step of
  // every group.
  int seal(db::Tx&, int most = 1'000);

  // What happened to one subject, oldest first; also what is not sealed yet.
  std::vector<Entry> list_of_subject(db::Tx&, std::string_view subject_id, int most = 500);

  // Sealed entries after `seq`, in order: no gaps, no late comers.
  std::vector<Entry> list_since(db::Tx&, std::int64_t seq, int most);

  // Walks the whole chain; the first entry that does not fit, or nothing.
  std::optional<std::int64_t> first_broken_seq();

 private:
  db::Database& database_;
  const Clock& clock_;
  const Ids& ids_;
};

// On PostgreSQL a thread seals at most 100 ms after a commit, one instance at a time; on SQLite the
// writer does it, and this object does nothing.
class Sealer {
 public:
  Sealer(db::Database&, Events&);
  ~Sealer();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace events
