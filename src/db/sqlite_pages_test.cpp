#include "db/sqlite_pages.h"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "db/sqlite_gathering.h"

namespace {

constexpr int kPage = 4'360;  // what SQLite asks for to keep a page of 4,096 bytes

struct Database {
  Database() {
    db::sqlite::configure_library();
    REQUIRE(sqlite3_open(":memory:", &handle) == SQLITE_OK);
  }
  ~Database() { sqlite3_close(handle); }
  Database(const Database&) = delete;

  void run(const std::string& text) const {
    REQUIRE(sqlite3_exec(handle, text.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }

  sqlite3* handle = nullptr;
};

}  // namespace

TEST_CASE(
    "the pages of SQLite's caches lie apart from the heap, and leave their places to others") {
  const auto before = db::sqlite::pages_apart();
  {
    const Database database;
    database.run("CREATE TABLE a (b BLOB); INSERT INTO a VALUES (zeroblob(4000000))");
    CHECK(db::sqlite::pages_apart() - before > 900);
  }
  CHECK(db::sqlite::pages_apart() == before);
}

TEST_CASE("what SQLite takes to keep a page is as large as a slot, and grows out of it whole") {
  db::sqlite::configure_library();
  REQUIRE(sqlite3_initialize() == SQLITE_OK);
  const auto before = db::sqlite::pages_apart();
  void* page = sqlite3_malloc(kPage);
  void* heap = sqlite3_malloc(2 * kPage);
  CHECK(db::sqlite::pages_apart() == before + 1);
  CHECK(sqlite3_msize(page) >= kPage);
  std::memset(page, 'x', kPage);

  CHECK(sqlite3_realloc(page, kPage - 1'000) == page);
  page = sqlite3_realloc(page, 3 * kPage);
  CHECK(db::sqlite::pages_apart() == before);
  CHECK(std::string(static_cast<char*>(page), kPage) == std::string(kPage, 'x'));
  sqlite3_free(page);
  sqlite3_free(heap);
}

TEST_CASE("when all places are taken, pages come from the heap") {
  db::sqlite::configure_library();
  REQUIRE(sqlite3_initialize() == SQLITE_OK);
  const auto before = db::sqlite::pages_apart();
  std::vector<void*> pages;
  for (auto taken = before; taken == db::sqlite::pages_apart(); ++taken) {
    pages.push_back(sqlite3_malloc(kPage));
    REQUIRE(pages.back());
  }
  CHECK(pages.size() > 20'000);  // the writer's cache and some readers'
  CHECK(sqlite3_msize(pages.back()) >= kPage);
  for (void* page : pages) sqlite3_free(page);
  CHECK(db::sqlite::pages_apart() == before);
}

TEST_CASE("threads that take and give back pages never hold the same one") {
  db::sqlite::configure_library();
  REQUIRE(sqlite3_initialize() == SQLITE_OK);
  const auto before = db::sqlite::pages_apart();
  std::array<bool, 4> alone{};
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < alone.size(); ++thread)
    threads.emplace_back([&, thread] {
      const auto mark = static_cast<unsigned char>(thread);
      alone[thread] = true;
      for (int round = 0; round < 2'000; ++round) {
        std::array<unsigned char*, 8> pages{};
        for (auto& page : pages) {
          page = static_cast<unsigned char*>(sqlite3_malloc(kPage));
          std::memset(page, mark, kPage);
        }
        for (auto* page : pages) {
          if (page[0] != mark || page[kPage - 1] != mark) alone[thread] = false;
          sqlite3_free(page);
        }
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(alone == std::array{true, true, true, true});
  CHECK(db::sqlite::pages_apart() == before);
}
