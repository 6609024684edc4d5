#include "server/metrics.h"

#include <algorithm>
#include <cmath>

#include "photos/photos.h"
#include "server/prometheus.h"

namespace server {
namespace {

constexpr std::size_t kSamples = 360;  // an hour
constexpr double kStep = 1.2;
constexpr double kFirstUs = 20;

// Refused on purpose: nothing is broken, come back later.
bool is_refusal(const http::Reply& reply) {
  return reply.status == 429 || reply.status == 507 ||
         (reply.status == 503 && reply.problem && reply.problem->slug == "busy");
}

}  // namespace

Metrics::Metrics(const Watch& watch, const Clock& clock, std::function<CacheLoads()> caches)
    : watch_(watch),
      clock_(clock),
      prometheus_(std::make_unique<Prometheus>(watch, clock, std::move(caches))),
      last_(totals()) {}

Metrics::~Metrics() = default;

void Metrics::answered(const http::Route* route, const http::Reply& reply, std::int64_t took_us) {
  by_step_[step_of(took_us)].fetch_add(1, std::memory_order_relaxed);
  if (is_refusal(reply)) {
    refused_.fetch_add(1, std::memory_order_relaxed);
  } else if (reply.status >= 500) {
    failed_.fetch_add(1, std::memory_order_relaxed);
  }
  prometheus_->answered(route, reply, took_us);
}

std::string Metrics::text() const { return prometheus_->text(); }

std::size_t Metrics::step_of(std::int64_t took_us) {
  const double step =
      std::log(std::max(static_cast<double>(took_us), kFirstUs) / kFirstUs) / std::log(kStep);
  return std::min(static_cast<std::size_t>(step), kSteps - 1);
}

Metrics::Totals Metrics::totals() const {
  Totals now;
  for (std::size_t step = 0; step < kSteps; ++step) now.by_step[step] = by_step_[step];
  now.failed = failed_;
  now.refused = refused_;
  now.cpu_s = look_at_process().cpu_s;
  now.monotonic_ms = clock_.monotonic_ms();
  return now;
}

// The middle of the step in which it lies.
double Metrics::quantile_ms(const Totals& now, const Totals& before, double q) {
  std::uint64_t all = 0;
  for (std::size_t step = 0; step < kSteps; ++step) all += now.by_step[step] - before.by_step[step];
  const auto wanted = static_cast<std::uint64_t>(std::ceil(static_cast<double>(all) * q));
  std::uint64_t seen = 0;
  for (std::size_t step = 0; all > 0 && step < kSteps; ++step) {
    seen += now.by_step[step] - before.by_step[step];
    if (seen >= wanted) return kFirstUs * std::pow(kStep, static_cast<double>(step) + 0.5) / 1'000;
  }
  return 0;
}

void Metrics::take_sample() {
  const Totals now = totals();
  const auto signs = watch_.signs();
  const std::lock_guard lock(mutex_);
  const double s = std::max(static_cast<double>(now.monotonic_ms - last_.monotonic_ms) / 1'000, .1);
  std::uint64_t requests = 0;
  for (std::size_t i = 0; i < kSteps; ++i) requests += now.by_step[i] - last_.by_step[i];
  Sample sample;
  sample.at_ms = clock_.now_ms();
  sample.requests_per_s = static_cast<double>(requests) / s;
  sample.p95_ms = quantile_ms(now, last_, 0.95);
  sample.failed_per_s = static_cast<double>(now.failed - last_.failed) / s;
  sample.refused_per_s = static_cast<double>(now.refused - last_.refused) / s;
  sample.uploads = signs->http.uploads;
  sample.sessions = signs->sessions;
  for (const auto& load : signs->jobs)
    if (load.kind == photos::kDevelopJob) sample.developing = load.queued + load.running;
  sample.connections = signs->http.connections;
  const auto& wait = signs->http.wait;
  sample.pool_used = wait.threads_max ? double(wait.busy) / wait.threads_max : 0;
  sample.resident_bytes = signs->process.resident_bytes;
  sample.cpu = (now.cpu_s - last_.cpu_s) / s;
  samples_.push_back(sample);
  if (samples_.size() > kSamples) samples_.pop_front();
  last_ = now;
}

std::vector<Sample> Metrics::samples_since(std::int64_t at_ms) const {
  const std::lock_guard lock(mutex_);
  std::vector<Sample> found;
  for (const Sample& sample : samples_)
    if (sample.at_ms > at_ms) found.push_back(sample);
  return found;
}

}  // namespace server
