#include "server/prometheus.h"

#include <prometheus/text_serializer.h>

#include <fmt/format.h>

#include "server/version.h"

namespace server {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

const prometheus::Histogram::BucketBoundaries kSeconds{
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};

// Families that are read off when asked, one line each.
class Sheet {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  Sheet& gauge(std::string name, std::string help) {
    return begin(std::move(name), std::move(help), MetricType::Gauge);
  }
  Sheet& counter(std::string name, std::string help) {
    return begin(std::move(name), std::move(help), MetricType::Counter);
  }
  Sheet& at(const Labels& labels, double value) {
    ClientMetric metric;
    for (const auto& [name, text] : labels) metric.label.push_back({name, text});
    (families_.back().type == MetricType::Gauge ? metric.gauge.value : metric.counter.value) =
        value;
    families_.back().metric.push_back(std::move(metric));
    return *this;
  }
  Sheet& is(double value) { return at({}, value); }
  Sheet& is(std::int64_t value) { return at({}, static_cast<double>(value)); }

  std::vector<MetricFamily> families_;

 private:
  Sheet& begin(std::string name, std::string help, MetricType type) {
    families_.push_back({"asbuilt_" + std::move(name), std::move(help), type, {}});
    return *this;
  }
};

double number(auto value) { return static_cast<double>(value); }

void tell_http(Sheet& sheet, const http::Vitals& http) {
  sheet.gauge("http_connections", "Open connections").is(number(http.connections));
  sheet.gauge("http_connections_max", "Connections taken at most").is(number(http.connections_max));
  sheet.gauge("http_streams", "Open streams of live news").is(number(http.streams));
  sheet.gauge("http_uploads", "Uploads under way").is(number(http.uploads));
  sheet.gauge("http_body_bytes", "Bodies held in memory").is(number(http.body_bytes));
  sheet.gauge("http_late_seconds", "How long a request waits for a network thread")
      .is(number(http.late_ms) / 1'000);
  sheet.gauge("http_share", "Of what may be shed, how much is taken on").is(http.share);
  sheet.gauge("memory_pressure", "0 none, 1 no uploads, 2 connections are not kept, 3 nobody new")
      .is(number(static_cast<int>(http.pressure)));
  const std::pair<const char*, const http::PoolLoad*> pools[] = {
      {"wait", &http.wait}, {"heavy", &http.heavy}, {"hash", &http.hash}, {"spool", &http.spool}};
  sheet.gauge("pool_threads_busy", "Threads at work");
  for (const auto& [name, pool] : pools) sheet.at({{"pool", name}}, pool->busy);
  sheet.gauge("pool_threads_max", "Threads at most");
  for (const auto& [name, pool] : pools) sheet.at({{"pool", name}}, pool->threads_max);
  sheet.gauge("pool_waiting", "Work that waits for a thread");
  for (const auto& [name, pool] : pools) sheet.at({{"pool", name}}, number(pool->waiting));
  sheet.gauge("pool_oldest_seconds", "How long the work that waits longest has waited");
  for (const auto& [name, pool] : pools)
    sheet.at({{"pool", name}}, number(pool->oldest_ms) / 1'000);
}

void tell_database(Sheet& sheet, const db::Vitals& database) {
  sheet.gauge("db_up", "1 when the database answers")
      .at({{"engine", database.engine}}, database.ok);
  sheet.gauge("db_latency_seconds", "One small read").is(database.latency_ms / 1'000);
  sheet.gauge("db_connections_open", "Open connections").is(number(database.connections_open));
  sheet.gauge("db_connections_busy", "Connections in use").is(number(database.connections_busy));
  sheet.gauge("db_connections_max", "Connections at most").is(number(database.connections_max));
  sheet.counter("db_commit_groups_total", "Group commits").is(number(database.groups));
  sheet.counter("db_commit_writes_total", "Writes in them").is(number(database.group_writes));
  sheet.gauge("db_writes_waiting", "Writes that wait for the writer")
      .is(number(database.writes_waiting));
  sheet.gauge("db_size_bytes", "The database").is(number(database.size_bytes));
  sheet.gauge("db_wal_bytes", "The write-ahead log").is(number(database.wal_bytes));
}

void tell_jobs(Sheet& sheet, const std::vector<jobs::Load>& jobs, std::int64_t now_ms) {
  sheet.gauge("jobs", "Jobs that are not done");
  for (const auto& load : jobs) {
    sheet.at({{"kind", load.kind}, {"state", "queued"}}, number(load.queued));
    sheet.at({{"kind", load.kind}, {"state", "running"}}, number(load.running));
    sheet.at({{"kind", load.kind}, {"state", "failed"}}, number(load.failed));
  }
  sheet.gauge("job_oldest_seconds", "How long the job that waits longest has been due");
  for (const auto& load : jobs)
    if (load.oldest_due_ms)
      sheet.at({{"kind", load.kind}}, std::max(0.0, number(now_ms - *load.oldest_due_ms) / 1'000));
}

void tell_disk(Sheet& sheet, const ops::DiskStatus& disk) {
  sheet.gauge("disk_free_bytes", "Room left");
  for (const auto& place : disk.places) sheet.at({{"of", place.name}}, number(place.free_bytes));
  sheet.gauge("disk_size_bytes", "Size of the disk");
  for (const auto& place : disk.places) sheet.at({{"of", place.name}}, number(place.total_bytes));
  sheet.gauge("disk_days_left", "Until it is full, at the rate of the last week");
  for (const auto& place : disk.places)
    if (place.days_left) sheet.at({{"of", place.name}}, *place.days_left);
  sheet.gauge("disk_takes_photos", "0 when there is no room for new photos")
      .is(number(disk.takes_photos));
}

// Neither is told before there was one: absent, not zero.
void tell_backup(Sheet& sheet, const ops::BackupStatus& backup, std::int64_t now_ms) {
  const auto age = [&](std::int64_t at_ms) { return number(now_ms - at_ms) / 1'000; };
  sheet.gauge("backup_age_seconds", "Since the last backup began");
  if (backup.last_good) sheet.is(age(backup.last_good->started_at_ms));
  sheet.gauge("backup_proven_age_seconds", "Since a restore of a backup was last proven");
  if (backup.last_proven) sheet.is(age(backup.last_proven->finished_at_ms));
}

void tell_process(Sheet& sheet, const Process& process) {
  sheet.gauge("process_resident_bytes", "Memory of the server").is(process.resident_bytes);
  sheet.gauge("process_heap_bytes", "Of it, in use").is(process.heap_bytes);
  sheet.gauge("process_open_files", "Files and sockets").is(process.open_files);
  sheet.gauge("process_open_files_max", "Of them, at most").is(process.open_files_max);
  sheet.gauge("process_threads", "Threads").is(process.threads);
  sheet.counter("process_cpu_seconds_total", "Processor time").is(process.cpu_s);
}

void tell_caches(Sheet& sheet, const CacheLoads& caches) {
  sheet.gauge("cache_entries", "Entries kept");
  for (const auto& [name, cache] : caches) sheet.at({{"cache", name}}, number(cache.entries));
  sheet.counter("cache_hits_total", "Found");
  for (const auto& [name, cache] : caches) sheet.at({{"cache", name}}, number(cache.hits));
  sheet.counter("cache_misses_total", "Not found");
  for (const auto& [name, cache] : caches) sheet.at({{"cache", name}}, number(cache.misses));
}

}  // namespace

Metrics::Prometheus::Prometheus(const Watch& watch, const Clock& clock,
                                std::function<CacheLoads()> caches)
    : watch_(watch),
      clock_(clock),
      caches_(std::move(caches)),
      requests_(prometheus::BuildHistogram()
                    .Name("asbuilt_http_request_duration_seconds")
                    .Help("From a request's head to its reply")
                    .Register(registry_)),
      refused_(prometheus::BuildCounter()
                   .Name("asbuilt_http_refused_total")
                   .Help("Requests refused, by the problem they were told")
                   .Register(registry_)) {}

prometheus::Histogram& Metrics::Prometheus::histogram_of(const http::Route* route, int status) {
  const auto digit = static_cast<std::size_t>(std::clamp(status / 100, 1, 5));
  const std::lock_guard lock(mutex_);
  auto& histogram = by_route_[route][digit];
  if (!histogram)
    histogram = &requests_.Add({{"method", route ? std::string(name_of(route->method)) : "GET"},
                                {"route", route ? route->path : "file"},
                                {"rate", route ? std::string(route->rate.name) : "free"},
                                {"status", fmt::format("{}xx", digit)}},
                               kSeconds);
  return *histogram;
}

void Metrics::Prometheus::answered(const http::Route* route, const http::Reply& reply,
                                   std::int64_t took_us) {
  histogram_of(route, reply.status).Observe(static_cast<double>(took_us) / 1e6);
  if (reply.problem && reply.status >= 400)
    refused_.Add({{"reason", std::string(reply.problem->slug)}}).Increment();
}

std::string Metrics::Prometheus::text() const {
  const auto signs = watch_.signs();
  Sheet sheet;
  sheet.gauge("build_info", "Which program this is").at({{"version", std::string(kVersion)}}, 1);
  tell_http(sheet, signs->http);
  tell_database(sheet, signs->database);
  sheet.gauge("sessions", "Sessions that have not ended").is(signs->sessions);
  tell_jobs(sheet, signs->jobs, clock_.now_ms());
  sheet.gauge("blobs_up", "1 when photos can be kept")
      .at({{"kind", signs->blobs.kind}}, signs->blobs.ok);
  sheet.gauge("blobs_spooled", "Photos that wait here for the bucket")
      .is(number(signs->blobs.spooled));
  sheet.gauge("blobs_spooled_bytes", "Their size").is(number(signs->blobs.spooled_bytes));
  tell_disk(sheet, signs->disk);
  tell_backup(sheet, signs->backup, clock_.now_ms());
  tell_process(sheet, signs->process);
  tell_caches(sheet, caches_());
  auto families = registry_.Collect();
  families.insert(families.end(), sheet.families_.begin(), sheet.families_.end());
  std::erase_if(families, [](const MetricFamily& family) { return family.metric.empty(); });
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace server
