#include "jobs/jobs.h"

#include <doctest/doctest.h>

#include <atomic>

#include "kit/database.h"
#include "kit/logged.h"

namespace {
struct Works {
  std::unique_ptr<kit::TestDatabase> database = kit::TestDatabase::migrated();
  SystemEntropy entropy;
  Ids ids{database->clock(), entropy};
  jobs::Jobs jobs{ids, database->clock()};

  db::Database& db() { return **database; }
  jobs::Runner runner(int threads = 1) {
    return {db(), jobs, database->clock(), {.threads = threads, .poll_ms = 20, .backoff_ms = 1}};
  }
  void add(const std::string& subject) {
    REQUIRE(db().write([&](db::Tx& tx) -> Result<void> {
      jobs.add(tx, "paint", subject);
      return {};
    }));
  }
  jobs::Counts counts() {
    return *db().read([&](db::Tx& tx) -> Result<jobs::Counts> { return jobs.counts(tx, "paint"); });
  }
  std::optional<std::string> error_of_job(const std::string& subject) {
    return *db().read([&](db::Tx& tx) -> Result<std::optional<std::string>> {
      return jobs.find_error(tx, "paint", subject);
    });
  }
};

constexpr db::Sql<std::int64_t> kLeaseToTheDead{"test.lease_to_the_dead", R"sql(
  UPDATE jobs SET state = 'running', attempts = $1, leased_by = 'dead', leased_until_ms = 1
)sql"};
}  // namespace

TEST_CASE("each job runs once, however many threads there are") {
  Works works;
  std::mutex mutex;
  std::map<std::string, int> ran;
  auto runner = works.runner(4);
  runner.handle("paint", [&](const jobs::Job& job) -> jobs::Outcome {
    const std::lock_guard lock(mutex);
    ++ran[job.subject_id];
    return jobs::Done{};
  });
  for (int i = 0; i < 20; ++i) works.add(std::to_string(i));
  runner.start();
  for (int i = 10; i < 40; ++i) works.add(std::to_string(i));
  REQUIRE(runner.wait_idle());
  runner.stop();
  CHECK(ran.size() == 40);
  for (const auto& [subject, times] : ran) CHECK_MESSAGE(times == 1, subject);
}

TEST_CASE("a job that throws or asks for it is tried again, five times in all") {
  Works works;
  std::atomic<int> tries = 0;
  auto runner = works.runner();
  runner.handle("paint", [&](const jobs::Job& job) -> jobs::Outcome {
    CHECK(job.attempt == ++tries);
    if (job.attempt % 2 == 1) throw std::runtime_error("no paint");
    return jobs::Retry{"no brush"};
  });
  works.add("wall");
  runner.start();
  REQUIRE(runner.wait_idle());
  CHECK(tries == 5);
  CHECK(works.counts().failed == 1);
  CHECK(works.error_of_job("wall") == "no paint");
}

