// People, passwords, sessions, roles, one-time links. Owns users, sessions, links, auth_head and
// auth_changes.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accounts/roles.h"
#include "base/cache.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/page.h"
#include "base/result.h"
#include "base/scalars.h"
#include "base/ticker.h"
#include "db/db.h"
#include "events/events.h"

namespace limits {
class Limits;
class Turnstile;
struct Claim;
}  // namespace limits

namespace accounts {

// Who waits for a password's hash stands on a thread of the hash pool: who is next is decided here
// (known devices first), not by the pool's queue.
inline constexpr int kHashLine = 160;
inline constexpr int kHashThreads = kHashLine + 8;

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
  bool https_only = false;  // passwords and links are taken over https, or on this machine
};

struct User {
  UserId id;
  std::string email;
  std::string name;
  Role role = Role::crew;
  bool crew_lead = false;  // of crew only: sees the crew's queue
  bool disabled = false;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> last_seen_at_ms;
};
BOOST_DESCRIBE_STRUCT(User, (),
                      (id, email, name, role, crew_lead, disabled, created_at_ms, last_seen_at_ms))

// What an admin changes of a person; what is left out stays.
struct UserWish {
  std::optional<std::string> name;
  std::optional<Role> role;
  std::optional<bool> disabled;
  std::optional<bool> crew_lead;  // goes with another role
};

// Where somebody comes from who is not signed in yet.
struct Visitor {
  std::string device;   // what the browser says it is
  std::string address;  // as far as proxies are believed
  std::string
      device_mark;  // given when somebody signed in there before; a claim until it is checked
};

// A fresh session: the token leaves the server once, in the cookie.
struct SignedIn {
  User user;
  std::string token;
  std::string device_mark;  // by which this device is known as this account's
};

inline constexpr Problem kSignInFailed{
    "sign-in-failed", Code::unauthorized, "Email or password is wrong",
    "Check both and try again, or ask an admin for a sign-in link."};
inline constexpr Problem kHttpsNeeded{
    "https-needed", Code::denied, "Sign in over https",
    "Passwords are not taken over plain http. Open the address that begins with https. (For who "
    "runs the server: the proxy must set X-Forwarded-Proto, and TRUST_PROXY must count it.)"};
inline constexpr Problem kEmailTaken{"email-taken", Code::conflict, "This email has an account",
                                     "Sign in instead, or use another email."};
inline constexpr Problem kSignupClosed{"signup-closed", Code::denied, "Sign-up is by invitation",
                                       "Ask an admin to add you."};
inline constexpr Problem kPasswordWeak{"password-weak", Code::invalid, "The password is too weak",
                                       "Choose a longer one; a few words in a row do well."};
inline constexpr Problem kLinkSpent{"link-spent", Code::gone, "This link no longer works",
                                    "Links work once and for a short time. Ask for a new one."};

inline constexpr Problem kLastAdmin{"last-admin", Code::conflict, "This is the last admin",
                                    "Make somebody else admin first."};

// One of a person's signed-in devices.
struct Session {
  std::string id;  // not the token: it opens nothing
  std::int64_t created_at_ms = 0;
  std::int64_t last_seen_at_ms = 0;
  std::string device;
  bool current = false;
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, created_at_ms, last_seen_at_ms, device, current))

enum class LinkPurpose { sign_in, first_admin };
BOOST_DESCRIBE_ENUM(LinkPurpose, sign_in, first_admin)

// A single-use link, e.g. https://photos.example.org/link#<token>.
struct Link {
  std::string url;
  std::int64_t expires_at_ms = 0;
};

// What a link is for, before it is spent.
struct LinkPreview {
  LinkPurpose purpose = LinkPurpose::sign_in;
  std::optional<std::string> name;  // whose it is
  std::int64_t expires_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(LinkPreview, (), (purpose, name, expires_at_ms))

// What the holder of a link adds to it. A first admin needs all three; others may set a password.
struct Redemption {
  std::optional<std::string> email;
  std::optional<std::string> name;
  std::optional<std::string> password;
};

struct CachedSession;
class Passwords;

// Safe from any thread. Calls that hash a password take some 30 ms of one core.
class Accounts {
 public:
  // Makes the sessions table if it is missing. All references outlive this object; the settings
  // have at least one session secret.
  static std::unique_ptr<Accounts> open(db::Database&, Events&, limits::Limits&, const Clock&,
                                        const Ids&, Entropy&, const Settings&);
  ~Accounts();
  Accounts(const Accounts&) = delete;

  const Settings& settings() const { return settings_; }

  // signup-closed, email-taken, password-weak, rate-limited. A person who signs up is crew, always.
  Result<SignedIn> sign_up(std::string_view email, std::string_view password, std::string_view name,
                           const Visitor&);
  // sign-in-failed, in the same time whether the person exists or not, and also when too many
  // strangers have guessed at this account: nothing tells. rate-limited: too many wrong passwords
  // from this address or, where the person signed in before, on this device.
  Result<SignedIn> sign_in(std::string_view email, std::string_view password, const Visitor&);
  Result<void> sign_out(const Caller&);
  // The other sessions of this person end. sign-in-failed, password-weak, rate-limited.
  Result<void> change_password(const Caller&, std::string_view current, std::string_view wanted);

