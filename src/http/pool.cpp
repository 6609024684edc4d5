#include "http/pool.h"

#include <algorithm>
#include <chrono>

namespace http {
namespace {

constexpr std::array<std::int64_t, kImportances> kPatienceMs = {500, 1'000, 5'000, 10'000};
constexpr std::int64_t kOverloadedMs = 100;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::size_t index_of(Importance importance) { return static_cast<std::size_t>(importance); }
constexpr auto kFirstKept = static_cast<std::size_t>(Importance::important);

}  // namespace

Pool::Pool(int threads_max, std::size_t queue_max)
    : threads_max_(threads_max),
      spare_and_normal_max_(threads_max - threads_max / 4),
      queue_max_(queue_max) {}

std::int64_t Pool::Lane::oldest_ms(std::int64_t now) const {
  return queue.empty() ? 0 : now - queue.front().since_ms;
}

bool Pool::has_room(Importance importance) const {
  const std::lock_guard lock(mutex_);
  const auto lane = index_of(importance);
  return waiting_ < queue_max_ && lanes_[lane].oldest_ms(now_ms()) <= kPatienceMs[lane];
}

void Pool::submit(Job job, Importance importance) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    lanes_[index_of(importance)].queue.push_back({std::move(job), now_ms()});
    ++waiting_;
    const bool all_busy = threads_.size() < static_cast<std::size_t>(busy_) + waiting_;
    if (all_busy && threads_.size() < static_cast<std::size_t>(threads_max_))
      threads_.emplace_back([this] { work(); });
  }
  wake_.notify_one();
}

Pool::Lane* Pool::next_lane() {
  for (std::size_t lane = kImportances; lane-- > 0;) {
    if (lane < kFirstKept && busy_spare_and_normal_ >= spare_and_normal_max_) return nullptr;
    if (!lanes_[lane].queue.empty()) return &lanes_[lane];
  }
  return nullptr;
}

Pool::Job Pool::take(Lane& lane) {
  const bool may_be_shed = &lane < &lanes_[kFirstKept];
  const bool newest = may_be_shed && lane.oldest_ms(now_ms()) > kOverloadedMs;
  Job job = std::move(newest ? lane.queue.back().job : lane.queue.front().job);
  if (newest) {
    lane.queue.pop_back();
  } else {
    lane.queue.pop_front();
  }
  --waiting_;
  return job;
}

void Pool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    Lane* lane = nullptr;
    wake_.wait(lock, [&] { return stopping_ || (lane = next_lane()) != nullptr; });
    if (stopping_) return;
    Job job = take(*lane);
    const int low = lane < &lanes_[kFirstKept] ? 1 : 0;
    ++busy_;
    busy_spare_and_normal_ += low;
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
    --busy_;
    busy_spare_and_normal_ -= low;
  }
}

void Pool::stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (auto& thread : threads) thread.join();
  std::array<Lane, kImportances> dropped;
  const std::lock_guard lock(mutex_);
  dropped.swap(lanes_);
  waiting_ = 0;
}

PoolLoad Pool::load() const {
  const std::lock_guard lock(mutex_);
  PoolLoad load{threads_max_, busy_, waiting_, 0};
  const auto now = now_ms();
  for (const Lane& lane : lanes_) load.oldest_ms = std::max(load.oldest_ms, lane.oldest_ms(now));
  return load;
}

}  // namespace http
