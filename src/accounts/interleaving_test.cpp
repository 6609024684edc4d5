// Rules that span rows, with two transactions surely inside them at the same time. SQLite has one
// writer, so these are about PostgreSQL.
#include <doctest/doctest.h>

#include <future>
#include <thread>

#include "kit/accounts.h"

namespace accounts {
namespace {

using kit::kGoodPassword;
using kit::slug_of;

constexpr db::Sql<> kHoldUsers{"test.hold_users", "LOCK TABLE users IN SHARE MODE"};
constexpr db::Sql<> kCountWaiting{
    "test.count_waiting",
    "SELECT COUNT(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"};

// Lets nobody write to users until both threads wait: behind their checks, if these took no lock.
void run_both_at_once(kit::AccountsBench& bench, const std::function<void()>& one,
                      const std::function<void()>& two) {
  db::Database& db = **bench.database;
  std::promise<void> held;
  std::promise<void> let_go;
  std::thread holder([&] {
    const auto done = db.write([&](db::Tx& tx) -> Result<void> {
      tx.exec(kHoldUsers);
      held.set_value();
      let_go.get_future().wait();
      return {};
    });
    CHECK(done);
  });
  held.get_future().wait();
  std::thread first(one);
  std::thread second(two);
  const auto waiting = [&] {
    const auto count = db.read(
        [](db::Tx& tx) -> Result<std::int64_t> { return tx.get<std::int64_t>(kCountWaiting); });
    return count ? *count : 0;
  };
  for (int i = 0; i < 400 && waiting() < 2; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(waiting() == 2);
  let_go.set_value();
  for (auto* thread : {&holder, &first, &second}) thread->join();
}

}  // namespace

TEST_CASE("two first-admin links inside their transactions at once make one admin") {
  kit::AccountsBench bench;
  if (!(*bench.database)->is_postgres()) return;
  std::array<std::string, 2> slugs;
  const auto redeem = [&](std::size_t i) {
    const auto link = bench.accounts->create_first_admin_link();
    const auto token = (*link)->url.substr((*link)->url.find('#') + 1);
    return [&bench, &slugs, i, token] {
      const Redemption with{fmt::format("a{}@example.org", i), "A", std::string(kGoodPassword)};
      slugs[i] = slug_of(bench.accounts->redeem_link(token, with, {""}));
    };
  };
  run_both_at_once(bench, redeem(0), redeem(1));
  CHECK(slugs[0] + slugs[1] == "link-spent");
}

TEST_CASE("two admins demoted inside their transactions at once leave one admin") {
  kit::AccountsBench bench;
  if (!(*bench.database)->is_postgres()) return;
  std::array<std::string, 2> slugs;
  const auto demote = [&](std::size_t i) {
    const auto user = bench.person(fmt::format("a{}@example.org", i), Role::admin);
    return [&bench, &slugs, i, id = user.id] {
      slugs[i] = slug_of(bench.accounts->change_user(operator_caller(), id, {.role = Role::crew}));
    };
  };
  const auto one = demote(0);
  const auto two = demote(1);
  run_both_at_once(bench, one, two);
  CHECK(slugs[0] + slugs[1] == "last-admin");
}

TEST_CASE("who is disabled while signing in has no session afterwards") {
  kit::AccountsBench bench;
  if (!(*bench.database)->is_postgres()) return;
  const auto ana = bench.person("ana@example.org");
  std::string token;
  run_both_at_once(
      bench,
      [&] {
        const auto signed_in = bench.accounts->sign_in("ana@example.org", kGoodPassword, {""});
        if (signed_in) token = signed_in->token;
      },
      [&] { CHECK(bench.accounts->change_user(operator_caller(), ana.id, {.disabled = true})); });
  REQUIRE(bench.accounts->change_user(operator_caller(), ana.id, {.disabled = false}));
  CHECK_FALSE(bench.is_good(token));  // also not when the account is enabled again
}

}  // namespace accounts
