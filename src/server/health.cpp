#include "server/health.h"

#include <openssl/crypto.h>

#include "base/scalars.h"
#include "limits/limits.h"
#include "photos/photos.h"
#include "server/version.h"

namespace server {
namespace {

// Balancers ask often and from anywhere: never counted, never refused.
constexpr http::RateClass kFree = limits::free;
constexpr http::Access kAnyone{.signed_in = false, .roles = 0, .words = "anyone"};
constexpr http::Access kAdmins{.signed_in = true, .roles = accounts::kAdmin, .words = "admin"};
constexpr http::Access kMetricsReaders{
    .signed_in = false, .roles = 0, .words = "this machine, the metrics token, or admin"};

constexpr std::int64_t kSilentMs = 5'000;  // so long the watch may wait for a slow database

struct DatabaseHealth {
  std::string engine;
  bool ok = false;
  double latency_ms = 0;
};
BOOST_DESCRIBE_STRUCT(DatabaseHealth, (), (engine, ok, latency_ms))

struct BlobHealth {
  std::string kind;
  bool ok = false;
  std::string reason;
  bool away = false;  // the bucket does not answer: photos are spooled
  double latency_ms = 0;
  std::int64_t spooled = 0;
  std::int64_t spooled_bytes = 0;
  std::int64_t oldest_spooled_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(BlobHealth, (),
                      (kind, ok, reason, away, latency_ms, spooled, spooled_bytes,
                       oldest_spooled_at_ms))

struct DiskHealth {  // the one with the least room
  std::int64_t free_bytes = 0;
  std::int64_t size_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(DiskHealth, (), (free_bytes, size_bytes))

struct DevelopHealth {
  bool ok = false;  // the darkroom is there
  std::int64_t waiting = 0;
  std::int64_t failed = 0;
};
BOOST_DESCRIBE_STRUCT(DevelopHealth, (), (ok, waiting, failed))

// Work that waits for a thread or for the database's writer.
struct QueueHealth {
  std::int64_t waiting = 0;
  std::int64_t oldest_ms = 0;
};
BOOST_DESCRIBE_STRUCT(QueueHealth, (), (waiting, oldest_ms))

enum class HealthStatus { ok, failing };
BOOST_DESCRIBE_ENUM(HealthStatus, ok, failing)

struct HealthReport {
  HealthStatus status = HealthStatus::ok;
  std::string version;
  double uptime_s = 0;
  DatabaseHealth database;
  BlobHealth blobs;
  DiskHealth disk;
  DevelopHealth develop;
  QueueHealth queue;
};
BOOST_DESCRIBE_STRUCT(HealthReport, (),
                      (status, version, uptime_s, database, blobs, disk, develop, queue))

struct Answered {
  bool ok = true;
};
BOOST_DESCRIBE_STRUCT(Answered, (), (ok))

http::Answer<Answered> answered(bool ok) { return {Answered{ok}, ok ? 200 : 503, {}}; }

QueueHealth queue_of(const Signs& signs) {
  QueueHealth queue{signs.database.writes_waiting, 0};
  for (const auto* pool : {&signs.http.wait, &signs.http.heavy, &signs.http.hash}) {
    queue.waiting += static_cast<std::int64_t>(pool->waiting);
    queue.oldest_ms = std::max(queue.oldest_ms, pool->oldest_ms);
  }
  return queue;
}

HealthReport report_of(const Signs& signs, std::int64_t silent_ms) {
  HealthReport report;
  report.version = kVersion;
  const bool answers = signs.database.ok && silent_ms <= kSilentMs;
  report.database = {signs.database.engine, answers,
                     answers ? signs.database.latency_ms : static_cast<double>(silent_ms)};
  report.blobs = {signs.blobs.kind,
                  signs.blobs.ok,
                  signs.blobs.reason,
                  signs.blobs.away,
                  signs.blobs.latency_ms,
                  static_cast<std::int64_t>(signs.blobs.spooled),
                  static_cast<std::int64_t>(signs.blobs.spooled_bytes),
                  signs.blobs.oldest_spooled_at_ms};
  const auto& disk = ops::tightest(signs.disk);
  report.disk = {disk.free_bytes, disk.total_bytes};
  report.develop.ok = signs.darkroom;
  for (const auto& load : signs.jobs)
    if (load.kind == photos::kDevelopJob)
      report.develop = {signs.darkroom, load.queued, load.failed};
  report.queue = queue_of(signs);
  report.status = answers && signs.blobs.ok ? HealthStatus::ok : HealthStatus::failing;
  return report;
}

struct StatusQuery {
  Number<0, INT64_MAX> since_ms{0};  // samples that the page has already are not told again
};
BOOST_DESCRIBE_STRUCT(StatusQuery, (), (since_ms))

struct StatusReport {
  HealthReport health;
  std::int64_t at_ms = 0;
  std::int64_t sample_ms = Metrics::kSampleMs;
  std::vector<Sample> samples;  // of the last hour, oldest first
  std::int64_t sessions = 0;
  std::int64_t connections = 0;
  std::int64_t uploads = 0;
  double share = 1;  // of what may be shed, how much is taken on
  std::int64_t database_bytes = 0;
  std::int64_t wal_bytes = 0;
  std::int64_t resident_bytes = 0;
  std::int64_t open_files = 0;
  std::int64_t open_files_max = 0;
  std::vector<jobs::Load> jobs;
  ops::DiskStatus disk;
  ops::BackupStatus backup;
  std::vector<ops::Standing> alarms;
};
BOOST_DESCRIBE_STRUCT(StatusReport, (),
                      (health, at_ms, sample_ms, samples, sessions, connections, uploads, share,
                       database_bytes, wal_bytes, resident_bytes, open_files, open_files_max, jobs,
                       disk, backup, alarms))

bool is_this_machine(std::string_view address) {
  return address == "::1" || address.starts_with("127.");
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Health::Health(const Watch& watch, const Metrics& metrics, const Clock& clock,
               std::string metrics_token)
    : watch_(watch),
      metrics_(metrics),
      clock_(clock),
      metrics_token_(std::move(metrics_token)),
      started_ms_(clock.monotonic_ms()) {}

// What a proxy on this machine passes on names another client, and is not from this machine.
bool Health::may_read_metrics(const http::Request& request) const {
  constexpr std::string_view kBearer = "Bearer ";
  const auto given = request.header("authorization");
  const bool forwarded = !request.header("x-forwarded-for").empty();
  if (is_this_machine(request.client_ip) && !forwarded) return true;
  if (request.caller.has(accounts::kAdmin)) return true;
  return !metrics_token_.empty() && given.starts_with(kBearer) &&
         same_secret(given.substr(kBearer.size()), metrics_token_);
}

void Health::add_routes(http::Router& router) {
  using http::Method;
  using http::Weight;
  const auto report = [this] {
    auto now = report_of(*watch_.signs(), watch_.silent_ms());
    now.uptime_s = static_cast<double>(clock_.monotonic_ms() - started_ms_) / 1'000;
    return now;
  };
  router.add(Method::get, "/api/health", kAnyone, kFree, Weight::memory,
             [report](const Caller&) -> Result<http::Answer<HealthReport>> {
               auto now = report();
               const int status = now.status == HealthStatus::ok ? 200 : 503;
               return http::Answer<HealthReport>{std::move(now), status, {}};
             });
  router.add(
      Method::get, "/api/ready", kAnyone, kFree, Weight::memory,
      [this](const Caller&) -> Result<http::Answer<Answered>> { return answered(!draining_); });
  router.add(Method::get, "/api/live", kAnyone, kFree, Weight::memory,
             [](const Caller&) -> Result<http::Answer<Answered>> { return answered(true); });
  router.add(Method::get, "/metrics", kMetricsReaders, kFree, Weight::memory,
             [this](const http::Request& request) -> Result<http::Reply> {
               if (!may_read_metrics(request)) return error_of(problems::kDenied);
               http::Reply reply{.content_type = "text/plain; version=0.0.4; charset=utf-8"};
               reply.body = metrics_.text();
               return reply;
             });
  router.add(Method::get, "/api/status", kAdmins, kFree, Weight::memory,
             [this, report](const Caller&, const StatusQuery& query) -> Result<StatusReport> {
               const auto signs = watch_.signs();
               StatusReport now;
               now.health = report();
               now.at_ms = clock_.now_ms();
               now.samples = metrics_.samples_since(query.since_ms);
               now.sessions = signs->sessions;
               now.connections = signs->http.connections;
               now.uploads = signs->http.uploads;
               now.share = signs->http.share;
               now.database_bytes = signs->database.size_bytes;
               now.wal_bytes = signs->database.wal_bytes;
               now.resident_bytes = signs->process.resident_bytes;
               now.open_files = signs->process.open_files;
               now.open_files_max = signs->process.open_files_max;
               now.jobs = signs->jobs;
               now.disk = signs->disk;
               now.backup = signs->backup;
               now.alarms = signs->alarms;
               return now;
             });
}

}  // namespace server
