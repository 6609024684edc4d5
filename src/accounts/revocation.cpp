// How a session stops being good: at once here, within a second elsewhere.
#include "accounts/accounts.h"
#include "accounts/session.h"
#include "base/log.h"

namespace accounts {

constexpr db::Sql<> kNextAuthSeq{"accounts.next_auth_seq", R"sql(
  UPDATE auth_head SET seq = seq + 1 WHERE id = 1 RETURNING seq
)sql"};
constexpr db::Sql<std::int64_t, UserId, std::int64_t> kInsertChange{"accounts.insert_change",
                                                                    R"sql(
  INSERT INTO auth_changes (seq, user_id, at_ms) VALUES ($1, $2, $3)
)sql"};

// Comes first in its transaction: the changed row is the lock under which rules about all people
// (the last admin) are checked, and makes the numbers' order the order of commits.
void Accounts::security_change(db::Tx& tx, const UserId& user_id) {
  const auto seq = tx.get<std::int64_t>(kNextAuthSeq);
  tx.run(kInsertChange, seq, user_id, clock_.now_ms());
  tx.after_commit([this, user_id] {
    sessions_->forget_if([&](const auto&, const CachedSession& s) { return s.user_id == user_id; });
  });
}

struct Change {
  std::int64_t seq = 0;
  std::optional<UserId> user_id;
};
BOOST_DESCRIBE_STRUCT(Change, (), (seq, user_id))

constexpr db::Sql<std::int64_t> kListChanges{"accounts.list_changes", R"sql(
  SELECT seq, user_id FROM auth_changes WHERE seq > $1 ORDER BY seq LIMIT 1000
)sql"};

// What other instances revoked. Until this succeeds again the cache goes stale by itself.
void Accounts::poll_changes() {
  const auto started_ms = clock_.monotonic_ms();
  const auto changes = db_.read([&](db::Tx& tx) -> Result<std::vector<Change>> {
    return tx.list<Change>(kListChanges, heard_seq_);
  });
  if (!changes) return;
  if (started_ms - heard_at_ms_ > kForgetAllMs) sessions_->clear();  // some may be swept by now
  for (const Change& change : *changes) {
    sessions_->forget_if([&](const auto&, const CachedSession& session) {
      return !change.user_id || session.user_id == *change.user_id;
    });
    heard_seq_ = change.seq;
  }
  if (changes->size() < 1000) heard_at_ms_ = started_ms;
}

constexpr db::Sql<> kProbeSessions{"accounts.probe_sessions", R"sql(
  SELECT id FROM sessions LIMIT 1
)sql"};
// As migration 0002 makes it.
constexpr std::string_view kMakeSessions = R"sql(
  CREATE TABLE IF NOT EXISTS sessions (
    id CTEXT PRIMARY KEY,
    user_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    device TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    last_seen_at_ms BIGINT NOT NULL,
    idle_expires_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (idle_expires_at_ms);
  CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions (user_id);
)sql";

// True when it was missing and is there again; everybody is signed out then.
bool Accounts::restore_sessions_table() {
  try {
    const auto probed = db_.read([](db::Tx& tx) -> Result<void> {
      tx.find<std::string>(kProbeSessions);
      return {};
    });
    return false;
  } catch (const std::exception& fault) {
    log_warn("the sessions table is missing and is made anew", {{"why", fault.what()}});
  }
  db_.exclusively([this] { db_.run_script(kMakeSessions); });
  sessions_->clear();
  return true;
}

constexpr db::Sql<std::int64_t> kSweepSessions{"accounts.sweep_sessions", R"sql(
  DELETE FROM sessions WHERE id IN
    (SELECT id FROM sessions WHERE idle_expires_at_ms < $1 ORDER BY idle_expires_at_ms LIMIT 500)
)sql"};
constexpr db::Sql<std::int64_t> kSweepLinks{"accounts.sweep_links", R"sql(
  DELETE FROM links WHERE id IN
    (SELECT id FROM links WHERE expires_at_ms < $1 ORDER BY expires_at_ms LIMIT 500)
)sql"};
constexpr db::Sql<std::int64_t> kSweepChanges{"accounts.sweep_changes", R"sql(
  DELETE FROM auth_changes WHERE seq IN
    (SELECT seq FROM auth_changes WHERE at_ms < $1 ORDER BY at_ms LIMIT 500)
)sql"};

namespace {
struct Swept {
  std::int64_t rows = 0;
  bool more = false;
};
}  // namespace

std::int64_t Accounts::sweep() {
  std::int64_t gone = 0;
  constexpr std::int64_t kDayMs = 86'400'000;
  const auto now_ms = clock_.now_ms();
  bool more = true;
  while (more) {
    const auto swept = with_sessions([&] {
      return db_.write([&](db::Tx& tx) -> Result<Swept> {
        const auto sessions = tx.exec(kSweepSessions, now_ms);
        const auto links = tx.exec(kSweepLinks, now_ms - 30 * kDayMs);
        const auto changes = tx.exec(kSweepChanges, now_ms - kDayMs);
        return Swept{sessions + links + changes, sessions == 500 || links == 500 || changes == 500};
      });
    });
    more = swept && swept->more;
    if (swept) gone += swept->rows;
  }
  return gone;
}

constexpr db::Sql<> kEndSessions{"accounts.end_sessions", "DELETE FROM sessions"};
constexpr db::Sql<> kEndLinks{"accounts.end_links", "DELETE FROM links WHERE used_at_ms IS NULL"};
constexpr db::Sql<std::int64_t, std::int64_t> kForgetEverybody{"accounts.forget_everybody", R"sql(
  INSERT INTO auth_changes (seq, user_id, at_ms) VALUES ($1, NULL, $2)
)sql"};

Result<void> Accounts::end_all_sessions() {
  return db_.write([&](db::Tx& tx) -> Result<void> {
    const auto seq = tx.get<std::int64_t>(kNextAuthSeq);
    tx.run(kEndSessions);
    tx.run(kEndLinks);
    tx.run(kForgetEverybody, seq, clock_.now_ms());
    tx.after_commit([this] { sessions_->clear(); });
    return {};
  });
}

}  // namespace accounts
