#include "accounts/accounts.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "accounts/passwords.h"
#include "accounts/session.h"
#include "base/limits.h"
#include "base/log.h"
#include "limits/limits.h"

namespace accounts {
namespace {

// A hash takes one core for 30 ms and 19 MiB.
int hashes_at_once() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 4);
}

}  // namespace

constexpr db::Sql<> kHeadSeq{"accounts.head_seq", R"sql(
  SELECT seq FROM auth_head WHERE id = 1
)sql"};

std::unique_ptr<Accounts> Accounts::open(db::Database& db, Events& events, limits::Limits& limits,
                                         const Clock& clock, const Ids& ids, Entropy& entropy,
                                         const Settings& settings) {
  if (settings.session_secrets.empty() || settings.session_secrets.front().empty())
    throw std::invalid_argument("accounts need a session secret");
  std::unique_ptr<Accounts> accounts(
      new Accounts(db, events, limits, clock, ids, entropy, settings));
  accounts->restore_sessions_table();
  const auto seq =
      db.read([](db::Tx& tx) -> Result<std::int64_t> { return tx.get<std::int64_t>(kHeadSeq); });
  if (!seq) throw std::runtime_error("the database does not answer: " + seq.error().detail);
  accounts->heard_seq_ = *seq;
  accounts->heard_at_ms_ = clock.monotonic_ms();
  accounts->ticker_ =
      std::make_unique<Ticker>("accounts", kTickMs, [&self = *accounts] { self.tick(); });
  return accounts;
}

Accounts::Accounts(db::Database& db, Events& events, limits::Limits& limits, const Clock& clock,
                   const Ids& ids, Entropy& entropy, const Settings& settings)
    : db_(db),
      events_(events),
      limits_(limits),
      clock_(clock),
      ids_(ids),
      entropy_(entropy),
      settings_(settings),
      session_keys_(settings.session_secrets.begin(), settings.session_secrets.end()),
      passwords_(std::make_unique<Passwords>(entropy, settings)),
      hashing_(std::make_unique<limits::Turnstile>(hashes_at_once(), kHashLine, kHashWaitMs)),
      sessions_(std::make_unique<Cache<CachedSession>>(ceilings::kSessionsCached)),
      touched_(std::make_unique<Cache<std::int64_t>>(ceilings::kSessionsCached)) {}

Accounts::~Accounts() {
  ticker_.reset();
  try {
    write_touches();
  } catch (const std::exception& fault) {
    log_warn("when sessions were last seen is not written", {{"why", fault.what()}});
  }
}

void Accounts::tick() {
  if (db_.is_postgres()) poll_changes();
  write_touches();
  restore_sessions_table();
}

void Accounts::record(db::Tx& tx, std::string_view kind, const UserId& actor,
                      std::string_view subject_id, std::string body) {
  Event event;
  event.kind = kind;
  event.actor_id = actor.text;
  event.subject_id = subject_id;
  event.body = std::move(body);
  event.at_ms = clock_.now_ms();
  events_.append(tx, event);
}

Caller operator_caller() {
  Caller caller;
  caller.user_id = {"operator"};
  caller.roles = kAdmin;
  caller.name = "operator";
  return caller;
}

}  // namespace accounts
