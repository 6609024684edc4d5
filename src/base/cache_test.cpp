#include "base/cache.h"

#include <doctest/doctest.h>

namespace {
std::string key_of(const char* of, int n) { return of + std::to_string(n); }
}  // namespace

TEST_CASE("what was put last stays in a full cache, and what was put first goes") {
  Cache<int> cache(160);
  for (int n = 0; n < 1'000; ++n) cache.put(key_of("first ", n), n, cache.forgotten());
  for (int n = 0; n < 20; ++n) cache.put(key_of("last ", n), n, cache.forgotten());
  for (int n = 0; n < 20; ++n) CHECK(cache.find(key_of("last ", n)) == n);
  for (int n = 0; n < 100; ++n) CHECK_FALSE(cache.find(key_of("first ", n)));
}

TEST_CASE("a full cache goes on after entries were replaced, forgotten and taken out") {
  Cache<int> cache(160);
  const auto fill = [&] {
    for (int n = 0; n < 1'000; ++n) cache.put(key_of("", n % 300), n, cache.forgotten(), 1 + n % 3);
  };
  fill();
  cache.forget_if([](const std::string&, int n) { return n % 2 == 0; });
  fill();
  CHECK(cache.load().entries > 50);
  const auto all = cache.drain();
  CHECK(all.size() > 50);
  CHECK(cache.load().entries == 0);
  fill();
  CHECK(cache.find("99") == 999);
}
