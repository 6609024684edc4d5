// Single-use links: a phone signs in without a mailbox, the first admin makes the account.
#include "accounts/accounts.h"
#include "accounts/email.h"
#include "accounts/passwords.h"
#include "accounts/session.h"
#include "limits/limits.h"

namespace accounts {
namespace {
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kSignInLinkMs = kDayMs;
constexpr std::int64_t kFirstAdminLinkMs = 7 * kDayMs;
}  // namespace

constexpr db::Sql<std::string, LinkPurpose, std::optional<UserId>, std::optional<UserId>,
                  std::int64_t, std::int64_t>
    kInsertLink{"accounts.insert_link", R"sql(
  INSERT INTO links (id, purpose, user_id, created_by, created_at_ms, expires_at_ms)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

Result<Link> Accounts::create_sign_in_link(const Caller& by, const UserId& user_id) {
  const auto token = new_token();
  const auto now_ms = clock_.now_ms();
  const auto expires_at_ms = now_ms + kSignInLinkMs;
  return db_.write([&](db::Tx& tx) -> Result<Link> {
    if (const auto admin = recheck(tx, by, kAdmin); !admin) return admin.error();
    const auto user = get_user(tx, user_id);
    if (!user) return user.error();
    if (user->disabled)
      return error_of(problems::kConflict, "This person is disabled. Enable the account first.");
    const bool by_operator = by.user_id == operator_caller().user_id;
    tx.run(kInsertLink, stored_id(token), LinkPurpose::sign_in, user_id,
           by_operator ? std::nullopt : std::optional(by.user_id), now_ms, expires_at_ms);
    record(tx, "link.created", by.user_id, user_id.text);
    return Link{settings_.public_url + "/link#" + token, expires_at_ms};
  });
}

constexpr db::Sql<> kAnyAdmin{"accounts.any_admin", R"sql(
  SELECT id FROM users WHERE role = 'admin' AND disabled_at_ms IS NULL LIMIT 1
)sql"};

Result<bool> Accounts::has_admin() {
  return db_.read(
      [&](db::Tx& tx) -> Result<bool> { return tx.find<UserId>(kAnyAdmin).has_value(); });
}

Result<std::optional<Link>> Accounts::create_first_admin_link() {
  const auto token = new_token();
  const auto now_ms = clock_.now_ms();
  const auto expires_at_ms = now_ms + kFirstAdminLinkMs;
  return db_.write([&](db::Tx& tx) -> Result<std::optional<Link>> {
    if (tx.find<UserId>(kAnyAdmin)) return std::optional<Link>();
    tx.run(kInsertLink, stored_id(token), LinkPurpose::first_admin, std::nullopt, std::nullopt,
           now_ms, expires_at_ms);
    record(tx, "link.created", operator_caller().user_id, "first_admin");
    return std::optional(Link{settings_.public_url + "/link#" + token, expires_at_ms});
  });
}

constexpr db::Sql<std::string, std::int64_t> kPeekLink{"accounts.peek_link", R"sql(
  SELECT l.purpose AS purpose, u.name AS name, l.expires_at_ms AS expires_at_ms
  FROM links l LEFT JOIN users u ON u.id = l.user_id
  WHERE l.id = $1 AND l.used_at_ms IS NULL AND l.expires_at_ms > $2
)sql"};

// Nobody guesses 32 random bytes. Who tries is slowed down all the same.
Result<void> Accounts::check_link_guesses(const Visitor& from) const {
  return limits_.tries().check(limits::Limits::claims_of(limits_.rules().link, from.address));
}

Error Accounts::count_link_guess(Error error, const Visitor& from) {
  if (error.problem != &kLinkSpent) return error;
  const auto taken =
      limits_.tries().take(limits::Limits::claims_of(limits_.rules().link, from.address));
  if (!taken) return taken.error();
  return error;
}

Result<LinkPreview> Accounts::peek_link(std::string_view token, const Visitor& from) {
  if (const auto free = check_link_guesses(from); !free) return free.error();
  auto link = find_link(token);
  if (!link) return count_link_guess(link.error(), from);
  return link;
}

Result<LinkPreview> Accounts::find_link(std::string_view token) {
  return db_.read([&](db::Tx& tx) -> Result<LinkPreview> {
    for (std::size_t secret = 0; secret < session_keys_.size(); ++secret) {
      auto link = tx.find<LinkPreview>(kPeekLink, stored_id(token, secret), clock_.now_ms());
      if (link) return *std::move(link);
    }
    return error_of(kLinkSpent);
  });
}

struct SpentLink {
  LinkPurpose purpose = LinkPurpose::sign_in;
  std::optional<UserId> user_id;
};
BOOST_DESCRIBE_STRUCT(SpentLink, (), (purpose, user_id))

// The anchor of "single use": of two who spend it at once, one changes the row.
constexpr db::Sql<std::string, std::int64_t> kSpendLink{"accounts.spend_link", R"sql(
  UPDATE links SET used_at_ms = $2
  WHERE id = $1 AND used_at_ms IS NULL AND expires_at_ms > $2
  RETURNING purpose, user_id
)sql"};

Result<SignedIn> Accounts::redeem_link(std::string_view token, const Redemption& with,
                                       const Visitor& from) {
  const auto preview = peek_link(token, from);
  if (!preview) return preview.error();
  std::optional<std::string> hash;
  if (with.password) {
    const auto fine = passwords_->check(*with.password, normal_email(with.email.value_or("")),
                                        with.name.value_or(preview->name.value_or("")));
    if (!fine) return fine.error();
    const auto turn = hashing_->enter(true);
    if (!turn) return hashes_busy();
    hash = passwords_->hash(*with.password);
  }
  if (preview->purpose == LinkPurpose::first_admin && (!with.email || !with.name || !hash))
    return error_of(problems::kInvalid,
                    "Give an email, a name and a password for the first admin.");
  const auto session = new_session(from.device);
  return with_sessions([&] {
    return db_.write([&](db::Tx& tx) -> Result<SignedIn> {
      std::optional<SpentLink> link;
      for (std::size_t secret = 0; !link && secret < session_keys_.size(); ++secret)
        link = tx.find<SpentLink>(kSpendLink, stored_id(token, secret), clock_.now_ms());
      if (!link) return error_of(kLinkSpent);
      auto user = link->user_id ? redeem_sign_in(tx, *link->user_id, hash)
                                : redeem_first_admin(tx, with, hash.value_or(""));
      if (!user) return user.error();
      record(tx, "link.redeemed", user->id, user->id.text);
      start_session(tx, user->id, session);
      limits_.tries().forget_guesses(tx, user->email);
      auto mark = device_mark(from, user->email);
      return SignedIn{*std::move(user), session.token, std::move(mark)};
    });
  });
}

Result<User> Accounts::redeem_first_admin(db::Tx& tx, const Redemption& with,
                                          const std::string& hash) {
  User user;
  user.id = ids_.next<UserTag>();
  user.email = normal_email(*with.email);
  user.name = *with.name;
  user.role = Role::admin;
  if (const auto fine = check_email(user.email); !fine) return fine.error();
  security_change(tx, user.id);  // two such links at once: the second one waits here
  if (tx.find<UserId>(kAnyAdmin))
    return error_of(kLinkSpent, "There is an admin already. Ask them to add you.");
  auto added = insert_user(tx, user, hash);
  if (added) record(tx, "user.added", added->id, added->id.text, R"({"role":"admin"})");
  return added;
}

constexpr db::Sql<UserId, std::int64_t, std::optional<std::string>> kMarkRedeemed{
    "accounts.mark_redeemed", R"sql(
  UPDATE users
  SET last_seen_at_ms = $2, password_hash = COALESCE($3, password_hash), version = version + 1
  WHERE id = $1 AND disabled_at_ms IS NULL
)sql"};
constexpr db::Sql<UserId> kEndSessions{"accounts.end_sessions", R"sql(
  DELETE FROM sessions WHERE user_id = $1
)sql"};

Result<User> Accounts::redeem_sign_in(db::Tx& tx, const UserId& user_id,
                                      const std::optional<std::string>& hash) {
  if (hash) security_change(tx, user_id);
  if (tx.exec(kMarkRedeemed, user_id, clock_.now_ms(), hash) == 0) return error_of(kLinkSpent);
  if (hash) {
    tx.run(kEndSessions, user_id);  // a new password: whoever had the old one is out
    record(tx, "user.password_changed", user_id, user_id.text);
  }
  return get_user(tx, user_id);
}

}  // namespace accounts
