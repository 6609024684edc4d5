// The rate limits (D13): who may ask how often. Owns limit_counts and limit_tries.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/ticker.h"
#include "http/http.h"
#include "limits/traffic.h"
#include "limits/tries.h"
#include "limits/turnstile.h"

namespace limits {

inline constexpr http::RateClass free{0, "free"};  // never counted
inline constexpr http::RateClass api{1, "api"};
inline constexpr http::RateClass agent{3, "agent"};
inline constexpr http::RateClass autonomy{4, "autonomy"};
inline constexpr http::RateClass devmode{5, "devmode"};
inline constexpr http::RateClass images{6, "images"};  // by how many at once

// Of class auth the network thread knows the least: whose account it is stands in the body. The
// routes themselves count (accounts), by the rules below.
inline constexpr http::RateClass sign_in{2, "auth"};
inline constexpr http::RateClass sign_up{7, "auth"};
inline constexpr http::RateClass link{8, "auth"};
inline constexpr http::RateClass own_password{9, "auth"};

// Per 15 minutes for api and auth, per minute for agent, autonomy and devmode.
struct Settings {
  bool development = false;   // ten times as much of everything
  std::string secret;         // keys the names under which counts are kept
  std::string device_cookie;  // who sends one is looked at more closely
  int api_max = 6'000;        // requests of a person
  int api_ip_max = 100;       // requests of an address, signed out
  int images_at_once = 256;   // of a person
  int auth_max = 5;           // wrong passwords from one address for one account
  int auth_ip_max = 100;      // wrong passwords from one address, whatever the accounts
  int auth_device_max = 10;   // wrong passwords on a device that signed in before
  int auth_account_max = 10;  // guesses at one account from devices nobody knows, then 1 in 5 min
  int signup_ip_max = 200;    // accounts made from one address
  int link_ip_max = 100;      // links that do not work, from one address
  int agent_max = 10;
  int autonomy_max = 5;
  int devmode_max = 20;
};

// What accounts count by.
struct Rules {
  Rule pair, address, device, sign_up, link, own_password;
  Rule agent, autonomy, devmode;
  Budget guesses;
};
Rules rules_of(const Settings& settings);

// One limit as people are shown it.
struct ShownLimit {
  std::string name;
  std::string counts;   // "requests of a person"
  std::string setting;  // "RATE_API_MAX"
  int max = 0;
  int window_s = 0;   // 0: at the same time
  std::string state;  // "in force", or what it waits for
};
std::vector<ShownLimit> list_limits(const Settings& settings);

// Safe from any thread.
class Limits final : public http::Meter {
 public:
  // The database and the clock outlive this object.
  Limits(db::Database& database, const Settings& settings, const Clock& clock);
  ~Limits() override;

  Reading count(http::RateClass rate, const http::Request& head) override;
  Reading settle(http::RateClass rate, const http::Request& head) override;

  const Rules& rules() const { return rules_; }
  Tries& tries() { return tries_; }
  // The claims of an address: its own, and its network's at four times as much.
  static std::vector<Claim> claims_of(const Rule& rule, const std::string& address);
  // That of an address for one thing.
  static Claim claim_at(const Rule& rule, const std::string& address, std::string_view thing);

  void sweep();  // called by a housekeeping timer
  std::size_t keys() const { return traffic_.keys(); }

 private:
  class Places;
  Reading count_requests(const http::Request& head, bool may_wait);
  Reading count_exactly(const Rule& rule, const http::Request& head);
  Reading look_at_address(const Rule& rule, const http::Request& head, bool heeds_devices) const;
  Reading take_place(const http::Request& head);
  const Rule* rule_of(http::RateClass rate) const;
  static bool is_exact(http::RateClass rate);

  const Settings settings_;
  const Rules rules_;
  const Quota person_, address_, network_;
  const std::string person_policy_, address_policy_;
  std::array<std::string, 10> policies_;  // of the rules, by class number
  const HmacSha256 names_;
  SharedClock clock_;
  Tries tries_;
  Traffic traffic_;
  std::shared_ptr<Places> places_;
  Ticker measure_;
};

}  // namespace limits
