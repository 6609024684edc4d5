// What was spooled goes to the bucket when that can be reached again. The copy here goes only after
// the bucket has confirmed: whatever dies in between, one of the two is there.
#include <algorithm>
#include <random>

#include "base/log.h"
#include "blobs/key.h"
#include "blobs/s3_behaviour.h"
#include "blobs/s3_digest.h"
#include "blobs/s3_store.h"

namespace blobs::s3 {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kBatch = 64;
constexpr int kMovers = 4;
constexpr int kReachMs = 3'000;
constexpr milliseconds kWhileAway(500);
constexpr milliseconds kIdle(60'000);  // another process may have left something behind
constexpr milliseconds kLongestPause(5'000);

milliseconds jittered(milliseconds most) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return milliseconds(std::uniform_int_distribution<std::int64_t>(0, most.count())(random));
}

}  // namespace

void BucketStore::look_for_spooled() {
  local_->list([&](const Entry& entry) {
    spooled_.found(entry);
    return true;
  });
}

void BucketStore::keep_moving(const std::stop_token& stop) {
  std::mutex mine;
  milliseconds pause(0);
  while (!stop.stop_requested()) {
    try {
      const bool some = spooled_.totals().count > spooled_.totals().stuck;
      if (is_away()) {
        pause = reach_bucket() ? milliseconds(0) : kWhileAway;
      } else if (some) {
        const bool moved = move_some(stop);
        pause = moved ? milliseconds(0) : std::clamp(pause * 2, milliseconds(1'000), kLongestPause);
      } else {
        look_for_spooled();
        pause = kIdle;
      }
    } catch (const std::exception& fault) {
      log_error("moving spooled blobs met a fault", {{"reason", fault.what()}});
      pause = kLongestPause;
    }
    if (pause.count() == 0) continue;
    std::unique_lock lock(mine);
    const auto wait = pause == kIdle || pause == kWhileAway ? pause : jittered(pause);
    const auto idle = pause == kIdle;
    bell_.wait_for(lock, stop, wait, [&] {
      return idle && (client_.is_away() || spooled_.totals().count > spooled_.totals().stuck);
    });
  }
}

bool BucketStore::reach_bucket() {
  if (!trusted_) {
    const Told behaves = check_behaviour(client_, spool_dir());
    if (behaves.outcome == Outcome::refused)
      log_error("the bucket cannot be used: what is put stays spooled on this machine",
                {{"reason", behaves.why}});
    trusted_ = static_cast<bool>(behaves);
    const std::lock_guard lock(mutex_);
    trouble_ = behaves.why;
  }
  if (!trusted_ || !client_.find_bucket(kReachMs)) return false;
  log_info("the bucket answers again", {{"spooled", spooled_.totals().count}});
  return true;
}

// False: the bucket takes nothing now.
bool BucketStore::move_some(const std::stop_token& stop) {
  const auto keys = spooled_.oldest(kBatch);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> fine = true;
  {
    std::vector<std::jthread> movers;
    for (int i = 0; i < kMovers; ++i)
      movers.emplace_back([&] {
        for (std::size_t n = next++; n < keys.size() && fine && !stop.stop_requested();
             n = next++) {
          try {
            if (!move(keys[n])) fine = false;
          } catch (const std::exception& fault) {
            log_error("a spooled blob could not be moved",
                      {{"key", keys[n]}, {"reason", fault.what()}});
            fine = false;
          }
        }
      });
  }
  return fine;
}

Told BucketStore::move(const std::string& key) {
  const auto turn = turns_.of(key);
  const auto waits = local_->open(key);
  if (!waits || !*waits) {  // removed, or moved by another process
    spooled_.drop(key);
    return {Outcome::done, {}};
  }
  const auto digests = digests_of({(*waits)->fd(), 0, (*waits)->size_bytes()});
  const auto promised = promised_hash(key);
  Told moved{Outcome::damaged, "its bytes here are not what they were"};
  if (promised.empty() || promised == digests.sha256)
    moved = client_.put({key, (*waits)->fd(), (*waits)->size_bytes(), digests.sha256},
                        Existing::keep, settings_.move_ms);
  if (moved) {
    const auto removed = local_->remove(key);
    spooled_.drop(key);
    return removed ? moved : Told{Outcome::away, removed.error().detail};
  }
  {
    const std::lock_guard lock(mutex_);
    trouble_ = moved.why;
  }
  if (moved.outcome != Outcome::other && moved.outcome != Outcome::damaged) return moved;
  // It stays where it is: one of the two is what somebody was promised.
  log_error("a spooled blob cannot be moved", {{"key", key}, {"reason", moved.why}});
  spooled_.set_stuck(key);
  return {Outcome::done, {}};
}

}  // namespace blobs::s3
