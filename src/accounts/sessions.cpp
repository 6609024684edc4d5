// Tokens, who holds them, and how long.
#include <algorithm>

#include "accounts/accounts.h"
#include "accounts/session.h"
#include "base/hex.h"

namespace accounts {
namespace {

bool is_token(std::string_view token) {
  return token.size() == kTokenChars && std::ranges::all_of(token, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

// As long as it may be and free of anything a database or a log would choke on.
std::string clean_device(std::string_view device) {
  std::string clean(device.substr(0, kDeviceCharsMax));
  for (char& c : clean)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) c = '?';
  return clean;
}

}  // namespace

std::string Accounts::new_token() {
  std::string bytes(kTokenBytes, '\0');
  entropy_.fill(std::as_writable_bytes(std::span(bytes)));
  return to_base64url(bytes);
}

std::string Accounts::stored_id(std::string_view token, std::size_t secret) const {
  return session_keys_[secret].hex_of(token);
}

Accounts::NewSession Accounts::new_session(std::string_view device) {
  auto token = new_token();
  auto id = stored_id(token);
  return {std::move(token), std::move(id), clean_device(device)};
}

constexpr db::Sql<std::string, UserId, std::string, std::int64_t, std::int64_t, std::int64_t>
    kInsertSession{"accounts.insert_session", R"sql(
  INSERT INTO sessions (id, user_id, device, created_at_ms, last_seen_at_ms, idle_expires_at_ms,
                        expires_at_ms)
  VALUES ($1, $2, $3, $4, $4, $5, $6)
)sql"};

void Accounts::start_session(db::Tx& tx, const UserId& user_id, const NewSession& session) {
  const auto now_ms = clock_.now_ms();
  const auto ends_ms = now_ms + settings_.session_absolute_ms;
  tx.run(kInsertSession, session.id, user_id, session.device, now_ms,
         std::min(now_ms + settings_.session_idle_ms, ends_ms), ends_ms);
  record(tx, "session.started", user_id, user_id.text);
}

// On SQLite nobody else revokes anything.
bool Accounts::trusts_cache() const {
  return !db_.is_postgres() || clock_.monotonic_ms() - heard_at_ms_ <= kTrustMs;
}

std::optional<Caller> Accounts::recognise(std::string_view token) {
  if (!is_token(token)) return Caller{};
  if (!trusts_cache()) return std::nullopt;
  for (std::size_t secret = 0; secret < session_keys_.size(); ++secret) {
    const auto id = stored_id(token, secret);
    if (const auto cached = sessions_->find(id)) return use_session(id, *cached);
  }
  return std::nullopt;
}

Result<Caller> Accounts::identify(std::string_view token) {
  if (const auto known = recognise(token)) return *known;
  for (std::size_t secret = 0; secret < session_keys_.size(); ++secret) {
    const auto id = stored_id(token, secret);
    const auto as_of = sessions_->forgotten();
    const auto loaded = with_sessions([&] { return load_session(id); });
    if (!loaded) return loaded.error();
    if (!*loaded) continue;
    sessions_->put(id, **loaded, as_of);
    return use_session(id, **loaded);
  }
  return Caller{};
}

std::optional<bool> Accounts::still_holds(const Caller& caller) const {
  if (!trusts_cache()) return std::nullopt;
  const auto session = sessions_->find(caller.session_id);
  const auto now_ms = clock_.now_ms();
  return session && now_ms < session->expires_at_ms && now_ms < session->idle_expires_at_ms &&
         session->roles() == caller.roles;
}

constexpr db::Sql<std::string> kFindSession{"accounts.find_session", R"sql(
  SELECT s.user_id AS user_id, u.role AS role, u.crew_lead AS crew_lead, u.name AS name,
         s.last_seen_at_ms AS last_seen_at_ms, s.idle_expires_at_ms AS idle_expires_at_ms,
         s.expires_at_ms AS expires_at_ms
  FROM sessions s JOIN users u ON u.id = s.user_id
  WHERE s.id = $1 AND u.disabled_at_ms IS NULL
)sql"};

Result<std::optional<CachedSession>> Accounts::load_session(const std::string& id) {
  return db_.read([&](db::Tx& tx) -> Result<std::optional<CachedSession>> {
    return tx.find<CachedSession>(kFindSession, id);
  });
}

Caller Accounts::use_session(const std::string& id, const CachedSession& session) {
  const auto now_ms = clock_.now_ms();
  if (now_ms >= session.expires_at_ms || now_ms >= session.idle_expires_at_ms) return {};
  if (now_ms - session.last_seen_at_ms >= kTouchEveryMs) {
    sessions_->update(id, [&](CachedSession& kept) {
      kept.last_seen_at_ms = now_ms;
      kept.idle_expires_at_ms = std::min(now_ms + settings_.session_idle_ms, kept.expires_at_ms);
    });
    touched_->put(id, now_ms, touched_->forgotten());
  }
  Caller caller;
  caller.user_id = session.user_id;
  caller.roles = session.roles();
  caller.name = session.name;
  caller.session_id = id;
  return caller;
}

// The person first, then the session: the order in which a disabled person's rows are locked.
constexpr db::Sql<std::string, std::int64_t> kTouchUser{"accounts.touch_user", R"sql(
  UPDATE users SET last_seen_at_ms = $2
  WHERE id = (SELECT user_id FROM sessions WHERE id = $1)
)sql"};
constexpr db::Sql<std::string, std::int64_t, std::int64_t> kTouchSession{"accounts.touch_session",
                                                                         R"sql(
  UPDATE sessions
  SET last_seen_at_ms = $2,
      idle_expires_at_ms = CASE WHEN expires_at_ms < $3 THEN expires_at_ms ELSE $3 END
  WHERE id = $1 AND last_seen_at_ms < $2
)sql"};

void Accounts::write_touches() {
  for (const auto& [id, seen_at_ms] : touched_->drain()) {
    const auto written = with_sessions([&] {
      return db_.write([&](db::Tx& tx) -> Result<void> {
        tx.run(kTouchUser, id, seen_at_ms);
        tx.run(kTouchSession, id, seen_at_ms, seen_at_ms + settings_.session_idle_ms);
        return {};
      });
    });
    if (!written) return;  // busy: the next request a minute on says it again
  }
}

constexpr db::Sql<std::int64_t> kCountSessions{"accounts.count_sessions", R"sql(
  SELECT COUNT(*) FROM sessions WHERE idle_expires_at_ms > $1
)sql"};

std::int64_t Accounts::count_sessions(db::Tx& tx) const {
  return tx.get<std::int64_t>(kCountSessions, clock_.now_ms());
}

CacheLoad Accounts::cache_load() const { return sessions_->load(); }

constexpr db::Sql<UserId> kListSessions{"accounts.list_sessions", R"sql(
  SELECT id, created_at_ms, last_seen_at_ms, device, FALSE AS current
  FROM sessions WHERE user_id = $1 ORDER BY last_seen_at_ms DESC, id LIMIT 200
)sql"};

Result<Items<Session>> Accounts::list_sessions(const Caller& caller) {
  return with_sessions([&] {
    return db_.read([&](db::Tx& tx) -> Result<Items<Session>> {
      Items<Session> sessions{tx.list<Session>(kListSessions, caller.user_id)};
      for (Session& session : sessions.items) session.current = session.id == caller.session_id;
      return sessions;
    });
  });
}

constexpr db::Sql<std::string, UserId> kDeleteSession{"accounts.delete_session", R"sql(
  DELETE FROM sessions WHERE id = $1 AND user_id = $2
)sql"};

Result<void> Accounts::end_session(const Caller& caller, std::string_view session_id) {
  return with_sessions([&] {
    return db_.write([&](db::Tx& tx) -> Result<void> {
      security_change(tx, caller.user_id);
      if (tx.exec(kDeleteSession, std::string(session_id), caller.user_id) == 0)
        return error_of(problems::kNotFound, "This session has ended already.");
      record(tx, "session.ended", caller.user_id, caller.user_id.text);
      return {};
    });
  });
}

Result<void> Accounts::sign_out(const Caller& caller) {
  const auto ended = end_session(caller, caller.session_id);
  if (!ended && ended.error().problem->code != Code::not_found) return ended.error();
  return {};
}

}  // namespace accounts
