// The rate classes (D13) and the counting behind them. Owns no table: traffic is counted in memory.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "base/clock.h"
#include "http/http.h"

namespace limits {

inline constexpr http::RateClass free{0, "free"};  // never counted
inline constexpr http::RateClass api{1, "api"};
inline constexpr http::RateClass auth{2, "auth"};
inline constexpr http::RateClass agent{3, "agent"};
inline constexpr http::RateClass autonomy{4, "autonomy"};
inline constexpr http::RateClass devmode{5, "devmode"};

// Requests per window: 15 minutes for api and auth, 1 minute for the others.
struct Settings {
  bool enforce = false;      // false: count and tell, refuse nobody
  bool development = false;  // ten times as much of everything
  int api_max = 6'000;       // per person
  int api_ip_max = 100;      // per address, signed out
  int auth_max = 5;
  int agent_max = 10;
  int autonomy_max = 5;
  int devmode_max = 20;
};

// Counts by GCRA, per person when signed in, else per address (IPv6: per /64, which is what one
// customer has). Holds kMeterKeys keys; beyond that those nearest to a whole quota are forgotten.
class Limits final : public http::Meter {
 public:
  Limits(const Settings& settings, const Clock& clock);  // the clock outlives this object
  ~Limits() override;

  // ~100 ns; safe from any thread.
  Reading count(http::RateClass rate, const http::Request& head) override;

 private:
  struct Quota {
    std::string_view name;
    int max = 0;
    int window_s = 0;
    std::string policy;
  };
  class Shard;
  const Quota& quota_of(http::RateClass rate, bool signed_in) const;

  const bool enforce_;
  const Clock& clock_;
  std::array<Quota, 6> quotas_;  // by class number; 0: api, signed out
  const std::string salt_;       // nobody outside can aim at another's key
  std::unique_ptr<Shard[]> shards_;
};

// The part of an address that stands for one customer: all of IPv4, the first 64 bits of IPv6.
std::string customer_of(const std::string& ip);

}  // namespace limits
