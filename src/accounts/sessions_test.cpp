#include <doctest/doctest.h>

#include "kit/accounts.h"

namespace accounts {

using kit::kGoodPassword;
using kit::slug_of;
namespace {
constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;
}  // namespace

TEST_CASE("a token opens the door, and nothing in the database is one") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org", Role::reviewer);
  const auto token = bench.token_of("ana@example.org");
  const auto caller = bench.caller_of(token);
  CHECK(caller.user_id == ana.id);
  CHECK(caller.roles == kReviewer);
  CHECK(caller.session_id != token);
  static constexpr db::Sql<> kId{"test.session_id", "SELECT id FROM sessions"};
  CHECK(bench.text(kId) == caller.session_id);
  CHECK_FALSE(bench.is_good(caller.session_id));
  CHECK_FALSE(bench.is_good(""));
  CHECK_FALSE(bench.is_good(std::string(43, 'A')));
  CHECK_FALSE(bench.is_good(token + "x"));
}

TEST_CASE("signing out kills the token at once, and only this one") {
  kit::AccountsBench bench;
  bench.person("ana@example.org");
  const auto phone = bench.token_of("ana@example.org");
  const auto laptop = bench.token_of("ana@example.org");
  CHECK(bench.is_good(phone));
  REQUIRE(bench.accounts->sign_out(bench.caller_of(phone)));
  CHECK_FALSE(bench.is_good(phone));
  CHECK(bench.is_good(laptop));
  bench.restart();
  CHECK_FALSE(bench.is_good(phone));
}

TEST_CASE("sessions survive a restart") {
  kit::AccountsBench bench;
  bench.person("ana@example.org");
  const auto token = bench.token_of("ana@example.org");
  bench.restart();
  CHECK(bench.is_good(token));
}

TEST_CASE("a session nobody uses ends after the idle time; use keeps it, up to its oldest age") {
  kit::AccountsBench bench;
  bench.person("ana@example.org");
  const auto idle = bench.token_of("ana@example.org");
  const auto used = bench.token_of("ana@example.org");
  for (int day = 0; day < 8; ++day) {
    CHECK(bench.is_good(used));
    bench.accounts->tick();  // what the timer does meanwhile
    bench.clock.advance_ms(kDayMs);
  }
  CHECK(bench.is_good(used));
  CHECK_FALSE(bench.is_good(idle));
  SUBCASE("also after a restart: the later end was written") {
    bench.restart();
    CHECK(bench.is_good(used));
    CHECK_FALSE(bench.is_good(idle));
  }
  for (int day = 8; day < 30; ++day) {
    CHECK(bench.is_good(used));
    bench.accounts->tick();  // what the timer does meanwhile
    bench.clock.advance_ms(kDayMs);
  }
  CHECK_FALSE(bench.is_good(used));
}

