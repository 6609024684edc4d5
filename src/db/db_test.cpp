// What both engines promise. Engine-specific promises are in sqlite_test.cpp and postgres_test.cpp.
#include "db/db.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

#include "kit/database.h"

namespace {
constexpr std::string_view kSchema = R"sql(
  CREATE TABLE parents (id CTEXT PRIMARY KEY, name TEXT, version BIGINT NOT NULL);
  CREATE TABLE children (
    id CTEXT PRIMARY KEY,
    parent_id CTEXT NOT NULL REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED,
    weight DOUBLE PRECISION,
    ripe BOOLEAN
  );
)sql";

constexpr db::Sql<std::string, std::optional<std::string>> kInsertParent{"test.insert_parent",
                                                                         R"sql(
  INSERT INTO parents (id, name, version) VALUES ($1, $2, 1)
)sql"};
constexpr db::Sql<std::string, std::string, std::optional<double>, std::optional<bool>>
    kInsertChild{"test.insert_child", R"sql(
  INSERT INTO children (id, parent_id, weight, ripe) VALUES ($1, $2, $3, $4)
)sql"};
constexpr db::Sql<> kCountParents{"test.count_parents", "SELECT COUNT(*) FROM parents"};
constexpr db::Sql<std::string> kNameOf{"test.name_of", "SELECT name FROM parents WHERE id = $1"};
constexpr db::Sql<std::string, std::int64_t> kAdvance{"test.advance", R"sql(
  UPDATE parents SET version = version + 1 WHERE id = $1 AND version = $2
)sql"};
constexpr db::Sql<std::string> kVersionOf{"test.version_of",
                                          "SELECT version FROM parents WHERE id = $1"};

struct Child {
  std::string id;
  std::string parent_id;
  std::optional<double> weight;
  std::optional<bool> ripe;
};
BOOST_DESCRIBE_STRUCT(Child, (), (id, parent_id, weight, ripe))
constexpr db::Sql<std::string> kChildren{"test.children", R"sql(
  SELECT id, parent_id, weight, ripe FROM children
  WHERE parent_id IN (SELECT value FROM json_each($1)) ORDER BY id
)sql"};

struct Family {
  kit::TestDatabase database;

  explicit Family(const db::Settings& settings = {}) : database(settings) {
    database->exclusively([&] { database->run_script(kSchema); });
  }
  db::Database& operator*() { return *database; }

  Result<void> add(const std::string& id, const std::string& name = "n") {
    return (*database).write([&](db::Tx& tx) -> Result<void> {
      tx.exec(kInsertParent, id, name);
      return {};
    });
  }
  std::int64_t parents() {
    return *(*database).read(
        [](db::Tx& tx) -> Result<std::int64_t> { return tx.get<std::int64_t>(kCountParents); });
  }
};

constexpr Problem kNo{"test-no", Code::conflict, "No", "No."};
}  // namespace

TEST_CASE("what is written is read back as it was, nulls and all") {
  Family family;
  REQUIRE((*family).write([](db::Tx& tx) -> Result<void> {
    tx.run(kInsertParent, "p", std::nullopt);
    tx.run(kInsertChild, "a", "p", 0.1, true);
    tx.exec(kInsertChild, "b", "p", std::nullopt, std::nullopt);
    return {};
  }));
  const auto children = (*family).read([](db::Tx& tx) -> Result<std::vector<Child>> {
    CHECK(tx.get<std::optional<std::string>>(kNameOf, "p") == std::nullopt);
    CHECK(!tx.find<std::optional<std::string>>(kNameOf, "q"));
    return tx.list<Child>(kChildren, R"(["p","q"])");
  });
  REQUIRE(children);
  REQUIRE(children->size() == 2);
  CHECK((*children)[0].weight == 0.1);
  CHECK((*children)[0].ripe == true);
  CHECK((*children)[1].weight == std::nullopt);
  CHECK((*children)[1].ripe == std::nullopt);
}

TEST_CASE("an empty text is a text and not a null") {
  Family family;
  REQUIRE(family.add("p", ""));
  const auto name = (*family).read([](db::Tx& tx) -> Result<std::optional<std::string>> {
    return tx.get<std::optional<std::string>>(kNameOf, "p");
  });
  CHECK(*name == "");
}

