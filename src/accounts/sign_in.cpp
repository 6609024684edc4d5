// Sign-up, sign-in and passwords. Hashes are made outside transactions: they take 30 ms.
#include "accounts/accounts.h"
#include "accounts/email.h"
#include "accounts/passwords.h"
#include "accounts/session.h"
#include "limits/limits.h"

namespace accounts {

struct Credentials {
  UserId id;
  std::string email;
  std::string name;
  std::optional<std::string> password_hash;
  bool disabled = false;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (id, email, name, password_hash, disabled))

constexpr db::Sql<std::string> kFindCredentials{"accounts.find_credentials", R"sql(
  SELECT id, email, name, password_hash, disabled_at_ms IS NOT NULL AS disabled
  FROM users WHERE email = $1
)sql"};
constexpr db::Sql<UserId, std::int64_t, std::string, std::string> kMarkSignIn{
    "accounts.mark_sign_in", R"sql(
  UPDATE users SET last_seen_at_ms = $2, password_hash = $4
  WHERE id = $1 AND password_hash = $3 AND disabled_at_ms IS NULL
)sql"};

// A known device has its own count, and is not held back by what others do from its address or
// to its account. Who is not known counts for the account at this address, and for the address.
std::vector<limits::Claim> Accounts::sign_in_claims(std::string_view account, const Visitor& from,
                                                    bool known) const {
  const auto& rules = limits_.rules();
  if (known) return {{&rules.device, from.device_mark}};
  auto claims = limits::Limits::claims_of(rules.address, from.address);
  claims.push_back(limits::Limits::claim_at(rules.pair, from.address, account));
  return claims;
}

namespace {
Error too_often(Error error) {
  if (error.problem->code == Code::rate_limited)
    error.detail = fmt::format("Too many wrong passwords. {} Or ask an admin for a sign-in link.",
                               error.detail);
  return error;
}
}  // namespace

Result<SignedIn> Accounts::sign_in(std::string_view email, std::string_view password,
                                   const Visitor& from) {
  const auto account = normal_email(email);
  const bool known = is_known(from, account);
  auto& tries = limits_.tries();
  const auto claims = sign_in_claims(account, from, known);
  if (const auto free = tries.check(claims); !free) return too_often(free.error());
  auto turn = hashing_->enter(known);
  if (!turn) return hashes_busy();

  const auto found = db_.read([&](db::Tx& tx) -> Result<std::optional<Credentials>> {
    return tx.find<Credentials>(kFindCredentials, account);
  });
  if (!found) return found.error();
  // Counted before it is looked at: of many guesses at the same moment no more are than may be.
  const auto taken = tries.take(claims);
  if (!taken) return too_often(taken.error());
  const auto looked_at =
      known ? Result<bool>(true)
            : tries.may_guess(limits_.rules().guesses, account, found->has_value());
  if (!looked_at) return looked_at.error();
  if (!*looked_at || !*found || (*found)->disabled || !(*found)->password_hash ||
      password.size() > kPasswordBytesMax) {
    passwords_->hash(password.substr(0, kPasswordBytesMax));  // as slow as a wrong password
    return error_of(kSignInFailed);
  }
  const Credentials& person = **found;
  if (!passwords_->matches(password, *person.password_hash)) return error_of(kSignInFailed);
  const auto hash = passwords_->is_stale(*person.password_hash) ? passwords_->hash(password)
                                                                : *person.password_hash;
  turn.reset();
  const auto session = new_session(from.device);
  const auto mark = device_mark(from, account);
  return with_sessions([&] {
    return db_.write([&](db::Tx& tx) -> Result<SignedIn> {
      // Whoever disables this person or changes the password meanwhile waits for this row.
      if (tx.exec(kMarkSignIn, person.id, clock_.now_ms(), *person.password_hash, hash) == 0)
        return error_of(kSignInFailed);
      start_session(tx, person.id, session);
      const auto user = get_user(tx, person.id);
      if (!user) return user.error();
      tries.give_back(tx, *taken);
      tries.forget_guesses(tx, account);
      return SignedIn{*user, session.token, mark};
    });
  });
}

Result<void> Accounts::check_signup(const std::string& email) const {
  if (settings_.signup == SignupPolicy::invite) return error_of(kSignupClosed);
  if (settings_.signup == SignupPolicy::domain && domain_of(email) != settings_.signup_domain)
    return error_of(kSignupClosed,
                    fmt::format("Use your address at {}, or ask an admin to add you.",
                                settings_.signup_domain));
  return {};
}

Result<SignedIn> Accounts::sign_up(std::string_view email, std::string_view password,
                                   std::string_view name, const Visitor& from) {
  User user;
  user.email = normal_email(email);
  user.name = name;
  if (const auto open = check_signup(user.email); !open) return open.error();
  if (const auto fine = check_email(user.email); !fine) return fine.error();
  if (const auto fine = passwords_->check(password, user.email, name); !fine) return fine.error();
  const auto claims = limits::Limits::claims_of(limits_.rules().sign_up, from.address);
  if (const auto free = limits_.tries().check(claims); !free) return free.error();
  auto turn = hashing_->enter(false);
  if (!turn) return hashes_busy();
  if (const auto taken = limits_.tries().take(claims); !taken) return taken.error();
  const auto hash = passwords_->hash(password);
  turn.reset();
  const auto session = new_session(from.device);
  const auto mark = device_mark(from, user.email);
  user.id = ids_.next<UserTag>();
  return with_sessions([&] {
    return db_.write([&](db::Tx& tx) -> Result<SignedIn> {
      auto added = insert_user(tx, user, hash);
      if (!added) return added.error();
      record(tx, "user.signed_up", added->id, added->id.text);
      start_session(tx, added->id, session);
      return SignedIn{*std::move(added), session.token, mark};
    });
  });
}

constexpr db::Sql<UserId> kFindOwnCredentials{"accounts.find_own_credentials", R"sql(
  SELECT id, email, name, password_hash, disabled_at_ms IS NOT NULL AS disabled
  FROM users WHERE id = $1
)sql"};
constexpr db::Sql<UserId, std::string, std::string> kChangePassword{"accounts.change_password",
                                                                    R"sql(
  UPDATE users SET password_hash = $3, version = version + 1
  WHERE id = $1 AND password_hash = $2 AND disabled_at_ms IS NULL
)sql"};
constexpr db::Sql<UserId, std::string> kDeleteOtherSessions{"accounts.delete_other_sessions",
                                                            R"sql(
  DELETE FROM sessions WHERE user_id = $1 AND id <> $2
)sql"};

Result<void> Accounts::change_password(const Caller& caller, std::string_view current,
                                       std::string_view wanted) {
  auto& tries = limits_.tries();
  const std::vector<limits::Claim> claims{{&limits_.rules().own_password, caller.session_id}};
  if (const auto free = tries.check(claims); !free) return free.error();
  const auto turn = hashing_->enter(true);
  if (!turn) return hashes_busy();
  const auto own = db_.read([&](db::Tx& tx) -> Result<std::optional<Credentials>> {
    return tx.find<Credentials>(kFindOwnCredentials, caller.user_id);
  });
  if (!own) return own.error();
  const auto taken = tries.take(claims);
  if (!taken) return taken.error();
  const auto wrong = field_error(kSignInFailed, "current_password", "This is not your password.");
  if (!*own || !(*own)->password_hash) {
    passwords_->hash(current.substr(0, kPasswordBytesMax));
    return wrong;
  }
  const std::string& old_hash = *(*own)->password_hash;
  if (!passwords_->matches(current, old_hash)) return wrong;
  if (const auto fine = passwords_->check(wanted, (*own)->email, (*own)->name); !fine) {
    // The current one was right: choosing a better new one is no guess.
    const auto given_back = db_.write([&](db::Tx& tx) -> Result<void> {
      tries.give_back(tx, *taken);
      return {};
    });
    return given_back ? fine.error() : given_back.error();
  }
  const auto new_hash = passwords_->hash(wanted);
  return with_sessions([&] {
    return db_.write([&](db::Tx& tx) -> Result<void> {
      security_change(tx, caller.user_id);
      if (tx.exec(kChangePassword, caller.user_id, old_hash, new_hash) == 0)
        return error_of(problems::kConflict, "The password changed meanwhile. Sign in again.");
      tx.run(kDeleteOtherSessions, caller.user_id, caller.session_id);
      record(tx, "user.password_changed", caller.user_id, caller.user_id.text);
      tries.give_back(tx, *taken);
      return {};
    });
  });
}

}  // namespace accounts