TEST_CASE("a thread that found a job due does not take it after another one's try put it off") {
  Works works;
  std::atomic<int> tries = 0;
  jobs::Runner runner(works.db(), works.jobs, works.database->clock(),
                      {.threads = 8, .poll_ms = 20, .backoff_ms = 60'000});
  runner.handle("paint", [&](const jobs::Job&) -> jobs::Outcome {
    ++tries;
    return jobs::Retry{"no brush"};
  });
  runner.start();
  for (int i = 0; i < 40; ++i) works.add(std::to_string(i));
  for (int i = 0; i < 500 && tries < 40; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(tries == 40);
}

TEST_CASE("a job that waits for something else is tried as often as it takes") {
  Works works;
  std::atomic<int> tries = 0;
  jobs::Runner runner{works.db(),
                      works.jobs,
                      works.database->clock(),
                      {.poll_ms = 20, .backoff_ms = 1, .later_ms = 1}};
  runner.handle("paint", [&](const jobs::Job& job) -> jobs::Outcome {
    CHECK(job.attempt == 1);
    if (++tries < 12) return jobs::Later{"it rains"};
    return jobs::Done{};
  });
  works.add("wall");
  runner.start();
  REQUIRE(runner.wait_idle());
  CHECK(tries == 12);
  CHECK(works.counts().failed == 0);
}

TEST_CASE("a job that failed for good is not tried again, until somebody asks") {
  Works works;
  std::atomic<int> tries = 0;
  auto runner = works.runner();
  runner.handle("paint", [&](const jobs::Job&) -> jobs::Outcome {
    if (++tries == 1) return jobs::Failed{"there is no wall"};
    return jobs::Done{};
  });
  works.add("wall");
  runner.start();
  REQUIRE(runner.wait_idle());
  CHECK(tries == 1);
  CHECK(works.error_of_job("wall") == "there is no wall");
  works.add("wall");
  REQUIRE(runner.wait_idle());
  CHECK(tries == 1);
  CHECK(*works.db().write(
      [&](db::Tx& tx) -> Result<bool> { return works.jobs.again(tx, "paint", "wall"); }));
  REQUIRE(runner.wait_idle());
  CHECK(tries == 2);
  CHECK(!works.error_of_job("wall"));
}

TEST_CASE("a job that is given up is logged once, with its subject and why") {
  Works works;
  auto runner = works.runner();
  runner.handle("paint", [](const jobs::Job& job) -> jobs::Outcome {
    if (job.subject_id == "wall") return jobs::Failed{"there is no wall"};
    return jobs::Retry{"no brush"};
  });
  const kit::Logged logged;
  works.add("wall");
  works.add("door");
  runner.start();
  REQUIRE(runner.wait_idle());
  const std::string text = logged.text();
  INFO(text);
  for (const auto* end : {R"("subject_id":"wall","reason":"there is no wall"})",
                          R"("subject_id":"door","reason":"no brush"})"}) {
    const auto at = text.find(end);
    CHECK(at != text.npos);
    CHECK(text.find(end, at + 1) == text.npos);
  }
}

TEST_CASE("a job asked for while it runs is run once more, and then no more") {
  Works works;
  std::atomic<int> tries = 0;
  auto runner = works.runner();
  runner.handle("paint", [&](const jobs::Job&) -> jobs::Outcome {
    if (++tries == 1)
      CHECK(*works.db().write(
          [&](db::Tx& tx) -> Result<bool> { return works.jobs.again(tx, "paint", "wall"); }));
    return jobs::Done{};
  });
  works.add("wall");
  runner.start();
  REQUIRE(runner.wait_idle());
  CHECK(tries == 2);
  CHECK(works.counts().failed == 0);
}

TEST_CASE("a job of a process that died is run by another, and given up after five deaths") {
  Works works;
  works.add("wall");
  std::int64_t attempts = 0;
  SUBCASE("the first") { attempts = 1; }
  SUBCASE("the fifth") { attempts = 5; }
  REQUIRE(works.db().write([&](db::Tx& tx) -> Result<void> {
    tx.exec(kLeaseToTheDead, attempts);
    return {};
  }));
  std::atomic<int> attempt = 0;
  jobs::Runner runner(works.db(), works.jobs, works.database->clock(),
                      {.lease_ms = 60, .poll_ms = 20, .backoff_ms = 1});
  runner.handle("paint", [&](const jobs::Job& job) -> jobs::Outcome {
    attempt = job.attempt;
    return jobs::Done{};
  });
  runner.start();
  REQUIRE(runner.wait_idle());
  CHECK(attempt == (attempts == 1 ? 2 : 0));
  CHECK(works.counts().failed == (attempts == 1 ? 0 : 1));
}

TEST_CASE("a lease is renewed while its job takes longer than the lease") {
  Works works;
  works.add("wall");
  std::atomic<int> runs = 0;
  jobs::Runner runner(works.db(), works.jobs, works.database->clock(),
                      {.threads = 2, .lease_ms = 300, .poll_ms = 20});
  runner.handle("paint", [&](const jobs::Job&) -> jobs::Outcome {
    ++runs;
    std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
    return jobs::Done{};
  });
  runner.start();
  REQUIRE(runner.wait_idle());
  CHECK(runs == 1);
}

TEST_CASE("stopping gives an unfinished job back without counting the try") {
  Works works;
  works.add("wall");
  std::atomic<bool> begun = false;
  {
    auto runner = works.runner();
    runner.handle("paint", [&](const jobs::Job& job) -> jobs::Outcome {
      begun = true;
      begun.notify_all();
      while (!job.stop.stop_requested()) std::this_thread::yield();
      return jobs::Retry{"stopped"};
    });
    runner.start();
    begun.wait(false);
  }
  CHECK(works.counts().queued == 1);
  std::atomic<int> attempt = 0;
  auto next = works.runner();
  next.handle("paint", [&](const jobs::Job& job) -> jobs::Outcome {
    attempt = job.attempt;
    return jobs::Done{};
  });
  next.start();
  REQUIRE(next.wait_idle());
  CHECK(attempt == 1);
}

TEST_CASE("a job of a transaction that rolled back never runs") {
  Works works;
  CHECK(!works.db().write([&](db::Tx& tx) -> Result<void> {
    works.jobs.add(tx, "paint", "wall");
    return error_of(problems::kConflict);
  }));
  CHECK(works.counts().queued == 0);
}
