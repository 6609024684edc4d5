#include "limits/tries.h"

#include <algorithm>
#include <random>

#include "base/scalars.h"
#include "base/words.h"

namespace limits {
namespace {

// As the platform says it, whose page of this name explains it.
constexpr Problem kTooMany{"rate-limited", Code::rate_limited, "Too many requests",
                           "Wait as long as Retry-After says, then go on."};

constexpr std::size_t kShutKeys = 20'000;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kGuessesKeptMs = 90 * kDayMs;
constexpr std::size_t kNameChars = 32;

using Times = std::vector<std::int64_t>;

Times times_in(std::string_view text) {
  Times times;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    std::int64_t time = 0;
    parse_scalar(text.substr(0, comma), time);
    times.push_back(time);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return times;
}

std::string text_of_times(const Times& times) { return fmt::format("{}", fmt::join(times, ",")); }

int seconds_until(std::int64_t at_ms, std::int64_t now_ms) {
  return static_cast<int>(std::max<std::int64_t>(at_ms - now_ms + 999, 1'000) / 1'000);
}

// A key under a claim, in the order in which rows are locked.
struct Asked {
  std::string key;
  std::size_t max = 0;
  std::int64_t window_ms = 0;
};

struct Full {
  std::string key;  // empty: there was room
  std::int64_t free_at_ms = 0;
};

}  // namespace

int with_jitter(int wait_s) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return wait_s + static_cast<int>(random() % static_cast<unsigned>(wait_s / 5 + 1));
}

Error too_many(int wait_s) {
  const int jittered_s = with_jitter(wait_s);
  auto error = error_of(kTooMany, fmt::format("Wait {}, then go on.", wait_in_words(jittered_s)));
  error.retry_after_s = jittered_s;
  return error;
}

Tries::Tries(db::Database& database, const SharedClock& clock, const HmacSha256& names)
    : db_(database), clock_(clock), names_(names), shut_until_ms_(kShutKeys) {}

std::string Tries::key_of(std::string_view rule, std::string_view subject) const {
  return names_.hex_of(fmt::format("{}\n{}", rule, subject)).substr(0, kNameChars);
}

int Tries::wait_s(const Claim& claim) const {
  const auto until_ms = shut_until_ms_.find(key_of(claim.rule->name, claim.subject));
  const auto now_ms = clock_.now_ms();
  return until_ms && *until_ms > now_ms ? seconds_until(*until_ms, now_ms) : 0;
}

Result<void> Tries::check(const std::vector<Claim>& claims) const {
  int longest_s = 0;
  for (const Claim& claim : claims) longest_s = std::max(longest_s, wait_s(claim));
  if (longest_s > 0) return too_many(longest_s);
  return {};
}

// The row, locked until the transaction ends: two who try at once come one after the other.
constexpr db::Sql<std::string, std::int64_t> kLockTries{"limits.lock_tries", R"sql(
  INSERT INTO limit_tries (key, state, ends_at_ms) VALUES ($1, '', $2)
  ON CONFLICT (key) DO UPDATE SET ends_at_ms = limit_tries.ends_at_ms
  RETURNING state
)sql"};
constexpr db::Sql<std::string, std::string, std::int64_t> kKeepTries{"limits.keep_tries", R"sql(
  UPDATE limit_tries SET state = $2, ends_at_ms = $3 WHERE key = $1
)sql"};

Result<Taken> Tries::take(const std::vector<Claim>& claims) {
  std::vector<Asked> asked;
  for (const Claim& claim : claims)
    asked.push_back(
        {key_of(claim.rule->name, claim.subject),
         static_cast<std::size_t>(claim.rule->max) * static_cast<std::size_t>(claim.times),
         claim.rule->window_s * std::int64_t{1'000}});
  std::ranges::sort(asked, {}, &Asked::key);
  const auto now_ms = clock_.now_ms();
  const auto full = db_.write([&](db::Tx& tx) -> Result<Full> {
    std::vector<Times> logs;
    Full first;
    for (const Asked& one : asked) {
      auto& log = logs.emplace_back(times_in(tx.get<std::string>(kLockTries, one.key, now_ms)));
      std::erase_if(log, [&](auto time) { return time <= now_ms - one.window_ms; });
      if (log.size() < one.max) continue;
      const auto free_at_ms = log[log.size() - one.max] + one.window_ms;
      if (free_at_ms > first.free_at_ms) first = {one.key, free_at_ms};
    }
    if (!first.key.empty()) return first;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      logs[i].push_back(now_ms);
      tx.run(kKeepTries, asked[i].key, text_of_times(logs[i]), now_ms + asked[i].window_ms);
    }
    return first;
  });
  if (!full) return full.error();
  if (!full->key.empty()) {
    shut_until_ms_.put(full->key, full->free_at_ms, shut_until_ms_.forgotten());
    return too_many(seconds_until(full->free_at_ms, now_ms));
  }
  Taken taken{{}, now_ms};
  for (Asked& one : asked) taken.keys.push_back(std::move(one.key));
  return taken;
}

constexpr db::Sql<std::string> kFindTries{"limits.find_tries", R"sql(
  UPDATE limit_tries SET ends_at_ms = ends_at_ms WHERE key = $1 RETURNING state, ends_at_ms
)sql"};
struct KeptTries {
  std::string state;
  std::int64_t ends_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(KeptTries, (), (state, ends_at_ms))

void Tries::give_back(db::Tx& tx, const Taken& taken) {
  for (const auto& key : taken.keys) {
    const auto row = tx.find<KeptTries>(kFindTries, key);
    if (!row) continue;
    auto times = times_in(row->state);
    const auto ours = std::ranges::find(times, taken.at_ms);
    if (ours == times.end()) continue;
    times.erase(ours);
    tx.run(kKeepTries, key, text_of_times(times), row->ends_at_ms);
  }
}

// A budget's state is two numbers: when it is whole again, and the guesses since the last success.
Result<bool> Tries::may_guess(const Budget& budget, std::string_view account, bool exists) {
  const auto key = key_of("account", account);
  const auto now_ms = clock_.now_ms();
  const auto step_ms = budget.step_s * std::int64_t{1'000};
  return db_.write([&](db::Tx& tx) -> Result<bool> {
    auto state = times_in(tx.get<std::string>(kLockTries, key, now_ms));
    state.resize(2);
    const auto whole_at_ms = std::max(state[0], now_ms) + step_ms;
    if (state[1] >= budget.in_a_row_max || whole_at_ms > now_ms + step_ms * budget.burst)
      return false;
    tx.run(kKeepTries, key, text_of_times({whole_at_ms, state[1] + 1}),
           exists ? now_ms + kGuessesKeptMs : whole_at_ms);
    return true;
  });
}

constexpr db::Sql<std::string> kForgetTries{"limits.forget_tries", R"sql(
  DELETE FROM limit_tries WHERE key = $1
)sql"};

void Tries::forget_guesses(db::Tx& tx, std::string_view account) {
  tx.run(kForgetTries, key_of("account", account));
}

constexpr db::Sql<std::int64_t> kSweepTries{"limits.sweep_tries", R"sql(
  DELETE FROM limit_tries WHERE key IN (
    SELECT key FROM limit_tries WHERE ends_at_ms < $1 ORDER BY ends_at_ms LIMIT 1000)
)sql"};

void Tries::sweep() {
  for (std::int64_t removed = 1; removed > 0;) {
    const auto swept = db_.write(
        [&](db::Tx& tx) -> Result<std::int64_t> { return tx.exec(kSweepTries, clock_.now_ms()); });
    if (!swept) return;  // busy: the next sweep comes in a minute
    removed = *swept;
  }
}

}  // namespace limits
