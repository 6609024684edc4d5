#include "limits/limits.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

namespace limits {
namespace {

constexpr int kQuarterHour = 15 * 60;
constexpr int kMinute = 60;
constexpr int kMeasureEveryMs = 60'000;
constexpr int kNetworkTimes = 4;  // of IPv6: a /48 may have four times what a /64 may
constexpr int kPlaceRetry = 1;
constexpr std::string_view kNameKey = "names of rate limits";

int factor_of(const Settings& settings) { return settings.development ? 10 : 1; }

Quota quota_of(int max, const Settings& settings, int times = 1) {
  return {std::max(max, 1) * factor_of(settings) * times, std::int64_t{kQuarterHour} * 1'000'000};
}

std::string policy_of(std::string_view name, int max, int window_s) {
  return fmt::format("\"{}\";q={};w={}", name, max, window_s);
}

std::string policy_of(const Rule& rule) { return policy_of(rule.name, rule.max, rule.window_s); }

int in_seconds(std::int64_t time_us) { return static_cast<int>((time_us + 999'999) / 1'000'000); }

// What a count says of a quota: what is left of it and when it is whole.
http::Meter::Reading reading_of(const Traffic::Passed& passed, const Quota& quota) {
  http::Meter::Reading reading;
  const auto used_us = std::max<std::int64_t>(passed.whole_at_us - passed.now_us, 0);
  reading.allowed = passed.allowed;
  reading.remaining =
      static_cast<int>(std::max<std::int64_t>((quota.window_us - used_us) / quota.step_us(), 0));
  reading.reset_s = in_seconds(used_us);
  if (!passed.allowed)
    reading.retry_after_s =
        with_jitter(std::max(in_seconds(used_us + quota.step_us() - quota.window_us), 1));
  return reading;
}

}  // namespace

Rules rules_of(const Settings& settings) {
  const auto rule = [&](std::string_view name, int max, int window_s) {
    return Rule{name, std::max(max, 1) * factor_of(settings), window_s};
  };
  return {.pair = rule("auth", settings.auth_max, kQuarterHour),
          .address = rule("address", settings.auth_ip_max, kQuarterHour),
          .device = rule("device", settings.auth_device_max, kQuarterHour),
          .sign_up = rule("signup", settings.signup_ip_max, kQuarterHour),
          .link = rule("link", settings.link_ip_max, kQuarterHour),
          .own_password = rule("password", settings.auth_max, kQuarterHour),
          .agent = rule("agent", settings.agent_max, kMinute),
          .autonomy = rule("autonomy", settings.autonomy_max, kMinute),
          .devmode = rule("devmode", settings.devmode_max, kMinute),
          .guesses = {std::max(settings.auth_account_max, 1) * factor_of(settings), 300,
                      100 * factor_of(settings)}};
}

// How many a person has under way.
class Limits::Places : public std::enable_shared_from_this<Places> {
 public:
  explicit Places(int most) : most_(most) {}

  std::shared_ptr<void> take(const std::string& person) {
    const std::lock_guard lock(mutex_);
    int& taken = taken_[person];
    if (taken >= most_) return nullptr;
    ++taken;
    return {this, [self = shared_from_this(), person](void*) { self->leave(person); }};
  }

 private:
  void leave(const std::string& person) {
    const std::lock_guard lock(mutex_);
    const auto at = taken_.find(person);
    if (--at->second == 0) taken_.erase(at);
  }

  const int most_;
  std::mutex mutex_;
  std::unordered_map<std::string, int> taken_;
};

Limits::Limits(db::Database& database, const Settings& settings, const Clock& clock)
    : settings_(settings),
      rules_(rules_of(settings)),
      person_(quota_of(settings.api_max, settings)),
      address_(quota_of(settings.api_ip_max, settings)),
      network_(quota_of(settings.api_ip_max, settings, kNetworkTimes)),
      person_policy_(policy_of("api", person_.max, kQuarterHour)),
      address_policy_(policy_of("api", address_.max, kQuarterHour)),
      names_(HmacSha256(settings.secret).hex_of(kNameKey)),
      clock_(database, clock),
      tries_(database, clock_, names_),
      traffic_(database, clock_, names_),
      places_(std::make_shared<Places>(std::max(settings.images_at_once, 1) * factor_of(settings))),
      measure_("the shared clock", kMeasureEveryMs, [this] { clock_.measure(); }) {
  for (std::size_t number = 0; number < policies_.size(); ++number)
    if (const Rule* rule = rule_of({static_cast<std::uint8_t>(number), {}}))
      policies_[number] = policy_of(*rule);
}

Limits::~Limits() = default;

// What a class of tries is told as; nothing for the others.
const Rule* Limits::rule_of(http::RateClass rate) const {
  const std::array<const Rule*, 10> rules{
      nullptr,         nullptr, &rules_.pair,    &rules_.agent, &rules_.autonomy,
      &rules_.devmode, nullptr, &rules_.sign_up, &rules_.link,  &rules_.own_password};
  return rules.at(rate.number);
}

bool Limits::is_exact(http::RateClass rate) {
  return rate.number == agent.number || rate.number == autonomy.number ||
         rate.number == devmode.number;
}

http::Meter::Reading Limits::count(http::RateClass rate, const http::Request& head) {
  if (rate.number == free.number) return {};
  if (rate.number == api.number) return count_requests(head, false);
  if (rate.number == images.number) return take_place(head);
  Reading reading;
  reading.unsettled = is_exact(rate);
  if (reading.unsettled) return reading;
  if (rate.number == sign_in.number) reading = look_at_address(rules_.address, head, true);
  if (rate.number == sign_up.number) reading = look_at_address(rules_.sign_up, head, false);
  if (rate.number == link.number) reading = look_at_address(rules_.link, head, false);
  reading.remaining = reading.allowed ? -1 : 0;
  reading.name = rule_of(rate)->name;
  reading.policy = policies_.at(rate.number);
  return reading;
}

http::Meter::Reading Limits::settle(http::RateClass rate, const http::Request& head) {
  if (!is_exact(rate)) return count_requests(head, true);
  auto reading = count_exactly(*rule_of(rate), head);
  reading.policy = policies_.at(rate.number);
  return reading;
}

http::Meter::Reading Limits::count_requests(const http::Request& head, bool may_wait) {
  const auto count = [&](const Subject& subject, const Quota& quota) {
    return may_wait ? traffic_.settle(subject, quota) : traffic_.pass(subject, quota);
  };
  const auto tell = [&](const Traffic::Passed& passed, const Quota& quota,
                        std::string_view policy) {
    auto reading = reading_of(passed, quota);
    reading.unsettled = passed.unsettled;
    reading.policy = policy;
    reading.name = api.name;
    return reading;
  };
  const auto& person = head.caller.user_id.text;
  if (!person.empty()) return tell(count({'u', person}, person_), person_, person_policy_);
  const auto address = http::customer_of(head.client_ip);
  const Subject customer{'a', address};
  const auto network = http::network_of(head.client_ip);
  if (network.empty()) return tell(count(customer, address_), address_, address_policy_);
  if (!may_wait && !traffic_.has_credit({'n', network}, network_))
    return tell({.unsettled = true}, address_, address_policy_);
  const auto passed = count(customer, address_);
  if (!passed.allowed || passed.unsettled) return tell(passed, address_, address_policy_);
  const auto of_all = count({'n', network}, network_);
  return of_all.allowed ? tell(passed, address_, address_policy_)
                        : tell(of_all, network_, address_policy_);
}

http::Meter::Reading Limits::count_exactly(const Rule& rule, const http::Request& head) {
  const auto& person = head.caller.user_id.text;
  const auto taken = tries_.take(
      {{&rule, person.empty() ? "ip " + http::customer_of(head.client_ip) : "user " + person}});
  Reading reading;
  reading.name = rule.name;
  reading.remaining = -1;
  if (taken) return reading;
  // A store that does not answer lets nobody through here: these requests are dear.
  reading.allowed = false;
  reading.remaining = 0;
  reading.retry_after_s = reading.reset_s = taken.error().retry_after_s.value_or(1);
  return reading;
}

std::vector<Claim> Limits::claims_of(const Rule& rule, const std::string& address) {
  std::vector<Claim> claims{{&rule, http::customer_of(address), 1}};
  if (auto network = http::network_of(address); !network.empty())
    claims.push_back({&rule, std::move(network), kNetworkTimes});
  return claims;
}

Claim Limits::claim_at(const Rule& rule, const std::string& address, std::string_view thing) {
  return {&rule, fmt::format("{}\n{}", http::customer_of(address), thing)};
}

// An address that has none left is refused before its body is read and a thread is taken, unless
// it sends what may be the cookie of a known device: the route looks at that.
http::Meter::Reading Limits::look_at_address(const Rule& rule, const http::Request& head,
                                             bool heeds_devices) const {
  Reading reading;
  if (heeds_devices && !head.cookie(settings_.device_cookie).empty()) return reading;
  for (const Claim& claim : claims_of(rule, head.client_ip))
    reading.retry_after_s = std::max(reading.retry_after_s, tries_.wait_s(claim));
  if (reading.retry_after_s == 0) return reading;
  reading.allowed = false;
  reading.reset_s = reading.retry_after_s;
  reading.retry_after_s = with_jitter(reading.retry_after_s);
  return reading;
}

http::Meter::Reading Limits::take_place(const http::Request& head) {
  Reading reading;
  const auto& person = head.caller.user_id.text;
  if (person.empty()) return reading;  // gets no image
  reading.place = places_->take(person);
  if (reading.place) return reading;
  reading.allowed = false;
  reading.retry_after_s = with_jitter(kPlaceRetry);
  return reading;
}

void Limits::sweep() {
  tries_.sweep();
  traffic_.sweep();
}

}  // namespace limits
