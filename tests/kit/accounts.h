// Without a server: accounts on a fresh database, with a clock that can be moved
// and the quickest password hash.
#pragma once

#include "accounts/accounts.h"
#include "kit/database.h"
#include "limits/limits.h"

namespace kit {

using accounts::Accounts;
using accounts::PasswordHash;
using accounts::Role;
using accounts::SignupPolicy;
using accounts::User;

inline constexpr std::string_view kGoodPassword = "violet harbour lantern";

struct AccountsBench {
  std::unique_ptr<TestDatabase> database = TestDatabase::migrated();
  ShiftedClock clock;
  SystemEntropy entropy;
  Ids ids{clock, entropy};
  Events events{ids};
  accounts::Settings settings;
  limits::Settings limit_settings{.secret = "the bench's secret"};
  std::unique_ptr<limits::Limits> limits;
  std::unique_ptr<Accounts> accounts;

  AccountsBench() {
    settings.session_secrets = {std::string(64, 's')};
    settings.signup = SignupPolicy::open;
    settings.password_hash = PasswordHash::bcrypt;
    settings.bcrypt_rounds = 4;
    settings.public_url = "https://photos.example.org";
    restart();
  }

  // As a restart of the program does.
  void restart() {
    accounts.reset();
    limits.reset();
    limits = std::make_unique<limits::Limits>(**database, limit_settings, clock);
    accounts = open_another();
  }
  std::unique_ptr<Accounts> open_another() {
    return Accounts::open(**database, events, *limits, clock, ids, entropy, settings);
  }

  User person(const std::string& email, Role role = Role::crew) {
    auto user = accounts->add_user(accounts::operator_caller(), email, "", role,
                                   std::string(kGoodPassword));
    if (!user) throw std::runtime_error(user.error().detail);
    return *user;
  }
  std::string token_of(const std::string& email) {
    auto signed_in = accounts->sign_in(email, kGoodPassword, {"test"});
    if (!signed_in) throw std::runtime_error(signed_in.error().detail);
    return signed_in->token;
  }
  Caller caller_of(const std::string& token) {
    auto caller = accounts->identify(token);
    if (!caller) throw std::runtime_error(caller.error().detail);
    return *caller;
  }
  bool is_good(const std::string& token) { return !caller_of(token).user_id.empty(); }

  std::string text(const db::Sql<>& sql) {
    const auto found = database->operator->()->read(
        [&](db::Tx& tx) -> Result<std::string> { return tx.find<std::string>(sql).value_or(""); });
    return found ? *found : "?";
  }
};

inline std::string slug_of(const auto& outcome) {
  return outcome ? "" : std::string(outcome.error().problem->slug);
}

}  // namespace kit
