#include "loadtest/pace.h"

#include <doctest/doctest.h>

#include "loadtest/task.h"

namespace loadtest {
namespace {

using std::chrono::milliseconds;

TEST_CASE("arrivals come at their rate, and know nothing of each other") {
  std::mt19937_64 chance(11);
  const Time first = now();
  Arrivals arrivals(first, 200, chance);
  Time before = arrivals.next();
  CHECK(before == first);
  int short_gaps = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Time next = arrivals.next();
    if (next - before < milliseconds(5)) ++short_gaps;
    before = next;
  }
  CHECK(static_cast<double>(micros(before - first)) / 1e6 == doctest::Approx(100).epsilon(0.03));
  // Of exponential gaps, 1 - 1/e are shorter than the mean.
  CHECK(short_gaps / 20'000.0 == doctest::Approx(0.632).epsilon(0.03));
}

// A server that hangs for 300 ms once; ten acts, one due every 20 ms.
Task<> work(Loop& loop, std::vector<std::int64_t>& waits) {
  const Time first = now();
  for (int n = 0; n < 10; ++n) {
    const Time due = first + n * milliseconds(20);
    co_await loop.until(due);
    if (n == 2) co_await loop.until(now() + milliseconds(300));
    waits.push_back(micros(now() - due));
  }
}

TEST_CASE("who is held up has waited since he was due, and so have those behind him") {
  Loop loop;
  std::vector<std::int64_t> waits;
  auto working = work(loop, waits);
  loop.run([&] { return working.done(); });
  REQUIRE(waits.size() == 10);
  CHECK(waits[1] < 150'000);
  CHECK(waits[2] >= 300'000);
  CHECK(waits[3] >= 280'000);  // though nothing held it up by itself
  CHECK(waits[9] >= 160'000);
}

// How many of a thousand, who act once in 600 s, act within the first minute.
int early_of(bool midway) {
  std::mt19937_64 chance(7);
  Loop loop;
  int early = 0;
  for (int n = 0; n < 1'000; ++n) {
    Pace pace(loop, now(), chance, 1, midway);
    pace.put_off(600);
    if (pace.due() < now() + std::chrono::minutes(1)) ++early;
  }
  return early;
}

TEST_CASE("who is midway when the clock begins acts as often in the first minute as in any") {
  CHECK(early_of(false) == 0);
  CHECK(early_of(true) > 70);
  CHECK(early_of(true) < 130);
}

Task<> sleep_long(Loop& loop, bool& stopped) {
  stopped = !co_await loop.until(now() + std::chrono::hours(1));
}

TEST_CASE("stopping wakes all that sleep, and nothing sleeps until it is resumed") {
  Loop loop;
  bool first = false;
  bool second = false;
  auto sleeping = sleep_long(loop, first);
  loop.at(now(), [&] { loop.stop(); });
  loop.run([&] { return sleeping.done(); });
  auto late = sleep_long(loop, second);
  CHECK(first);
  CHECK(second);
  CHECK(late.done());
  loop.resume();
  auto again = sleep_long(loop, second);
  CHECK(!again.done());
}

Task<> fail(Loop& loop, milliseconds after, const char* words) {
  co_await loop.until(now() + after);
  throw std::runtime_error(words);
}

Task<> end(Loop& loop, bool& ended) {
  co_await loop.until(now() + milliseconds(30));
  ended = true;
}

TEST_CASE("when one of many fails the others come to their end, and the first fault is told") {
  Loop loop;
  bool ended = false;
  std::vector<Task<>> tasks;
  tasks.push_back(fail(loop, milliseconds(1), "first"));
  tasks.push_back(end(loop, ended));
  tasks.push_back(fail(loop, milliseconds(2), "second"));
  auto waiting = all(std::move(tasks));
  loop.run([&] { return waiting.done(); });
  CHECK(ended);
  CHECK_THROWS_WITH(waiting.result(), "first");
}

}  // namespace
}  // namespace loadtest