TEST_CASE("text order is by code point on both engines") {
  Family family;
  for (const char* id : {"b", "B", "a", "_", "é", "Z"}) REQUIRE(family.add(id));
  constexpr db::Sql<> kIds{"test.ids", "SELECT id FROM parents ORDER BY id"};
  const auto ids = (*family).read(
      [&](db::Tx& tx) -> Result<std::vector<std::string>> { return tx.list<std::string>(kIds); });
  CHECK(*ids == std::vector<std::string>{"B", "Z", "_", "a", "b", "é"});
}

TEST_CASE("an error undoes the whole closure") {
  Family family;
  const auto outcome = (*family).write([](db::Tx& tx) -> Result<void> {
    tx.exec(kInsertParent, "p", "n");
    return error_of(kNo);
  });
  REQUIRE(!outcome);
  CHECK(outcome.error().problem == &kNo);
  CHECK(family.parents() == 0);
}

TEST_CASE("an exception undoes the whole closure and reaches the caller") {
  Family family;
  CHECK_THROWS_WITH((void)(*family).write([](db::Tx& tx) -> Result<void> {
    tx.run(kInsertParent, "p", "n");
    throw std::runtime_error("boom");
  }),
                    "boom");
  CHECK(family.parents() == 0);
}

TEST_CASE("an attempt that fails is undone alone, at any depth") {
  Family family;
  REQUIRE((*family).write([](db::Tx& tx) -> Result<void> {
    const auto no = [&](const char* id) -> Result<void> {
      tx.run(kInsertParent, id, "n");
      return error_of(kNo);
    };
    const auto yes = [&](const char* id) -> Result<void> {
      tx.run(kInsertParent, id, "n");
      return {};
    };
    CHECK(tx.attempt([&] { return yes("1"); }));
    CHECK(!tx.attempt([&] { return no("2"); }));
    CHECK(tx.attempt([&]() -> Result<void> {
      CHECK(!tx.attempt([&] { return no("3"); }));
      return yes("4");
    }));
    CHECK(!tx.attempt([&]() -> Result<void> {
      CHECK(tx.attempt([&] { return yes("5"); }));
      return no("6");
    }));
    return yes("7");
  }));
  CHECK(family.parents() == 3);
}

TEST_CASE(
    "a row asked for early is the row as it was then, whatever follows before it is looked at") {
  Family family;
  REQUIRE(family.add("p", "before"));
  REQUIRE((*family).write([](db::Tx& tx) -> Result<void> {
    auto name = tx.later<std::string>(kNameOf, "p");
    auto nobody = tx.later<std::string>(kNameOf, "q");
    tx.run(kInsertParent, "q", "came after");
    CHECK(tx.exec(kAdvance, "p", 1) == 1);
    auto version = tx.later<std::int64_t>(kVersionOf, "p");
    CHECK(name.take() == "before");
    CHECK(!nobody.take());
    CHECK(version.take() == 2);
    return {};
  }));
  CHECK(family.parents() == 2);
}

TEST_CASE("rows that nobody looks at hurt nobody, and many of them neither") {
  Family family;
  REQUIRE(family.add("p"));
  CHECK(!(*family).write([](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < 100; ++i) (void)tx.later<std::string>(kNameOf, "p");
    tx.exec(kInsertParent, "q", "n");
    (void)tx.later<std::string>(kNameOf, "q");
    return error_of(problems::kConflict);
  }));
  CHECK(family.parents() == 1);
}

TEST_CASE("a statement that breaks a rule inside an attempt leaves the rest alive") {
  Family family;
  REQUIRE(family.add("p"));
  REQUIRE((*family).write([](db::Tx& tx) -> Result<void> {
    tx.exec(kInsertParent, "q", "n");
    CHECK_THROWS((void)tx.attempt([&]() -> Result<void> {
      tx.run(kInsertParent, "p", "twice");
      return {};
    }));
    tx.exec(kInsertParent, "r", "n");
    return {};
  }));
  CHECK(family.parents() == 3);
}

TEST_CASE("a closure that swallows a failed statement does not commit") {
  Family family;
  REQUIRE(family.add("p"));
  CHECK_THROWS((void)(*family).write([](db::Tx& tx) -> Result<void> {
    tx.exec(kInsertParent, "q", "n");
    try {
      tx.exec(kInsertParent, "p", "twice");
    } catch (const std::exception&) {
    }
    return {};
  }));
  CHECK(family.parents() == 1);
}

