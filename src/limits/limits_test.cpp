#include "limits/limits.h"

#include <doctest/doctest.h>

#include "base/limits.h"

namespace {

class StillClock final : public Clock {
 public:
  std::int64_t now_ms() const override { return ms; }
  std::int64_t monotonic_ms() const override { return ms; }
  std::int64_t ms = 1'000'000;
};

http::Request from(std::string ip, std::string user = {}) {
  http::Request request;
  request.client_ip = std::move(ip);
  request.caller.user_id = {std::move(user)};
  return request;
}

limits::Settings strict() {
  limits::Settings settings;
  settings.enforce = true;
  return settings;
}

}  // namespace

TEST_CASE("exactly the quota is let through at once, and the next request says when to come back") {
  StillClock clock;
  limits::Limits limits(strict(), clock);
  for (int left = 9; left >= 0; --left) {
    const auto reading = limits.count(limits::agent, from("", "ana"));
    CHECK(reading.allowed);
    CHECK(reading.remaining == left);
  }
  const auto refused = limits.count(limits::agent, from("", "ana"));
  CHECK_FALSE(refused.allowed);
  CHECK(refused.remaining == 0);
  CHECK(refused.retry_after_s == 6);  // a tenth of a minute gives one request back
  clock.ms += 5'999;
  CHECK_FALSE(limits.count(limits::agent, from("", "ana")).allowed);
  clock.ms += 1;
  CHECK(limits.count(limits::agent, from("", "ana")).allowed);
  CHECK_FALSE(limits.count(limits::agent, from("", "ana")).allowed);
}

TEST_CASE("a quota is whole again after its window") {
  StillClock clock;
  limits::Limits limits(strict(), clock);
  for (int i = 0; i < 20; ++i) limits.count(limits::devmode, from("", "ana"));
  clock.ms += 60'000;
  const auto reading = limits.count(limits::devmode, from("", "ana"));
  CHECK(reading.remaining == 19);
  CHECK(reading.reset_s == 3);
}

TEST_CASE("people, addresses and classes are counted apart") {
  StillClock clock;
  limits::Limits limits(strict(), clock);
  for (int i = 0; i < 5; ++i) limits.count(limits::autonomy, from("10.0.0.1", "ana"));
  CHECK_FALSE(limits.count(limits::autonomy, from("10.0.0.1", "ana")).allowed);
  CHECK(limits.count(limits::autonomy, from("10.0.0.1", "ben")).allowed);
  CHECK(limits.count(limits::autonomy, from("10.0.0.1")).allowed);
  CHECK(limits.count(limits::agent, from("10.0.0.1", "ana")).allowed);
}

TEST_CASE("a signed-in person is counted wherever they are, with the larger quota") {
  StillClock clock;
  limits::Limits limits(strict(), clock);
  CHECK(limits.count(limits::api, from("10.0.0.1", "ana")).remaining == 5'999);
  CHECK(limits.count(limits::api, from("10.9.9.9", "ana")).remaining == 5'998);
  const auto signed_out = limits.count(limits::api, from("10.0.0.1"));
  CHECK(signed_out.remaining == 99);
  CHECK(signed_out.policy == "\"api\";q=100;w=900");
}

TEST_CASE("an IPv6 customer is one /64, an IPv4 customer one address") {
  CHECK(limits::customer_of("2001:db8:1:2::1") == limits::customer_of("2001:db8:1:2:ffff::9"));
  CHECK(limits::customer_of("2001:db8:1:2::1") != limits::customer_of("2001:db8:1:3::1"));
  CHECK(limits::customer_of("10.0.0.1") != limits::customer_of("10.0.0.2"));
}

TEST_CASE("without enforcement the count goes on and nobody is refused") {
  StillClock clock;
  limits::Limits limits({}, clock);
  http::Meter::Reading reading;
  for (int i = 0; i < 50; ++i) reading = limits.count(limits::autonomy, from("", "ana"));
  CHECK(reading.allowed);
  CHECK(reading.remaining == 0);
}

TEST_CASE("what is free is not counted, and development has ten times as much") {
  StillClock clock;
  limits::Settings settings;
  settings.development = true;
  limits::Limits limits(settings, clock);
  CHECK(limits.count(limits::free, from("10.0.0.1")).policy.empty());
  CHECK(limits.count(limits::auth, from("10.0.0.1")).remaining == 49);
  CHECK(limits.count(limits::api, from("", "ana")).policy == "\"api\";q=60000;w=900");
}

TEST_CASE("a flood of new keys does not free a key that has used its quota") {
  StillClock clock;
  limits::Limits limits(strict(), clock);
  for (int i = 0; i < 6; ++i) limits.count(limits::autonomy, from("", "ana"));
  for (std::size_t i = 0; i < ceilings::kMeterKeys * 2; ++i)
    limits.count(limits::autonomy, from("", "stranger" + std::to_string(i)));
  CHECK_FALSE(limits.count(limits::autonomy, from("", "ana")).allowed);
}
