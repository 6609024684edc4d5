#include "loadtest/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace loadtest {
namespace {

// Below 2^kBits each value has its bucket; above, each doubling has 2^(kBits-1).
constexpr int kBits = 7;
constexpr std::size_t kHalf = std::size_t{1} << (kBits - 1);

}  // namespace

std::size_t Histogram::bucket_of(std::int64_t value) {
  const auto v = static_cast<std::uint64_t>(value);
  const int shift = std::max(0, static_cast<int>(std::bit_width(v)) - kBits);
  return static_cast<std::size_t>(shift) * kHalf + static_cast<std::size_t>(v >> shift);
}

std::int64_t Histogram::upper_end(std::size_t bucket) {
  if (bucket < 2 * kHalf) return static_cast<std::int64_t>(bucket);
  const std::size_t shift = bucket / kHalf - 1;
  const std::size_t top = bucket - shift * kHalf;
  return static_cast<std::int64_t>(((top + 1) << shift) - 1);
}

void Histogram::add(std::int64_t value) {
  value = std::clamp<std::int64_t>(value, 0, kMax);
  const std::size_t bucket = bucket_of(value);
  if (bucket >= counts_.size()) counts_.resize(bucket + 1);
  ++counts_[bucket];
  ++count_;
  sum_ += static_cast<double>(value);
  max_ = std::max(max_, value);
}

void Histogram::add(const Histogram& other) {
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  max_ = std::max(max_, other.max_);
}

double Histogram::mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

std::int64_t Histogram::percentile(double percent) const {
  if (count_ == 0) return 0;
  const double wanted = std::ceil(percent / 100 * static_cast<double>(count_) - 1e-9);
  const auto rank = static_cast<std::uint64_t>(std::max(1.0, wanted));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    seen += counts_[bucket];
    if (seen >= rank) return std::min(upper_end(bucket), max_);
  }
  return max_;
}

}  // namespace loadtest
