#include <doctest/doctest.h>

#include <thread>

#include "kit/accounts.h"

namespace accounts {

using kit::slug_of;

TEST_CASE("only admins add and change people, whatever the cached role says") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org", Role::admin);
  bench.person("ada@example.org", Role::admin);
  const auto was_admin = bench.caller_of(bench.token_of("ana@example.org"));
  CHECK(bench.accounts->add_user(was_admin, "new@example.org", "", Role::crew, {}));
  REQUIRE(bench.accounts->change_user(operator_caller(), ana.id, {.role = Role::reviewer}));
  CHECK(was_admin.has(kAdmin));  // a request that was under way
  CHECK(slug_of(bench.accounts->add_user(was_admin, "late@example.org", "", Role::admin, {})) ==
        "denied");
  CHECK(slug_of(bench.accounts->change_user(was_admin, ana.id, {.role = Role::admin})) == "denied");
  CHECK(slug_of(bench.accounts->create_sign_in_link(was_admin, ana.id)) == "denied");
  CHECK(slug_of(bench.accounts->list_users(bench.caller_of(bench.token_of("ana@example.org")), 50,
                                           {})) == "denied");
}

TEST_CASE("the last admin can be neither demoted nor disabled, also not by two at once") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org", Role::admin);
  CHECK(slug_of(bench.accounts->change_user(operator_caller(), ana.id, {.role = Role::crew})) ==
        "last-admin");
  CHECK(slug_of(bench.accounts->change_user(operator_caller(), ana.id, {.disabled = true})) ==
        "last-admin");
  const auto ben = bench.person("ben@example.org", Role::admin);
  std::array<std::string, 2> slugs;
  std::thread first([&] {
    slugs[0] =
        slug_of(bench.accounts->change_user(operator_caller(), ana.id, {.role = Role::crew}));
  });
  std::thread second([&] {
    slugs[1] =
        slug_of(bench.accounts->change_user(operator_caller(), ben.id, {.role = Role::crew}));
  });
  first.join();
  second.join();
  CHECK(slugs[0] + slugs[1] == "last-admin");
}

TEST_CASE("a crew lead is marked by an admin, and only while he is crew") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org");
  const auto token = bench.token_of("ana@example.org");
  CHECK_FALSE(bench.caller_of(token).has(kCrewLead));
  const auto change = [&](const UserWish& wish) {
    return bench.accounts->change_user(operator_caller(), ana.id, wish);
  };
  REQUIRE(change({.crew_lead = true}));
  CHECK(bench.caller_of(token).roles == (kCrew | kCrewLead));  // at once
  CHECK(change({.name = "Ana"})->crew_lead);                   // left out: it stays
  CHECK(slug_of(change({.role = Role::viewer, .crew_lead = true})) == "invalid-request");
  CHECK_FALSE(change({.role = Role::reviewer})->crew_lead);
  CHECK(bench.caller_of(token).roles == kReviewer);
  CHECK_FALSE(change({.role = Role::crew})->crew_lead);
}

TEST_CASE("what is no email address is refused") {
  kit::AccountsBench bench;
  for (const auto* email : {"", "ana", "@example.org", "ana@", "a na@example.org", "ana@exa mple",
                            "ana@.org", "ana@example..org", "a\"b@example.org", "ana@b@c"})
    CHECK_MESSAGE(slug_of(bench.accounts->add_user(operator_caller(), email, "", Role::crew, {})) ==
                      "invalid-request",
                  email);
  for (const auto* email :
       {"a@b.org", "ana+crew@example.org", "o'neil@example.org", "ana@localhost"})
    CHECK_MESSAGE(bench.accounts->add_user(operator_caller(), email, "", Role::crew, {}), email);
}

TEST_CASE("the list of people goes on where the cursor says") {
  kit::AccountsBench bench;
  for (const auto* email : {"c@example.org", "a@example.org", "b@example.org"})
    REQUIRE(bench.accounts->add_user(operator_caller(), email, "", Role::crew, {}));
  const auto first = bench.accounts->list_users(operator_caller(), 2, {});
  REQUIRE(first);
  REQUIRE(first->items.size() == 2);
  CHECK(first->items[1].email == "b@example.org");
  CHECK(first->items[1].name == "b");
  REQUIRE(first->next);
  const auto second = bench.accounts->list_users(operator_caller(), 2, first->next);
  REQUIRE(second);
  REQUIRE(second->items.size() == 1);
  CHECK(second->items[0].email == "c@example.org");
  CHECK_FALSE(second->next);
  CHECK(slug_of(bench.accounts->list_users(operator_caller(), 2, "made up")) == "cursor-invalid");
}

TEST_CASE("a password set by an admin ends that person's sessions") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org");
  const auto token = bench.token_of("ana@example.org");
  REQUIRE(bench.accounts->set_password(operator_caller(), ana.id, "amber valley train"));
  CHECK_FALSE(bench.is_good(token));
  CHECK(bench.accounts->sign_in("ana@example.org", "amber valley train", {""}));
}

}  // namespace accounts
