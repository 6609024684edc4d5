#include <doctest/doctest.h>

#include <ctime>
#include <thread>

#include "kit/accounts.h"

namespace accounts {

using kit::kGoodPassword;
using kit::slug_of;

TEST_CASE("who signs up is crew, whatever the email and however empty the server") {
  kit::AccountsBench bench;
  const auto ana = bench.accounts->sign_up("  Ana@Example.org ", kGoodPassword, "Ana", {"phone"});
  REQUIRE(ana);
  CHECK(ana->user.role == Role::crew);
  CHECK(ana->user.email == "ana@example.org");
  CHECK(bench.is_good(ana->token));
  CHECK(slug_of(bench.accounts->sign_up("ANA@example.org", kGoodPassword, "", {""})) ==
        "email-taken");
}

TEST_CASE("of two who sign up at once on an empty server neither is admin") {
  kit::AccountsBench bench;
  std::vector<std::thread> threads;
  for (const auto* email : {"ana@example.org", "ben@example.org"})
    threads.emplace_back(
        [&bench, email] { CHECK(bench.accounts->sign_up(email, kGoodPassword, "", {""})); });
  for (auto& thread : threads) thread.join();
  static constexpr db::Sql<> kRoles{"test.roles", "SELECT MIN(role) || MAX(role) FROM users"};
  CHECK(bench.text(kRoles) == "crewcrew");
}

TEST_CASE("of two who sign up with one email at once one is told") {
  kit::AccountsBench bench;
  std::array<std::string, 2> slugs;
  std::vector<std::thread> threads;
  for (auto& slug : slugs)
    threads.emplace_back([&bench, &slug] {
      slug = slug_of(bench.accounts->sign_up("ana@example.org", kGoodPassword, "", {""}));
    });
  for (auto& thread : threads) thread.join();
  CHECK(slugs[0] + slugs[1] == "email-taken");
}

TEST_CASE("sign-up follows the policy") {
  kit::AccountsBench bench;
  bench.settings.signup = SignupPolicy::invite;
  bench.restart();
  CHECK(slug_of(bench.accounts->sign_up("ana@example.org", kGoodPassword, "", {""})) ==
        "signup-closed");
  bench.settings.signup = SignupPolicy::domain;
  bench.settings.signup_domain = "example.org";
  bench.restart();
  CHECK(slug_of(bench.accounts->sign_up("ana@example.com", kGoodPassword, "", {""})) ==
        "signup-closed");
  CHECK(slug_of(bench.accounts->sign_up("ana@evil.example.org", kGoodPassword, "", {""})) ==
        "signup-closed");
  CHECK(slug_of(bench.accounts->sign_up("ana@example.org@example.com", kGoodPassword, "", {""})) ==
        "signup-closed");
  CHECK(bench.accounts->sign_up("ana@EXAMPLE.org", kGoodPassword, "", {""}));
}

TEST_CASE("an unknown email, a wrong password and a person without one are told the same") {
  kit::AccountsBench bench;
  bench.person("ana@example.org");
  REQUIRE(bench.accounts->add_user(operator_caller(), "ben@example.org", "", Role::crew, {}));
  const auto wrong = bench.accounts->sign_in("ana@example.org", "violet harbour lanterns", {""});
  const auto unknown = bench.accounts->sign_in("nobody@example.org", kGoodPassword, {""});
  const auto no_password = bench.accounts->sign_in("ben@example.org", "", {""});
  const auto too_long = bench.accounts->sign_in("ana@example.org", std::string(5'000, 'x'), {""});
  for (const auto* outcome : {&wrong, &unknown, &no_password, &too_long}) {
    CHECK(slug_of(*outcome) == "sign-in-failed");
    CHECK(outcome->error().detail == wrong.error().detail);
  }
}

TEST_CASE("whether there is such an account is not told by the work that a sign-in takes either") {
  kit::AccountsBench bench;
  bench.settings.bcrypt_rounds = 9;
  bench.restart();
  bench.person("ana@example.org");
  REQUIRE(bench.accounts->add_user(operator_caller(), "ben@example.org", "", Role::crew, {}));
  const auto work_of = [&](const char* email) {  // of this thread, whatever else the machine does
    const auto used_ns = [] {
      timespec used{};
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
      return used.tv_sec * 1'000'000'000LL + used.tv_nsec;
    };
    const auto before_ns = used_ns();
    CHECK(slug_of(bench.accounts->sign_in(email, "violet harbour lanterns", {""})) ==
          "sign-in-failed");
    return used_ns() - before_ns;
  };
  const auto wrong = work_of("ana@example.org");
  CHECK(work_of("nobody@example.org") > wrong / 2);
  CHECK(work_of("ben@example.org") > wrong / 2);
}

TEST_CASE("a hash of the other kind opens the door, and is replaced when it does") {
  kit::AccountsBench bench;
  bench.person("ana@example.org");
  static constexpr db::Sql<> kHash{"test.hash", "SELECT password_hash FROM users"};
  CHECK(bench.text(kHash).starts_with("$2b$04$"));
  bench.settings.password_hash = PasswordHash::argon2id;
  bench.restart();
  CHECK(slug_of(bench.accounts->sign_in("ana@example.org", "wrong wrong wrong", {""})) ==
        "sign-in-failed");
  CHECK(bench.text(kHash).starts_with("$2b$04$"));
  bench.token_of("ana@example.org");
  CHECK(bench.text(kHash).starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  bench.token_of("ana@example.org");
  bench.settings.password_hash = PasswordHash::bcrypt;
  bench.settings.bcrypt_rounds = 5;
  bench.restart();
  bench.token_of("ana@example.org");
  CHECK(bench.text(kHash).starts_with("$2b$05$"));
}

TEST_CASE("a changed password ends the other sessions, not this one") {
  kit::AccountsBench bench;
  bench.person("ana@example.org");
  const auto phone = bench.token_of("ana@example.org");
  const auto laptop = bench.token_of("ana@example.org");
  const auto caller = bench.caller_of(laptop);
  CHECK(slug_of(bench.accounts->change_password(caller, "not mine at all", "amber valley train")) ==
        "sign-in-failed");
  CHECK(slug_of(bench.accounts->change_password(caller, kGoodPassword, "short")) ==
        "password-weak");
  CHECK(bench.is_good(phone));
  REQUIRE(bench.accounts->change_password(caller, kGoodPassword, "amber valley train"));
  CHECK(bench.is_good(laptop));
  CHECK_FALSE(bench.is_good(phone));
  CHECK(slug_of(bench.accounts->sign_in("ana@example.org", kGoodPassword, {""})) ==
        "sign-in-failed");
  CHECK(bench.accounts->sign_in("ana@example.org", "amber valley train", {""}));
}

TEST_CASE("what happens to an account is in its history, without secrets") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org");
  const auto caller = bench.caller_of(bench.token_of("ana@example.org"));
  REQUIRE(bench.accounts->change_password(caller, kGoodPassword, "amber valley train"));
  REQUIRE(bench.accounts->sign_out(caller));
  const auto rows = (*bench.database)->read([&](db::Tx& tx) -> Result<std::vector<EventRow>> {
    return bench.events.list_of_subject(tx, ana.id.text, 100);
  });
  REQUIRE(rows);
  std::string kinds;
  for (const auto& row : *rows) {
    kinds += row.kind + " ";
    CHECK(row.body.find("$2b$") == std::string::npos);
    CHECK(row.body.find("valley") == std::string::npos);
  }
  CHECK(kinds == "user.added session.started user.password_changed session.ended ");
}

}  // namespace accounts
