// Metrics in Prometheus's format. Names are asbuilt_…, in base units.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <mutex>
#include <unordered_map>

#include "server/metrics.h"

namespace server {

class Metrics::Prometheus {
 public:
  Prometheus(const Watch& watch, const Clock& clock, std::function<CacheLoads()> caches);

  void answered(const http::Route* route, const http::Reply& reply, std::int64_t took_us);
  std::string text() const;

 private:
  // A route's histograms, by the first digit of the status.
  using OfRoute = std::array<prometheus::Histogram*, 6>;
  prometheus::Histogram& histogram_of(const http::Route* route, int status);

  const Watch& watch_;
  const Clock& clock_;
  const std::function<CacheLoads()> caches_;
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Histogram>& requests_;
  prometheus::Family<prometheus::Counter>& refused_;

  std::mutex mutex_;  // guards by_route_
  std::unordered_map<const http::Route*, OfRoute> by_route_;
};

}  // namespace server
