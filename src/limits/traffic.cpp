#include "limits/traffic.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <mutex>
#include <unordered_map>

#include "base/ids.h"
#include "base/limits.h"
#include "base/log.h"

namespace limits {
namespace {

constexpr std::size_t kShards = 16;
constexpr std::size_t kKeysPerShard = ceilings::kMeterKeys / kShards;
constexpr std::int64_t kSilentUs = 1'000'000;
constexpr std::size_t kFlushMax = 10'000;
constexpr std::size_t kFlushAtOnce = 200;
constexpr std::int64_t kLongestUs = 900'000'000;  // of all windows

using Name = std::array<std::uint64_t, 2>;  // half an HMAC

std::uint64_t random_salt() {
  std::array<std::byte, sizeof(std::uint64_t)> bytes;
  SystemEntropy().fill(bytes);
  return std::bit_cast<std::uint64_t>(bytes);
}

std::string text_of_name(const Name& name) {
  return fmt::format("{:016x}{:016x}", name[0], name[1]);
}

Name name_in(std::string_view hex) {
  const auto half = [&](std::size_t at) {
    return std::strtoull(std::string(hex.substr(at, 16)).c_str(), nullptr, 16);
  };
  return {half(0), half(16)};
}

struct NameHash {
  std::size_t operator()(const Name& name) const { return name[0] ^ name[1]; }
};

}  // namespace

// What one process knows of a key.
struct Traffic::View {
  std::int64_t whole_at_us = 0;  // when its quota is whole again
  Name name{};
  std::int64_t unsaid_us = 0;  // of it, what the table has not heard of
};

class Traffic::Shard {
 public:
  std::mutex settling;  // one at a time asks the table; who comes meanwhile finds its answer

  // `make` says what is known of a key that was not seen before.
  Passed pass(std::uint64_t key, const Quota& quota, std::int64_t now_us, bool table_answers,
              const auto& make) {
    const std::lock_guard lock(mutex_);
    const auto at = views_.find(key);
    View& view = at != views_.end() ? at->second : add(key, make());
    const auto next_us = std::max(view.whole_at_us, now_us) + quota.step_us();
    if (next_us > now_us + quota.window_us) return {false, false, view.whole_at_us, now_us};
    if (view.unsaid_us >= quota.credit() * quota.step_us() && table_answers)
      return {true, true, view.whole_at_us, now_us};
    view.unsaid_us += quota.step_us();
    view.whole_at_us = next_us;
    return {true, false, next_us, now_us};
  }

  std::optional<View> find(std::uint64_t key) const {
    const std::lock_guard lock(mutex_);
    const auto at = views_.find(key);
    return at == views_.end() ? std::nullopt : std::optional(at->second);
  }
  // The table has heard of `said_us` and knows this time. What came meanwhile stays on top.
  void adopt(std::uint64_t key, std::int64_t said_us, std::int64_t whole_at_us) {
    const std::lock_guard lock(mutex_);
    const auto at = views_.find(key);
    if (at == views_.end()) return;
    at->second.unsaid_us -= said_us;
    at->second.whole_at_us = whole_at_us + at->second.unsaid_us;
  }
  void forget_old(std::int64_t now_us) {
    const std::lock_guard lock(mutex_);
    std::erase_if(views_, [&](const auto& entry) { return entry.second.whole_at_us <= now_us; });
  }
  void take_unsaid(std::vector<View>& into) {
    const std::lock_guard lock(mutex_);
    for (auto& [key, view] : views_)
      if (view.unsaid_us > 0) {
        into.push_back(view);
        view.unsaid_us = 0;
      }
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return views_.size();
  }

 private:
  View& add(std::uint64_t key, const View& view) {
    if (views_.size() >= kKeysPerShard) make_room();
    return views_[key] = view;
  }
  // Of a few keys, forgets the one whose quota is nearest to whole: the least is lost.
  void make_room() {
    auto least = views_.begin();
    auto at = least;
    for (int i = 0; i < 8 && at != views_.end(); ++i, ++at)
      if (at->second.whole_at_us < least->second.whole_at_us) least = at;
    views_.erase(least);
  }

  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, View> views_;
};

// What an earlier run counted, of keys that were not seen yet in this one.
class Traffic::Earlier {
 public:
  void put(const Name& name, std::int64_t whole_at_us) {
    const std::lock_guard lock(mutex_);
    whole_at_us_[name] = whole_at_us;
  }
  std::int64_t take(const Name& name) {
    const std::lock_guard lock(mutex_);
    const auto at = whole_at_us_.find(name);
    if (at == whole_at_us_.end()) return 0;
    const auto found_us = at->second;
    whole_at_us_.erase(at);
    return found_us;
  }
  void forget_old(std::int64_t now_us) {
    const std::lock_guard lock(mutex_);
    std::erase_if(whole_at_us_, [&](const auto& entry) { return entry.second <= now_us; });
  }

