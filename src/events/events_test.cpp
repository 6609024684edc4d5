#include "events/events.h"

#include <doctest/doctest.h>

#include <thread>

#include "kit/database.h"

namespace {
struct Log {
  std::unique_ptr<kit::TestDatabase> database = kit::TestDatabase::migrated();
  SystemEntropy entropy;
  Ids ids{database->clock(), entropy};
  Events events{ids};
  Sealer sealer{**database, events};

  db::Database& db() { return **database; }

  void append(const std::string& subject, int times = 1) {
    REQUIRE(db().write([&](db::Tx& tx) -> Result<void> {
      for (int i = 0; i < times; ++i)
        events.append(tx, {"thing.done", subject, "someone", std::nullopt,
                           R"({"i":)" + std::to_string(i) + "}", 1'000 + i});
      return {};
    }));
  }
  std::vector<EventRow> since(std::int64_t seq) {
    REQUIRE(sealer.seal_now());
    return *db().read([&](db::Tx& tx) -> Result<std::vector<EventRow>> {
      return events.list_since(tx, seq, 10'000);
    });
  }
  template <class... P>
  void tamper(const db::Sql<P...>& sql, const P&... args) {
    REQUIRE(db().write([&](db::Tx& tx) -> Result<void> {
      CHECK(tx.exec(sql, args...) == 1);
      return {};
    }));
  }
  Events::Verdict verify() { return *events.verify(db()); }
};

constexpr db::Sql<std::int64_t> kTamperBody{"test.tamper_body",
                                            "UPDATE events SET body = '{\"i\":99}' WHERE seq = $1"};
constexpr db::Sql<std::int64_t> kDelete{"test.delete", "DELETE FROM events WHERE seq = $1"};
constexpr db::Sql<std::int64_t, std::string> kTamperChain{
    "test.tamper_chain", "UPDATE events SET chain = $2 WHERE seq = $1"};
}  // namespace

TEST_CASE("events are numbered without gaps, in the order of their transaction") {
  Log log;
  log.append("a", 50);
  log.append("b", 50);
  const auto rows = log.since(0);
  REQUIRE(rows.size() == 100);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i].seq == static_cast<std::int64_t>(i + 1));
    CHECK(rows[i].at_ms == static_cast<std::int64_t>(1'000 + i % 50));
  }
  CHECK(log.since(98).size() == 2);
}

TEST_CASE("a rolled-back event never was") {
  Log log;
  CHECK(!log.db().write([&](db::Tx& tx) -> Result<void> {
    log.events.append(tx, {"thing.done", "a", std::nullopt, std::nullopt, "{}", 1});
    return error_of(problems::kConflict);
  }));
  log.append("b");
  const auto rows = log.since(0);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].seq == 1);
}

TEST_CASE("what is undone inside a transaction leaves no gap in the numbers") {
  Log log;
  log.append("a");
  REQUIRE(log.db().write([&](db::Tx& tx) -> Result<void> {
    const auto undone = tx.attempt([&]() -> Result<void> {
      log.events.append(tx, {"thing.done", "undone", std::nullopt, std::nullopt, "{}", 1});
      return error_of(problems::kConflict);
    });
    CHECK(!undone);
    log.events.append(tx, {"thing.done", "b", std::nullopt, std::nullopt, "{}", 1});
    return {};
  }));
  const auto rows = log.since(0);
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].subject_id == "b");
  CHECK(log.verify().checked == 2);
}

TEST_CASE("what was appended before there was a sealer is numbered with the next write") {
  Log log;
  log.append("a");
  Events alone(log.ids);  // as a command has it
  REQUIRE(log.db().write([&](db::Tx& tx) -> Result<void> {
    alone.append(tx, {"thing.done", "c", std::nullopt, std::nullopt, "{}", 1});
    return {};
  }));
  log.append("b");
  CHECK(log.since(0).size() == 3);
  CHECK(log.verify().checked == 3);
  CHECK(!log.verify().first_bad_seq);
}

TEST_CASE("the events of one subject come in order, sealed or not") {
  Log log;
  log.append("a", 3);
  log.append("b", 1);
  const auto rows = log.db().read([&](db::Tx& tx) -> Result<std::vector<EventRow>> {
    return log.events.list_of_subject(tx, "a", 100);
  });
  REQUIRE(rows->size() == 3);
  CHECK((*rows)[0].body == R"({"i":0})");
  CHECK((*rows)[2].body == R"({"i":2})");
}

TEST_CASE("many writers and several sealers leave one whole chain") {
  Log log;
  Events other_events(log.ids);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 25; ++i) log.append("s", 2);
      });
    if (log.db().is_postgres())
      for (int t = 0; t < 3; ++t)
        threads.emplace_back([&] {
          for (int i = 0; i < 50; ++i)
            CHECK(log.db().write([&](db::Tx& tx) -> Result<void> {
              other_events.seal(tx);
              return {};
            }));
        });
  }
  CHECK(log.since(0).size() == 400);
  const auto verdict = log.verify();
  CHECK(verdict.checked == 400);
  CHECK(!verdict.first_bad_seq);
}

TEST_CASE("whoever changes, removes or cuts the log is found, with the first bad number") {
  Log log;
  log.append("a", 20);
  REQUIRE(log.since(0).size() == 20);
  CHECK(!log.verify().first_bad_seq);
  SUBCASE("a changed body") {
    log.tamper(kTamperBody, std::int64_t{7});
    CHECK(log.verify().first_bad_seq == 7);
  }
  SUBCASE("a removed row") {
    log.tamper(kDelete, std::int64_t{9});
    CHECK(log.verify().first_bad_seq == 9);
  }
  SUBCASE("a cut tail") {
    log.tamper(kDelete, std::int64_t{20});
    CHECK(log.verify().first_bad_seq == 20);
  }
  SUBCASE("a chain that leads elsewhere") {
    log.tamper(kTamperChain, std::int64_t{5}, std::string(64, '0'));
    CHECK(log.verify().first_bad_seq == 5);
  }
}
