// People and their roles.
#include "accounts/accounts.h"
#include "accounts/email.h"
#include "accounts/passwords.h"
#include "accounts/session.h"
#include "base/cursor.h"
#include "base/json.h"
#include "limits/limits.h"

namespace accounts {

constexpr db::Sql<UserId> kGetUser{"accounts.get_user", R"sql(
  SELECT id, email, name, role, crew_lead, disabled_at_ms IS NOT NULL AS disabled,
         created_at_ms, last_seen_at_ms
  FROM users WHERE id = $1
)sql"};

Result<User> Accounts::get_user(db::Tx& tx, const UserId& id) {
  auto user = tx.find<User>(kGetUser, id);
  if (!user) return error_of(problems::kNotFound, "There is no such person.");
  return *std::move(user);
}

Result<User> Accounts::find_me(const Caller& caller) {
  auto me = db_.read([&](db::Tx& tx) { return get_user(tx, caller.user_id); });
  if (!me && me.error().problem->code == Code::not_found) return error_of(problems::kSignedOut);
  return me;
}

Accounts::Recheck Accounts::ask_recheck(db::Tx& tx, const Caller& caller, RoleMask any_of) {
  if (caller.user_id == operator_caller().user_id) return {any_of, std::nullopt};
  return {any_of, tx.later<User>(kGetUser, caller.user_id)};
}

Result<User> Accounts::Recheck::take() {
  std::optional<User> user;
  if (user_) {
    user = user_->take();
  } else {
    user.emplace();
    user->id = operator_caller().user_id;
    user->role = Role::admin;
  }
  if (!user || user->disabled || (mask_of(user->role) & any_of_) == 0)
    return error_of(problems::kDenied);
  return *std::move(user);
}

constexpr db::Sql<UserId, std::string, std::string, Role, std::optional<std::string>, std::int64_t>
    kInsertUser{"accounts.insert_user", R"sql(
  INSERT INTO users (id, email, name, role, password_hash, created_at_ms, version)
  VALUES ($1, $2, $3, $4, $5, $6, 1)
  ON CONFLICT (email) DO NOTHING
)sql"};

Result<User> Accounts::insert_user(db::Tx& tx, const User& user,
                                   const std::optional<std::string>& hash) {
  User added = user;
  added.created_at_ms = clock_.now_ms();
  if (added.name.empty()) added.name = added.email.substr(0, added.email.find('@'));
  if (tx.exec(kInsertUser, added.id, added.email, added.name, added.role, hash,
              added.created_at_ms) == 0)
    return error_of(kEmailTaken);
  return added;
}

Result<User> Accounts::add_user(const Caller& by, std::string_view email, std::string_view name,
                                Role role, std::optional<std::string> password) {
  User user;
  user.email = normal_email(email);
  user.name = name;
  user.role = role;
  if (const auto fine = check_email(user.email); !fine) return fine.error();
  std::optional<std::string> hash;
  if (password) {
    if (const auto fine = passwords_->check(*password, user.email, name); !fine)
      return fine.error();
    const auto turn = hashing_->enter(true);
    if (!turn) return hashes_busy();
    hash = passwords_->hash(*password);
  }
  user.id = ids_.next<UserTag>();
  return db_.write([&](db::Tx& tx) -> Result<User> {
    if (const auto admin = recheck(tx, by, kAdmin); !admin) return admin.error();
    if (role == Role::admin) security_change(tx, user.id);
    auto added = insert_user(tx, user, hash);
    if (!added) return added.error();
    record(tx, "user.added", by.user_id, added->id.text,
           fmt::format(R"({{"role":"{}"}})", name_of(role)));
    return added;
  });
}

constexpr db::Sql<UserId> kOtherAdmin{"accounts.other_admin", R"sql(
  SELECT id FROM users WHERE role = 'admin' AND disabled_at_ms IS NULL AND id <> $1 LIMIT 1
)sql"};
constexpr db::Sql<UserId, std::string, Role, std::optional<std::int64_t>, bool> kUpdateUser{
    "accounts.update_user", R"sql(
  UPDATE users SET name = $2, role = $3, disabled_at_ms = $4, crew_lead = $5, version = version + 1
  WHERE id = $1
)sql"};
constexpr db::Sql<UserId> kDeleteSessions{"accounts.delete_sessions", R"sql(
  DELETE FROM sessions WHERE user_id = $1
)sql"};
// A link that is still out must not let a disabled person, or an old role, back in.
constexpr db::Sql<UserId> kDeleteOpenLinks{"accounts.delete_open_links", R"sql(
  DELETE FROM links WHERE user_id = $1 AND used_at_ms IS NULL
)sql"};

struct UserChange {
  std::string name;
  Role role = Role::crew;
  bool disabled = false;
  bool crew_lead = false;
};
BOOST_DESCRIBE_STRUCT(UserChange, (), (name, role, disabled, crew_lead))

namespace {
Result<void> apply(const UserWish& wish, User& user) {
  user.name = wish.name.value_or(user.name);
  user.role = wish.role.value_or(user.role);
  user.disabled = wish.disabled.value_or(user.disabled);
  const bool crew = user.role == Role::crew;
  if (!crew && wish.crew_lead.value_or(false))
    return field_error(problems::kInvalid, "crew_lead", "Only crew can be a crew lead.");
  user.crew_lead = crew && wish.crew_lead.value_or(user.crew_lead);
  return {};
}
}  // namespace

Result<User> Accounts::change_user(const Caller& by, const UserId& id, const UserWish& wish) {
  return with_sessions([&] {
    return db_.write([&](db::Tx& tx) -> Result<User> {
      security_change(tx, id);
      if (const auto admin = recheck(tx, by, kAdmin); !admin) return admin.error();
      auto user = get_user(tx, id);
      if (!user) return user.error();
      const bool was_admin = user->role == Role::admin && !user->disabled;
      if (const auto fine = apply(wish, *user); !fine) return fine.error();
      const bool stays_admin = user->role == Role::admin && !user->disabled;
      if (was_admin && !stays_admin && !tx.find<UserId>(kOtherAdmin, id))
        return error_of(kLastAdmin);
      tx.run(kUpdateUser, id, user->name, user->role,
             user->disabled ? std::optional(clock_.now_ms()) : std::nullopt, user->crew_lead);
      if (user->disabled) {
        tx.run(kDeleteSessions, id);
        tx.run(kDeleteOpenLinks, id);
      }
      record(tx, "user.changed", by.user_id, id.text,
             json::to_text(UserChange{user->name, user->role, user->disabled, user->crew_lead}));
      return user;
    });
  });
}

constexpr db::Sql<UserId, std::string> kSetPassword{"accounts.set_password", R"sql(
  UPDATE users SET password_hash = $2, version = version + 1 WHERE id = $1
)sql"};

Result<void> Accounts::set_password(const Caller& by, const UserId& id, std::string_view password) {
  const auto person = db_.read([&](db::Tx& tx) { return get_user(tx, id); });
  if (!person) return person.error();
  const auto fine = passwords_->check(password, person->email, person->name);
  if (!fine) return fine.error();
  auto turn = hashing_->enter(true);
  if (!turn) return hashes_busy();
  const auto hash = passwords_->hash(password);
  turn.reset();
  return with_sessions([&] {
    return db_.write([&](db::Tx& tx) -> Result<void> {
      security_change(tx, id);
      if (const auto admin = recheck(tx, by, kAdmin); !admin) return admin.error();
      if (tx.exec(kSetPassword, id, hash) == 0) return error_of(problems::kNotFound);
      tx.run(kDeleteSessions, id);
      tx.run(kDeleteOpenLinks, id);
      record(tx, "user.password_set", by.user_id, id.text);
      return {};
    });
  });
}

constexpr db::Sql<std::string, std::int64_t> kListUsers{"accounts.list_users", R"sql(
  SELECT id, email, name, role, crew_lead, disabled_at_ms IS NOT NULL AS disabled,
         created_at_ms, last_seen_at_ms
  FROM users WHERE email > $1 ORDER BY email LIMIT $2
)sql"};

Result<Page<User>> Accounts::list_users(const Caller& caller, int limit,
                                        std::optional<std::string> cursor) {
  if (!caller.has(kAdmin)) return error_of(problems::kDenied);
  const auto after = read_cursor("users", 1, cursor);
  if (!after) return after.error();
  return db_.read([&](db::Tx& tx) -> Result<Page<User>> {
    auto users = tx.list<User>(kListUsers, after->at(0), std::int64_t{limit} + 1);
    return page_of(std::move(users), limit,
                   [](const User& last) { return write_cursor("users", {last.email}); });
  });
}

constexpr db::Sql<std::string> kFindByEmail{"accounts.find_by_email", R"sql(
  SELECT id, email, name, role, crew_lead, disabled_at_ms IS NOT NULL AS disabled,
         created_at_ms, last_seen_at_ms
  FROM users WHERE email = $1
)sql"};

Result<User> Accounts::find_by_email(db::Tx& tx, std::string_view email) {
  auto user = tx.find<User>(kFindByEmail, normal_email(email));
  if (!user) return error_of(problems::kNotFound, "Nobody has this email.");
  return *std::move(user);
}

Result<User> Accounts::find_by_email(std::string_view email) {
  return db_.read([&](db::Tx& tx) { return find_by_email(tx, email); });
}

}  // namespace accounts
