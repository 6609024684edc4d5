// Counts of durations in buckets that grow with the value, so that every percentile is within 1.6 %
// of the truth, from a microsecond to a quarter of an hour (the idea is HdrHistogram's).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace loadtest {

class Histogram {
 public:
  // Values in µs; less than 0 counts as 0, more than kMax as kMax.
  void add(std::int64_t value);
  void add(const Histogram& other);

  std::uint64_t count() const { return count_; }
  std::int64_t max() const { return max_; }
  double mean() const;

  // The smallest value that `percent` of all do not exceed, as the upper end of its bucket; 0 when
  // nothing was counted.
  std::int64_t percentile(double percent) const;

  static constexpr std::int64_t kMax = (std::int64_t{1} << 30) - 1;

 private:
  static std::size_t bucket_of(std::int64_t value);
  static std::int64_t upper_end(std::size_t bucket);

  std::vector<std::uint32_t> counts_;  // as long as the largest value needs
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace loadtest
