#include "server/health.h"

#include "server/version.h"

namespace server {
namespace {

// Balancers ask often and from anywhere: never counted, never refused.
constexpr http::RateClass kFree = limits::free;
const http::Access kAnyone{.signed_in = false, .roles = 0, .words = "anyone"};

struct DatabaseHealth {
  std::string engine;
  bool ok = false;
  double latency_ms = 0;
};
BOOST_DESCRIBE_STRUCT(DatabaseHealth, (), (engine, ok, latency_ms))

struct BlobHealth {
  std::string kind;
  bool ok = false;
};
BOOST_DESCRIBE_STRUCT(BlobHealth, (), (kind, ok))

struct DiskHealth {
  std::int64_t free_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(DiskHealth, (), (free_bytes))

struct DevelopHealth {
  bool ok = false;  // the darkroom is there
  std::int64_t waiting = 0;
  std::int64_t failed = 0;
};
BOOST_DESCRIBE_STRUCT(DevelopHealth, (), (ok, waiting, failed))

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
};
BOOST_DESCRIBE_STRUCT(HealthReport, (), (status, version, uptime_s, database, blobs, disk, develop))

struct Answered {
  bool ok = true;
};
BOOST_DESCRIBE_STRUCT(Answered, (), (ok))

http::Answer<Answered> answered(bool ok) { return {Answered{ok}, ok ? 200 : 503, {}}; }

}  // namespace

Health::Health(db::Database& database, blobs::Store& blobs, jobs::Jobs& jobs,
               imaging::Darkroom& darkroom, const Clock& clock)
    : database_(database),
      blobs_(blobs),
      jobs_(jobs),
      darkroom_(darkroom),
      clock_(clock),
      started_ms_(clock.monotonic_ms()) {}

void Health::add_routes(http::Router& router) {
  using http::Method;
  using http::Weight;
  router.add(Method::get, "/api/health", kAnyone, kFree, Weight::wait,
             [this](const Caller&) -> Result<http::Answer<HealthReport>> {
               const auto database = database_.vitals();
               const auto blobs = blobs_.probe();
               HealthReport report;
               report.version = kVersion;
               report.uptime_s = static_cast<double>(clock_.monotonic_ms() - started_ms_) / 1000;
               report.database = {database.engine, database.ok, database.latency_ms};
               report.blobs = {blobs.kind, blobs.ok};
               report.disk.free_bytes = static_cast<std::int64_t>(blobs.free_bytes);
               report.develop.ok = darkroom_.alive();
               const auto counts = database_.read([&](db::Tx& tx) -> Result<jobs::Counts> {
                 return jobs_.counts(tx, photos::kDevelopJob);
               });
               if (counts) report.develop = {report.develop.ok, counts->queued, counts->failed};
               const bool fine = database.ok && blobs.ok;
               report.status = fine ? HealthStatus::ok : HealthStatus::failing;
               return http::Answer<HealthReport>{report, fine ? 200 : 503, {}};
             });
  router.add(
      Method::get, "/api/ready", kAnyone, kFree, Weight::inline_,
      [this](const Caller&) -> Result<http::Answer<Answered>> { return answered(!draining_); });
  router.add(Method::get, "/api/live", kAnyone, kFree, Weight::inline_,
             [](const Caller&) -> Result<http::Answer<Answered>> { return answered(true); });
}

}  // namespace server