TEST_CASE("when somebody was last seen is written once a minute at most, and not by the request") {
  kit::AccountsBench bench;
  bench.person("ana@example.org");
  const auto token = bench.token_of("ana@example.org");
  const auto seen = [&] {
    bench.accounts->tick();
    return *bench.accounts->find_me(bench.caller_of(token))->last_seen_at_ms;
  };
  const auto first = seen();
  bench.clock.advance_ms(30'000);
  CHECK(bench.is_good(token));
  CHECK(seen() == first);
  bench.clock.advance_ms(31'000);
  CHECK(bench.is_good(token));
  CHECK(seen() >= first + 61'000);
}

TEST_CASE("expired sessions are swept, living ones stay") {
  kit::AccountsBench bench;
  bench.person("ana@example.org");
  bench.token_of("ana@example.org");
  bench.clock.advance_ms(8 * kDayMs);
  const auto token = bench.token_of("ana@example.org");
  bench.accounts->sweep();
  CHECK(bench.accounts->list_sessions(bench.caller_of(token))->items.size() == 1);
}

TEST_CASE("a token made under the old secret is read after the secret was rotated") {
  kit::AccountsBench bench;
  bench.person("ana@example.org");
  const auto old_token = bench.token_of("ana@example.org");
  bench.settings.session_secrets = {std::string(64, 'n'), std::string(64, 's')};
  bench.restart();
  CHECK(bench.is_good(old_token));
  const auto new_token = bench.token_of("ana@example.org");
  bench.settings.session_secrets = {std::string(64, 'n')};
  bench.restart();
  CHECK_FALSE(bench.is_good(old_token));
  CHECK(bench.is_good(new_token));
}

TEST_CASE("a dropped sessions table is made anew: everybody signs in again, nothing fails") {
  kit::AccountsBench bench;
  bench.person("ana@example.org");
  const auto cached = bench.token_of("ana@example.org");
  CHECK(bench.is_good(cached));
  (*bench.database)->run_script("DROP TABLE sessions");
  SUBCASE("at the next sign-in") {
    const auto token = bench.token_of("ana@example.org");
    CHECK(bench.is_good(token));
    CHECK_FALSE(bench.is_good(cached));
  }
  SUBCASE("at the next question for a token that is not cached") {
    CHECK_FALSE(bench.is_good(std::string(43, 'A')));
    CHECK_FALSE(bench.is_good(cached));
  }
  SUBCASE("by the timer") {
    bench.accounts->tick();
    CHECK_FALSE(bench.is_good(cached));
  }
  SUBCASE("at the next start") {
    bench.restart();
    CHECK_FALSE(bench.is_good(cached));
  }
  const auto token = bench.token_of("ana@example.org");
  bench.accounts->tick();
  bench.restart();
  CHECK(bench.is_good(token));
}

TEST_CASE("the sessions table made anew has the columns and indexes of the migration") {
  kit::AccountsBench bench;
  if ((*bench.database)->is_postgres()) return;  // SQLite keeps the text to compare
  static constexpr db::Sql<> kIndexes{
      "test.indexes",
      "SELECT GROUP_CONCAT(name, ' ') FROM (SELECT name FROM sqlite_master WHERE type = 'index' "
      "AND tbl_name = 'sessions' ORDER BY name)"};
  static constexpr db::Sql<> kColumns{
      "test.columns",
      "SELECT GROUP_CONCAT(name || ' ' || type || ' ' || \"notnull\" || ' ' || pk, ', ') "
      "FROM pragma_table_info('sessions')"};
  const auto indexes = bench.text(kIndexes);
  const auto columns = bench.text(kColumns);
  CHECK(indexes.find("sessions_by_expiry") != std::string::npos);
  (*bench.database)->run_script("DROP TABLE sessions");
  bench.accounts->tick();
  CHECK(bench.text(kIndexes) == indexes);
  CHECK(bench.text(kColumns) == columns);
}

TEST_CASE("a disabled person is out at once, and cannot come back in") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org");
  const auto token = bench.token_of("ana@example.org");
  CHECK(bench.is_good(token));
  REQUIRE(bench.accounts->change_user(operator_caller(), ana.id, {.disabled = true}));
  CHECK_FALSE(bench.is_good(token));
  CHECK(slug_of(bench.accounts->sign_in("ana@example.org", kGoodPassword, {""})) ==
        "sign-in-failed");
  REQUIRE(bench.accounts->change_user(operator_caller(), ana.id, {.disabled = false}));
  CHECK_FALSE(bench.is_good(token));
  CHECK(bench.is_good(bench.token_of("ana@example.org")));
}

TEST_CASE("a changed role holds for the very next request") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org", Role::reviewer);
  const auto token = bench.token_of("ana@example.org");
  CHECK(bench.caller_of(token).has(kReviewer));
  REQUIRE(bench.accounts->change_user(operator_caller(), ana.id, {.role = Role::viewer}));
  CHECK(bench.caller_of(token).roles == kViewer);
}

TEST_CASE("what one instance revokes another one forgets within a poll") {
  kit::AccountsBench bench;
  if (!(*bench.database)->is_postgres()) return;  // SQLite is one process
  const auto other = bench.open_another();
  const auto ana = bench.person("ana@example.org", Role::reviewer);
  const auto token = bench.token_of("ana@example.org");
  CHECK_FALSE(other->identify(token)->user_id.empty());
  REQUIRE(bench.accounts->change_user(operator_caller(), ana.id, {.disabled = true}));
  SUBCASE("when it heard") { other->tick(); }
  SUBCASE("when it has heard nothing for a second") { bench.clock.advance_ms(1'500); }
  CHECK(other->identify(token)->user_id.empty());
}

TEST_CASE("a person sees the own sessions and ends one of them") {
  kit::AccountsBench bench;
  bench.person("ana@example.org");
  bench.person("ben@example.org");
  const auto phone = bench.token_of("ana@example.org");
  const auto laptop = bench.caller_of(bench.token_of("ana@example.org"));
  const auto ben = bench.caller_of(bench.token_of("ben@example.org"));
  const auto sessions = bench.accounts->list_sessions(laptop);
  REQUIRE(sessions);
  CHECK(sessions->items.size() == 2);
  const auto phone_id = bench.caller_of(phone).session_id;
  CHECK(slug_of(bench.accounts->end_session(ben, phone_id)) == "not-found");
  CHECK(bench.is_good(phone));
  CHECK(bench.accounts->end_session(laptop, phone_id));
  CHECK_FALSE(bench.is_good(phone));
}

}  // namespace accounts
