#include "blobs/s3_guard.h"

#include <algorithm>

namespace blobs::s3 {
namespace {
constexpr double kTokensMax = 10;
constexpr double kEarned = 0.1;
constexpr std::size_t kLooked = 10;
constexpr int kFailedOfLooked = 6;
constexpr int kUnanswered = 3;
constexpr std::int64_t kFirstWaitMs = 500;
constexpr std::int64_t kLongestWaitMs = 8'000;
}  // namespace

void Budget::asked() {
  const std::lock_guard lock(mutex_);
  tokens_ = std::min(kTokensMax, tokens_ + kEarned);
}

bool Budget::take() {
  const std::lock_guard lock(mutex_);
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

bool Breaker::allow(std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (!open_) return true;
  if (probing_ || now_ms < until_ms_) return false;
  probing_ = true;
  return true;
}

void Breaker::succeeded() {
  const std::lock_guard lock(mutex_);
  unanswered_ = 0;
  if (open_ && !probing_) return;  // asked before it opened: proves nothing about now
  if (open_) last_.clear();
  open_ = probing_ = false;
  wait_ms_ = 0;
  last_.push_back(false);
  if (last_.size() > kLooked) last_.pop_front();
}

void Breaker::failed(bool answered, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  unanswered_ = answered ? 0 : unanswered_ + 1;
  last_.push_back(true);
  if (last_.size() > kLooked) last_.pop_front();
  if (open_ && !probing_) return;
  if (open_ || unanswered_ >= kUnanswered || std::ranges::count(last_, true) >= kFailedOfLooked)
    open(now_ms);
}

void Breaker::open(std::int64_t now_ms) {
  open_ = true;
  probing_ = false;
  wait_ms_ = std::clamp(wait_ms_ * 2, kFirstWaitMs, kLongestWaitMs);
  until_ms_ = now_ms + wait_ms_;
}

bool Breaker::is_open() {
  const std::lock_guard lock(mutex_);
  return open_;
}

}  // namespace blobs::s3
