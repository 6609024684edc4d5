#include "http/admission.h"

#include <algorithm>

namespace http {
namespace {

constexpr double kLeast = 0.02;
constexpr double kLess = 0.8;
constexpr double kMore = 0.05;

}  // namespace

void Admission::note(std::int64_t late_ms, std::int64_t now_ms) {
  last_late_ms_ = late_ms;
  least_late_ms_ = std::min(least_late_ms_, late_ms);
  if (now_ms < interval_ends_ms_) return;
  share_ =
      least_late_ms_ > kLateMs ? std::max(share_ * kLess, kLeast) : std::min(share_ + kMore, 1.0);
  least_late_ms_ = late_ms;
  interval_ends_ms_ = now_ms + kIntervalMs;
}

bool Admission::lets_in(Importance importance) {
  const double share = share_;
  if (share >= 1 || !may_be_shed(importance)) return true;
  // What is spare goes first: of it the share's square is let in.
  credit_ += importance == Importance::spare ? share * share : share;
  if (credit_ < 1) return false;
  credit_ -= 1;
  return true;
}

bool Budget::Share::grow(std::size_t bytes) {
  const std::size_t taken = budget_.taken_ += bytes;
  if (taken > budget_.most_) {
    budget_.taken_ -= bytes;
    return false;
  }
  bytes_ += bytes;
  return true;
}

}  // namespace http
