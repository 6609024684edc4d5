// How the server is: /api/health for people and monitors, /api/ready and /api/live for balancers,
// /metrics for Prometheus, /api/status for the status page. None of them waits for what is slow.
#pragma once

#include <atomic>
#include <string>

#include "server/metrics.h"
#include "server/watch.h"

namespace server {

class Health {
 public:
  // All outlive this object. Who has the token may read /metrics from anywhere.
  Health(const Watch& watch, const Metrics& metrics, const Clock& clock, std::string metrics_token);

  void add_routes(http::Router& router);
  // From now on /api/ready says no, so that a balancer sends nobody new.
  void draining() { draining_ = true; }

 private:
  bool may_read_metrics(const http::Request& request) const;

  const Watch& watch_;
  const Metrics& metrics_;
  const Clock& clock_;
  const std::string metrics_token_;
  const std::int64_t started_ms_;
  std::atomic<bool> draining_ = false;
};

}  // namespace server
