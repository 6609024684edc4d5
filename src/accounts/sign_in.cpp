// Sign-up, sign-in and passwords. Hashes are made outside transactions: they take 30 ms.
#include "accounts/accounts.h"
#include "accounts/email.h"
#include "accounts/passwords.h"
#include "accounts/session.h"

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

Result<SignedIn> Accounts::sign_in(std::string_view email, std::string_view password,
                                   std::string_view device) {
  const auto known = db_.read([&](db::Tx& tx) -> Result<std::optional<Credentials>> {
    return tx.find<Credentials>(kFindCredentials, normal_email(email));
  });
  if (!known) return known.error();
  if (!*known || (*known)->disabled || !(*known)->password_hash ||
      password.size() > kPasswordBytesMax) {
    passwords_->hash(password.substr(0, kPasswordBytesMax));  // as slow as a wrong password
    return error_of(kSignInFailed);
  }
  const Credentials& person = **known;
  if (!passwords_->matches(password, *person.password_hash)) return error_of(kSignInFailed);
  const auto hash = passwords_->is_stale(*person.password_hash) ? passwords_->hash(password)
                                                                : *person.password_hash;
  const auto session = new_session(device);
  return with_sessions([&] {
    return db_.write([&](db::Tx& tx) -> Result<SignedIn> {
      // Whoever disables this person or changes the password meanwhile waits for this row.
      if (tx.exec(kMarkSignIn, person.id, clock_.now_ms(), *person.password_hash, hash) == 0)
        return error_of(kSignInFailed);
      start_session(tx, person.id, session);
      const auto user = get_user(tx, person.id);
      if (!user) return user.error();
      return SignedIn{*user, session.token};
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
                                   std::string_view name, std::string_view device) {
  User user;
  user.email = normal_email(email);
  user.name = name;
  if (const auto open = check_signup(user.email); !open) return open.error();
  if (const auto fine = check_email(user.email); !fine) return fine.error();
  if (const auto fine = passwords_->check(password, user.email, name); !fine) return fine.error();
  const auto hash = passwords_->hash(password);
  const auto session = new_session(device);
  user.id = ids_.next<UserTag>();
  return with_sessions([&] {
    return db_.write([&](db::Tx& tx) -> Result<SignedIn> {
      auto added = insert_user(tx, user, hash);
      if (!added) return added.error();
      record(tx, "user.signed_up", added->id, added->id.text);
      start_session(tx, added->id, session);
      return SignedIn{*std::move(added), session.token};
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
  const auto own = db_.read([&](db::Tx& tx) -> Result<std::optional<Credentials>> {
    return tx.find<Credentials>(kFindOwnCredentials, caller.user_id);
  });
  if (!own) return own.error();
  const auto wrong = field_error(kSignInFailed, "current_password", "This is not your password.");
  if (!*own || !(*own)->password_hash) {
    passwords_->hash(current.substr(0, kPasswordBytesMax));
    return wrong;
  }
  const std::string& old_hash = *(*own)->password_hash;
  if (!passwords_->matches(current, old_hash)) return wrong;
  const auto fine = passwords_->check(wanted, (*own)->email, (*own)->name);
  if (!fine) return fine.error();
  const auto new_hash = passwords_->hash(wanted);
  return with_sessions([&] {
    return db_.write([&](db::Tx& tx) -> Result<void> {
      security_change(tx, caller.user_id);
      if (tx.exec(kChangePassword, caller.user_id, old_hash, new_hash) == 0)
        return error_of(problems::kConflict, "The password changed meanwhile. Sign in again.");
      tx.run(kDeleteOtherSessions, caller.user_id, caller.session_id);
      record(tx, "user.password_changed", caller.user_id, caller.user_id.text);
      return {};
    });
  });
}

}  // namespace accounts
