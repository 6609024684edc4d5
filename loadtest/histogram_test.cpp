#include "loadtest/histogram.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace loadtest {
namespace {

// The value that `percent` of the sorted ones do not exceed.
std::int64_t exact(const std::vector<std::int64_t>& sorted, double percent) {
  const auto rank = std::ceil(percent / 100 * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

TEST_CASE("every percentile is within 1.6 % of the exact one, never below it") {
  std::mt19937_64 chance(7);
  std::lognormal_distribution<double> spread(8, 2.5);  // from microseconds to minutes
  Histogram histogram;
  std::vector<std::int64_t> values;
  for (int i = 0; i < 50'000; ++i) {
    const auto value = std::min(static_cast<std::int64_t>(spread(chance)), Histogram::kMax);
    values.push_back(value);
    histogram.add(value);
  }
  std::ranges::sort(values);
  for (const double percent : {0.0, 1.0, 50.0, 90.0, 95.0, 99.0, 99.9, 100.0}) {
    const auto truth = exact(values, percent);
    CAPTURE(percent);
    CHECK(histogram.percentile(percent) >= truth);
    CHECK(static_cast<double>(histogram.percentile(percent)) <=
          std::max(static_cast<double>(truth) * 1.016, static_cast<double>(truth) + 1));
  }
  CHECK(histogram.max() == values.back());
  CHECK(histogram.percentile(100) == values.back());
}

TEST_CASE("small values are counted exactly, and the ends of the range are not overstepped") {
  Histogram histogram;
  CHECK(histogram.percentile(50) == 0);
  for (std::int64_t value = 0; value < 128; ++value) histogram.add(value);
  CHECK(histogram.percentile(50) == 63);
  histogram.add(-5);
  histogram.add(Histogram::kMax * 3);
  CHECK(histogram.percentile(0) == 0);
  CHECK(histogram.max() == Histogram::kMax);
  CHECK(histogram.count() == 130);
}

TEST_CASE("two histograms added are the one of all values") {
  std::mt19937_64 chance(3);
  Histogram one;
  Histogram other;
  Histogram both;
  for (int i = 0; i < 10'000; ++i) {
    const auto value = static_cast<std::int64_t>(chance() % 3'000'000);
    (i % 3 == 0 ? one : other).add(value);
    both.add(value);
  }
  one.add(other);
  CHECK(one.count() == both.count());
  CHECK(one.mean() == doctest::Approx(both.mean()));
  for (const double percent : {5.0, 50.0, 95.0, 99.9})
    CHECK(one.percentile(percent) == both.percentile(percent));
}

}  // namespace
}  // namespace loadtest
