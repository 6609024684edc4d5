#include "limits/turnstile.h"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

namespace {
void settle() { std::this_thread::sleep_for(std::chrono::milliseconds(30)); }
}  // namespace

TEST_CASE("those we know pass before those who came earlier, and the line has an end") {
  limits::Turnstile turnstile(1, 4, 5'000);
  auto first = turnstile.enter(false);
  REQUIRE(first);
  std::string order;
  std::mutex mutex;
  std::vector<std::jthread> line;
  const auto queue = [&](char name, bool known) {
    line.emplace_back([&, name, known] {
      const auto turn = turnstile.enter(known);
      const std::lock_guard lock(mutex);
      order += turn ? name : '-';
    });
    settle();
  };
  queue('a', false);
  queue('b', false);
  queue('c', false);
  CHECK_FALSE(turnstile.enter(false));  // the last quarter is for those we know
  queue('k', true);
  CHECK_FALSE(turnstile.enter(true));
  first.reset();
  line.clear();
  CHECK(order == "kabc");
}

TEST_CASE("a turn that does not come in time is no turn, and leaves the line as it was") {
  limits::Turnstile turnstile(1, 4, 20);
  auto first = turnstile.enter(true);
  CHECK_FALSE(turnstile.enter(true));
  first.reset();
  CHECK(turnstile.enter(false));
}