  // Who holds this token? From the cache; the database only on a miss. An unknown, expired or
  // revoked token gives a Caller without user_id.
  Result<Caller> identify(std::string_view token);
  // Does what identify() said of this caller still hold, by what is in memory alone? False also
  // when it was forgotten for another reason: identify() knows. Nothing: no news of revocations
  // lately.
  std::optional<bool> still_holds(const Caller&) const;
  // The same when nothing has to be looked up; nothing when it has.
  std::optional<Caller> recognise(std::string_view token);
  std::int64_t count_sessions(db::Tx&) const;  // that have not ended
  CacheLoad cache_load() const;
  Result<User> find_me(const Caller&);  // signed-out
  Result<Items<Session>> list_sessions(const Caller&);
  Result<void> end_session(const Caller&, std::string_view session_id);  // not-found

  // Re-reads the caller inside a transaction that matters (D3). denied when the person is disabled
  // or no longer has one of these roles.
  Result<User> recheck(db::Tx& tx, const Caller& caller, RoleMask any_of) {
    return ask_recheck(tx, caller, any_of).take();
  }
  // The same in two steps, so that what the transaction reads next makes the same journey. Take it
  // before the transaction ends.
  class Recheck {
   public:
    Recheck(RoleMask any_of, std::optional<db::Later<User>> user)
        : any_of_(any_of), user_(std::move(user)) {}
    Result<User> take();

   private:
    RoleMask any_of_;
    std::optional<db::Later<User>> user_;  // nobody: the operator
  };
  Recheck ask_recheck(db::Tx&, const Caller&, RoleMask any_of);

  // For commands, demo data and admins. denied, password-weak, email-taken, not-found, last-admin;
  // invalid: only crew are crew leads.
  Result<User> add_user(const Caller& by, std::string_view email, std::string_view name, Role role,
                        std::optional<std::string> password);
  Result<User> change_user(const Caller& by, const UserId&, const UserWish& wish);
  Result<void> set_password(const Caller& by, const UserId&, std::string_view password);
  Result<Page<User>> list_users(const Caller&, int limit, std::optional<std::string> cursor);
  Result<User> find_by_email(std::string_view email);
  Result<User> find_by_email(db::Tx&, std::string_view email);  // inside a feature's transaction

  // denied, not-found.
  Result<Link> create_sign_in_link(const Caller& by, const UserId&);
  Result<bool> has_admin();
  // The link that makes the first admin; nothing when there is an admin already.
  Result<std::optional<Link>> create_first_admin_link();
  Result<LinkPreview> peek_link(std::string_view token,
                                const Visitor&);  // link-spent, rate-limited
  // Spends the link. link-spent, password-weak, email-taken, invalid, rate-limited; an error spends
  // nothing.
  Result<SignedIn> redeem_link(std::string_view token, const Redemption&, const Visitor&);

  // Ends expired sessions and links; called by a housekeeping timer. Returns how many rows went.
  std::int64_t sweep();
  // Nobody is signed in any more and no link leads in: these were of the time before a restore.
  Result<void> end_all_sessions();
  // What the timer inside does every 500 ms: hears what other instances revoked, writes when
  // sessions were last seen, makes the sessions table if somebody dropped it.
  void tick();

 private:
  struct NewSession;
  Accounts(db::Database&, Events&, limits::Limits&, const Clock&, const Ids&, Entropy&,
           const Settings&);

  std::vector<limits::Claim> sign_in_claims(std::string_view account, const Visitor&,
                                            bool known) const;
  bool is_known(const Visitor&, std::string_view account) const;
  std::string device_mark(const Visitor&, std::string_view account);
  Result<LinkPreview> find_link(std::string_view token);
  Result<void> check_link_guesses(const Visitor&) const;
  Error count_link_guess(Error error, const Visitor&);
  std::string new_token();
  std::string stored_id(std::string_view token, std::size_t secret = 0) const;
  NewSession new_session(std::string_view device);
  void start_session(db::Tx&, const UserId&, const NewSession&);
  bool trusts_cache() const;
  Result<std::optional<CachedSession>> load_session(const std::string& id);
  Caller use_session(const std::string& id, const CachedSession&);
  void write_touches();
  void poll_changes();
  bool restore_sessions_table();
  template <class F>
  auto with_sessions(F&& fn) -> std::invoke_result_t<F>;

  void security_change(db::Tx&, const UserId&);
  void record(db::Tx&, std::string_view kind, const UserId& actor, std::string_view subject_id,
              std::string body = "{}");
  Result<void> check_signup(const std::string& email) const;
  Result<User> get_user(db::Tx&, const UserId&);
  Result<User> insert_user(db::Tx&, const User&, const std::optional<std::string>& hash);
  Result<User> redeem_first_admin(db::Tx&, const Redemption&, const std::string& hash);
  Result<User> redeem_sign_in(db::Tx&, const UserId&, const std::optional<std::string>& hash);

  db::Database& db_;
  Events& events_;
  limits::Limits& limits_;
  const Clock& clock_;
  const Ids& ids_;
  Entropy& entropy_;
  const Settings settings_;
  const std::vector<HmacSha256> session_keys_;  // one per session secret, in their order
  std::unique_ptr<Passwords> passwords_;
  std::unique_ptr<limits::Turnstile> hashing_;  // few passwords at once, known devices first
  std::unique_ptr<Cache<CachedSession>> sessions_;
  std::unique_ptr<Cache<std::int64_t>> touched_;  // session id to when it was last seen
  std::atomic<std::int64_t> heard_at_ms_ = 0;     // start of the last good poll, monotonic
  std::atomic<std::int64_t> heard_seq_ = 0;
  std::unique_ptr<Ticker> ticker_;  // last: stops before the rest goes
};

// The caller for commands on the server's own command line: an admin without an account.
Caller operator_caller();

}  // namespace accounts
