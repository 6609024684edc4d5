#include "limits/limits.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <unordered_map>

#include "base/hex.h"
#include "base/ids.h"
#include "base/limits.h"

namespace limits {
namespace {

constexpr std::size_t kShards = 16;
constexpr std::size_t kKeysPerShard = ceilings::kMeterKeys / kShards;
constexpr int kQuarterHour_s = 15 * 60;
constexpr int kMinute_s = 60;

std::string random_salt() {
  std::array<std::byte, 16> bytes;
  SystemEntropy().fill(bytes);
  return to_hex(bytes);
}

int in_seconds(std::int64_t time_us) { return static_cast<int>((time_us + 999'999) / 1'000'000); }

}  // namespace

std::string customer_of(const std::string& ip) {
  in6_addr address;
  if (::inet_pton(AF_INET6, ip.c_str(), &address) != 1) return ip;
  std::memset(address.s6_addr + 8, 0, 8);
  char text[INET6_ADDRSTRLEN];
  return std::string(::inet_ntop(AF_INET6, &address, text, sizeof text)) + "/64";
}

// When each key's quota will be whole again, in microseconds: all that GCRA needs to remember.
class Limits::Shard {
 public:
  // The time of `key` after one more request, or what it is when that would exceed `ahead_us`.
  std::int64_t advance(std::uint64_t key, std::int64_t now_us, std::int64_t step_us,
                       std::int64_t ahead_us, bool& allowed) {
    const std::lock_guard lock(mutex_);
    if (whole_at_us_.size() >= kKeysPerShard && !whole_at_us_.contains(key)) make_room();
    std::int64_t& whole_at = whole_at_us_[key];
    const auto next = std::max(whole_at, now_us) + step_us;
    allowed = next <= now_us + ahead_us;
    if (allowed) whole_at = next;
    return whole_at;
  }

 private:
  // Of a few keys, forgets the one whose quota is nearest to whole: the least is lost.
  void make_room() {
    auto least = whole_at_us_.begin();
    auto at = least;
    for (int i = 0; i < 8 && at != whole_at_us_.end(); ++i, ++at)
      if (at->second < least->second) least = at;
    whole_at_us_.erase(least);
  }

  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::int64_t> whole_at_us_;
};

Limits::Limits(const Settings& settings, const Clock& clock)
    : enforce_(settings.enforce),
      clock_(clock),
      quotas_{{{"api", settings.api_ip_max, kQuarterHour_s, {}},
               {"api", settings.api_max, kQuarterHour_s, {}},
               {"auth", settings.auth_max, kQuarterHour_s, {}},
               {"agent", settings.agent_max, kMinute_s, {}},
               {"autonomy", settings.autonomy_max, kMinute_s, {}},
               {"devmode", settings.devmode_max, kMinute_s, {}}}},
      salt_(random_salt()),
      shards_(std::make_unique<Shard[]>(kShards)) {
  for (Quota& quota : quotas_) {
    quota.max = std::max(quota.max, 1) * (settings.development ? 10 : 1);
    quota.policy = fmt::format("\"{}\";q={};w={}", quota.name, quota.max, quota.window_s);
  }
}

Limits::~Limits() = default;

const Limits::Quota& Limits::quota_of(http::RateClass rate, bool signed_in) const {
  if (rate.number == api.number && !signed_in) return quotas_[0];
  return quotas_.at(rate.number);
}

http::Meter::Reading Limits::count(http::RateClass rate, const http::Request& head) {
  if (rate.number == free.number) return {};
  const auto& user = head.caller.user_id.text;
  const Quota& quota = quota_of(rate, !user.empty());
  const auto subject = user.empty() ? "ip " + customer_of(head.client_ip) : "user " + user;
  const auto key = std::hash<std::string>{}(fmt::format("{}{}{}", salt_, rate.number, subject));

  const std::int64_t now_us = clock_.monotonic_ms() * 1'000;
  const std::int64_t window_us = std::int64_t{quota.window_s} * 1'000'000;
  const std::int64_t step_us = window_us / quota.max;
  bool allowed = true;
  const auto whole_at_us = shards_[key % kShards].advance(key, now_us, step_us, window_us, allowed);

  Reading reading;
  const auto used_us = std::max<std::int64_t>(whole_at_us - now_us, 0);
  reading.allowed = allowed || !enforce_;
  reading.remaining = static_cast<int>((window_us - used_us) / step_us);
  reading.reset_s = in_seconds(used_us);
  if (!allowed) reading.retry_after_s = std::max(in_seconds(used_us + step_us - window_us), 1);
  reading.policy = quota.policy;
  reading.name = quota.name;
  return reading;
}

}  // namespace limits