 private:
  std::mutex mutex_;
  std::unordered_map<Name, std::int64_t, NameHash> whole_at_us_;
};

Traffic::Traffic(db::Database& database, const SharedClock& clock, const HmacSha256& names)
    : db_(database),
      clock_(clock),
      names_(names),
      salt_(random_salt()),
      shards_(std::make_unique<Shard[]>(kShards)),
      earlier_(std::make_unique<Earlier>()) {
  load();
}

Traffic::~Traffic() {
  try {
    flush();
  } catch (const std::exception& fault) {
    log_warn("what was counted last is not kept", {{"why", fault.what()}});
  }
}

std::uint64_t Traffic::key_of(const Subject& subject) const {
  return XXH3_64bits_withSeed(subject.who.data(), subject.who.size(),
                              salt_ + static_cast<unsigned char>(subject.kind));
}

Traffic::Shard& Traffic::shard_of(std::uint64_t key) const { return shards_[key % kShards]; }

Traffic::Passed Traffic::pass(const Subject& subject, const Quota& quota) {
  const auto key = key_of(subject);
  const auto now_us = clock_.now_us();
  // A time far ahead comes from a clock that was wrong.
  const auto make = [&] {
    const auto name = name_in(names_.hex_of(fmt::format("{} {}", subject.kind, subject.who)));
    return View{std::min(earlier_->take(name), now_us + quota.window_us), name, 0};
  };
  return shard_of(key).pass(key, quota, now_us, now_us >= silent_until_us_, make);
}

bool Traffic::has_credit(const Subject& subject, const Quota& quota) const {
  const auto key = key_of(subject);
  const auto view = shard_of(key).find(key);
  return !view || view->unsaid_us < quota.credit() * quota.step_us() ||
         clock_.now_us() < silent_until_us_;
}

Traffic::Passed Traffic::settle(const Subject& subject, const Quota& quota) {
  const auto key = key_of(subject);
  const std::lock_guard one_at_a_time(shard_of(key).settling);
  const auto passed = pass(subject, quota);
  if (!passed.unsettled) return passed;
  if (!report(key, quota)) silent_until_us_ = clock_.now_us() + kSilentUs;
  return pass(subject, quota);
}

// What was used goes on top of what the table knows. A time far ahead comes from a clock that was
// wrong, and binds nobody for longer than two windows.
constexpr db::Sql<std::string, std::int64_t, std::int64_t, std::int64_t> kCountUse{
    "limits.count_use", R"sql(
  INSERT INTO limit_counts (key, whole_at_us) VALUES ($1, $2 + $3)
  ON CONFLICT (key) DO UPDATE SET whole_at_us = $3 + CASE
    WHEN limit_counts.whole_at_us < $2 THEN $2
    WHEN limit_counts.whole_at_us > $4 THEN $4
    ELSE limit_counts.whole_at_us END
  RETURNING whole_at_us
)sql"};

bool Traffic::report(std::uint64_t key, const Quota& quota) {
  Shard& shard = shard_of(key);
  const auto view = shard.find(key);
  if (!view) return true;  // forgotten for others: it starts anew
  const auto name = text_of_name(view->name);
  const auto now_us = clock_.now_us();
  try {
    const auto known = db_.write([&](db::Tx& tx) -> Result<std::int64_t> {
      return tx.get<std::int64_t>(kCountUse, name, now_us, view->unsaid_us,
                                  now_us + 2 * quota.window_us);
    });
    if (known) shard.adopt(key, view->unsaid_us, *known);
    return static_cast<bool>(known);
  } catch (const std::exception& fault) {
    log_warn("requests are counted by this process alone", {{"why", fault.what()}});
    return false;
  }
}

void Traffic::flush() {
  std::vector<View> views;
  for (std::size_t i = 0; i < kShards; ++i) shards_[i].take_unsaid(views);
  std::ranges::sort(views, std::greater{}, &View::unsaid_us);
  views.resize(std::min(views.size(), kFlushMax));
  std::ranges::sort(views, {}, &View::name);  // rows are locked in one order
  const auto now_us = clock_.now_us();
  for (std::size_t first = 0; first < views.size(); first += kFlushAtOnce) {
    const auto last = std::min(first + kFlushAtOnce, views.size());
    const auto kept = db_.write([&](db::Tx& tx) -> Result<void> {
      for (std::size_t i = first; i < last; ++i)
        tx.exec(kCountUse, text_of_name(views[i].name), now_us, views[i].unsaid_us,
                now_us + 2 * kLongestUs);
      return {};
    });
    if (!kept) return;
  }
}

struct KnownUse {
  std::string key;
  std::int64_t whole_at_us = 0;
};
BOOST_DESCRIBE_STRUCT(KnownUse, (), (key, whole_at_us))

constexpr db::Sql<std::int64_t> kListUse{"limits.list_use", R"sql(
  SELECT key, whole_at_us FROM limit_counts WHERE whole_at_us > $1
  ORDER BY whole_at_us DESC LIMIT 50000
)sql"};

void Traffic::load() {
  const auto known = db_.read([&](db::Tx& tx) -> Result<std::vector<KnownUse>> {
    return tx.list<KnownUse>(kListUse, clock_.now_us());
  });
  if (!known) return;
  for (const KnownUse& use : *known) earlier_->put(name_in(use.key), use.whole_at_us);
}

constexpr db::Sql<std::int64_t> kSweepUse{"limits.sweep_use", R"sql(
  DELETE FROM limit_counts WHERE key IN (
    SELECT key FROM limit_counts WHERE whole_at_us < $1 ORDER BY whole_at_us LIMIT 1000)
)sql"};

void Traffic::sweep() {
  const auto now_us = clock_.now_us();
  for (std::size_t i = 0; i < kShards; ++i) shards_[i].forget_old(now_us);
  earlier_->forget_old(now_us);
  for (std::int64_t removed = 1; removed > 0;) {
    const auto swept =
        db_.write([&](db::Tx& tx) -> Result<std::int64_t> { return tx.exec(kSweepUse, now_us); });
    if (!swept) return;
    removed = *swept;
  }
}

std::size_t Traffic::keys() const {
  std::size_t keys = 0;
  for (std::size_t i = 0; i < kShards; ++i) keys += shards_[i].size();
  return keys;
}

}  // namespace limits
