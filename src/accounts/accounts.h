// People, passwords, sessions, roles, one-time links. Owns users, sessions, links, auth_head and
// auth_changes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "accounts/roles.h"
#include "base/clock.h"
#include "base/page.h"
#include "base/result.h"
#include "base/scalars.h"
#include "db/db.h"
#include "events/events.h"

namespace accounts {

// Settings; each is described in server/config.h.
enum class SignupPolicy { open, domain, invite };
BOOST_DESCRIBE_ENUM(SignupPolicy, open, domain, invite)
enum class PasswordHash { argon2id, bcrypt };
BOOST_DESCRIBE_ENUM(PasswordHash, argon2id, bcrypt)

struct Settings {
  std::vector<std::string> session_secrets;  // first signs; the others are still read (rotation)
  std::int64_t session_idle_ms = 7 * 86'400'000LL;
  std::int64_t session_absolute_ms = 30 * 86'400'000LL;
  SignupPolicy signup = SignupPolicy::invite;
  std::string signup_domain;
  int password_min_length = 12;
  PasswordHash password_hash = PasswordHash::argon2id;
  int bcrypt_rounds = 10;
  std::string public_url;              // decides __Host- and Secure, and what links begin with
  std::uint64_t upload_bytes_max = 0;  // told to the phone in Me
};

struct User {
  UserId id;
  std::string email;
  std::string name;
  Role role = Role::crew;
  bool disabled = false;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> last_seen_at_ms;
};
BOOST_DESCRIBE_STRUCT(User, (), (id, email, name, role, disabled, created_at_ms, last_seen_at_ms))

// A fresh session: the token leaves the server once, in the cookie.
struct SignedIn {
  User user;
  std::string token;
};

inline constexpr Problem kSignInFailed{
    "sign-in-failed", Code::unauthorized, "Email or password is wrong",
    "Check both and try again, or ask an admin for a sign-in link."};
inline constexpr Problem kEmailTaken{"email-taken", Code::conflict, "This email has an account",
                                     "Sign in instead, or use another email."};
inline constexpr Problem kSignupClosed{"signup-closed", Code::denied, "Sign-up is by invitation",
                                       "Ask an admin to add you."};
inline constexpr Problem kPasswordWeak{"password-weak", Code::invalid, "The password is too weak",
                                       "Choose a longer one; a few words in a row do well."};
inline constexpr Problem kLinkSpent{"link-spent", Code::gone, "This link no longer works",
                                    "Links work once and for a short time. Ask for a new one."};

class Accounts {
 public:
  // All references outlive this object.
  static std::unique_ptr<Accounts> open(db::Database&, events::Events&, const Clock&, const Ids&,
                                        Entropy&, const Settings&);
  virtual ~Accounts() = default;

  // signup-closed, email-taken, password-weak. A person who signs up is crew, always.
  virtual Result<SignedIn> sign_up(std::string_view email, std::string_view password,
                                   std::string_view name, std::string_view device) = 0;
  // sign-in-failed, in the same time whether the person exists or not.
  virtual Result<SignedIn> sign_in(std::string_view email, std::string_view password,
                                   std::string_view device) = 0;
  virtual Result<void> sign_out(const Caller&) = 0;
  // The other sessions of this person end. sign-in-failed, password-weak.
  virtual Result<void> change_password(const Caller&, std::string_view current,
                                       std::string_view wanted) = 0;

  // Who holds this token? From the cache; the database only on a miss. An unknown, expired or
  // revoked token gives a Caller without user_id.
  virtual Result<Caller> identify(std::string_view token) = 0;

  // Re-reads the caller inside a transaction that matters (D3). denied when the person is disabled
  // or no longer has one of these roles.
  virtual Result<User> recheck(db::Tx&, const Caller&, RoleMask any_of) = 0;

  // For commands, demo data and admins. password-weak, email-taken, not-found.
  virtual Result<User> add_user(const Caller& by, std::string_view email, std::string_view name,
                                Role role, std::optional<std::string> password) = 0;
  virtual Result<User> change_user(const Caller& by, const UserId&, std::optional<std::string> name,
                                   std::optional<Role> role, std::optional<bool> disabled) = 0;
  virtual Result<void> set_password(const Caller& by, const UserId&, std::string_view password) = 0;
  virtual Result<Page<User>> list_users(const Caller&, int limit,
                                        std::optional<std::string> cursor) = 0;
  virtual Result<User> find_by_email(std::string_view email) = 0;

  // A single-use link, e.g. https://photos.example.org/link#<token>.
  struct Link {
    std::string url;
    std::int64_t expires_at_ms = 0;
  };
  virtual Result<Link> create_sign_in_link(const Caller& by, const UserId&) = 0;
  // The link that makes the first admin; nothing when there is an admin already.
  virtual Result<std::optional<Link>> create_first_admin_link() = 0;

  // Ends expired sessions and links; called by a housekeeping timer.
  virtual void sweep() = 0;
};

// The caller for commands on the server's own command line: an admin without an account.
Caller operator_caller();

}  // namespace accounts
