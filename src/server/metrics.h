// What the server counts about itself: GET /metrics in Prometheus's words, and the samples of the
// last hour that the status page draws.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/cache.h"
#include "base/describe.h"
#include "http/http.h"
#include "server/watch.h"

namespace server {

// What happened in one interval, and what was at its end.
struct Sample {
  std::int64_t at_ms = 0;
  double requests_per_s = 0;
  double p95_ms = 0;         // of what was answered in the interval; 0 when nothing was
  double failed_per_s = 0;   // 5xx, but what was shed
  double refused_per_s = 0;  // shed, or beyond a limit
  std::int64_t uploads = 0;  // under way
  std::int64_t sessions = 0;
  std::int64_t developing = 0;  // photos that wait for their pictures
  std::int64_t connections = 0;
  double pool_used = 0;  // of the threads that wait for the database
  std::int64_t resident_bytes = 0;
  double cpu = 0;  // cores in use
};
BOOST_DESCRIBE_STRUCT(Sample, (),
                      (at_ms, requests_per_s, p95_ms, failed_per_s, refused_per_s, uploads,
                       sessions, developing, connections, pool_used, resident_bytes, cpu))

// Caches by name.
using CacheLoads = std::map<std::string, CacheLoad>;

class Metrics final : public http::Observer {
 public:
  // All outlive this object. `caches` is asked at each scrape.
  Metrics(const Watch& watch, const Clock& clock, std::function<CacheLoads()> caches);
  ~Metrics() override;

  void answered(const http::Route* route, const http::Reply& reply, std::int64_t took_us) override;

  std::string text() const;  // for Prometheus

  void take_sample();  // called each kSampleMs
  static constexpr int kSampleMs = 10'000;
  // The newest that are younger than this, oldest first.
  std::vector<Sample> samples_since(std::int64_t at_ms) const;

 private:
  class Prometheus;
  static constexpr std::size_t kSteps = 96;  // of the quick histogram: a step is a fifth more

  struct Totals {
    std::array<std::uint64_t, kSteps> by_step{};
    std::uint64_t failed = 0;
    std::uint64_t refused = 0;
    double cpu_s = 0;
    std::int64_t monotonic_ms = 0;
  };
  Totals totals() const;
  static std::size_t step_of(std::int64_t took_us);
  static double quantile_ms(const Totals& now, const Totals& before, double q);

  const Watch& watch_;
  const Clock& clock_;
  std::unique_ptr<Prometheus> prometheus_;
  std::array<std::atomic<std::uint64_t>, kSteps> by_step_{};
  std::atomic<std::uint64_t> failed_ = 0, refused_ = 0;

  mutable std::mutex mutex_;  // guards all below
  Totals last_;
  std::deque<Sample> samples_;
};

}  // namespace server