TEST_CASE("a foreign key may be mended until the end, and fails its own closure only") {
  Family family;
  REQUIRE((*family).write([](db::Tx& tx) -> Result<void> {
    tx.exec(kInsertChild, "a", "p", std::nullopt, std::nullopt);
    tx.exec(kInsertParent, "p", "later than its child");
    return {};
  }));
  CHECK_THROWS((void)(*family).write([](db::Tx& tx) -> Result<void> {
    tx.exec(kInsertChild, "b", "nobody", std::nullopt, std::nullopt);
    return {};
  }));
  CHECK(family.add("q"));
  CHECK(family.parents() == 2);
}

TEST_CASE("text that is not UTF-8 or has a NUL, and numbers that are none, are refused") {
  Family family;
  CHECK_THROWS((void)family.add(std::string("a\0b", 3)));
  CHECK_THROWS((void)family.add("\xff"));
  CHECK_THROWS((void)family.add("\xed\xa0\x80"));
  REQUIRE(family.add("p"));
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()})
    CHECK_THROWS((void)(*family).write([&](db::Tx& tx) -> Result<void> {
      tx.run(kInsertChild, "a", "p", bad, std::nullopt);
      return {};
    }));
}

TEST_CASE("after_commit runs once the write is durable, and never after an error") {
  Family family;
  int ran = 0;
  const auto write = [&](bool well) {
    return (*family).write([&](db::Tx& tx) -> Result<void> {
      tx.run(kInsertParent, "p", "n");
      tx.after_commit([&] {
        ++ran;
        CHECK(family.parents() == 1);
      });
      if (well) return {};
      return error_of(kNo);
    });
  };
  CHECK(!write(false));
  CHECK(ran == 0);
  CHECK(write(true));
  CHECK(ran == 1);
}

TEST_CASE("of many who change the same version, one wins each round") {
  Family family;
  REQUIRE(family.add("p"));
  constexpr int kThreads = 8;
  constexpr int kRounds = 20;
  std::atomic<int> won = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t)
      threads.emplace_back([&] {
        for (std::int64_t seen = 1; seen <= kRounds;) {
          const auto moved = (*family).write([&](db::Tx& tx) -> Result<void> {
            if (tx.exec(kAdvance, "p", seen) == 0) return error_of(kNo);
            return {};
          });
          if (moved) ++won;
          ++seen;
        }
      });
  }
  const auto version = (*family).read(
      [](db::Tx& tx) -> Result<std::int64_t> { return tx.get<std::int64_t>(kVersionOf, "p"); });
  CHECK(*version == won + 1);
  CHECK(won == kRounds);
}

TEST_CASE("a thousand writers at once are all kept, and reads go on beside them") {
  Family family;
  std::atomic<bool> writing = true;
  std::atomic<int> failed = 0;
  std::int64_t seen = 0;
  std::jthread reader([&] {
    while (writing) {
      const auto now = family.parents();
      if (now < seen) ++failed;
      seen = now;
    }
  });
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 1'000; ++i)
      threads.emplace_back([&family, &failed, i] {
        while (true) {
          const auto added = family.add(std::to_string(i));
          if (added) return;
          if (added.error().retry_after_s.value_or(0) < 1) ++failed;
          std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
      });
  }
  writing = false;
  reader.join();
  CHECK(failed == 0);
  CHECK(family.parents() == 1'000);
}

TEST_CASE("a row and a struct that disagree are a fault") {
  Family family;
  REQUIRE(family.add("p"));
  const auto read = [&] {
    return (*family).read([](db::Tx& tx) -> Result<Child> { return tx.get<Child>(kNameOf, "p"); });
  };
  CHECK_THROWS((void)read());
  const auto number = [&] {
    return (*family).read(
        [](db::Tx& tx) -> Result<std::int64_t> { return tx.get<std::int64_t>(kNameOf, "p"); });
  };
  CHECK_THROWS((void)number());
}

TEST_CASE("a read cannot write") {
  Family family;
  CHECK_THROWS((void)(*family).read(
      [](db::Tx& tx) -> Result<std::int64_t> { return tx.exec(kInsertParent, "p", "n"); }));
  CHECK(family.parents() == 0);
}

TEST_CASE("a read sees one state from its first statement to its last") {
  Family family;
  const auto counts = (*family).read([&](db::Tx& tx) -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> both{tx.get<std::int64_t>(kCountParents)};
    std::jthread([&] { CHECK(family.add("p")); }).join();
    both.push_back(tx.get<std::int64_t>(kCountParents));
    return both;
  });
  CHECK(*counts == std::vector<std::int64_t>{0, 0});
  CHECK(family.parents() == 1);
}
