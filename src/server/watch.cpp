#include "server/watch.h"

#include <malloc.h>

#include "base/log.h"

namespace server {
namespace {

constexpr int kLookMs = 1'000;
constexpr int kMemoryMs = 250;
constexpr int kHeapMs = 10'000;
constexpr int kUpkeepEvery = 10;
constexpr std::int64_t kRestartNotBeforeMs = 5'000;  // or a server that starts large never serves

http::Pressure pressure_at(double used) {
  if (used >= 0.95) return http::Pressure::closed;
  if (used >= 0.90) return http::Pressure::lean;
  if (used >= 0.85) return http::Pressure::no_uploads;
  return http::Pressure::none;
}

}  // namespace

Watch::Watch(db::Database& database, blobs::Store& blobs, jobs::Jobs& jobs,
             accounts::Accounts& accounts, imaging::Darkroom& darkroom,
             const ops::DiskWatch& disk_watch, ops::Backups& backups, ops::Alarms& alarms,
             const Clock& clock, WatchSettings settings)
    : database_(database),
      blobs_(blobs),
      jobs_(jobs),
      accounts_(accounts),
      darkroom_(darkroom),
      disk_watch_(disk_watch),
      backups_(backups),
      alarms_(alarms),
      clock_(clock),
      settings_(settings),
      started_ms_(clock.monotonic_ms()) {}

void Watch::start(http::Server& http, std::function<void()> too_much_memory) {
  http_ = &http;
  too_much_memory_ = std::move(too_much_memory);
  ticker_ = std::make_unique<Ticker>("watch", kLookMs, [this] { look(); });
  memory_ticker_ = std::make_unique<Ticker>("memory", kMemoryMs, [this] { look_at_memory(); });
  // Between what stays lies what bursts of requests took and gave back: only a look finds it.
  heap_ticker_ = std::make_unique<Ticker>("heap", kHeapMs, [] { malloc_trim(0); });
}

void Watch::stop() {
  ticker_.reset();
  memory_ticker_.reset();
  heap_ticker_.reset();
  http_ = nullptr;
}

std::shared_ptr<const Signs> Watch::signs() const {
  const std::lock_guard lock(mutex_);
  return signs_;
}

std::int64_t Watch::silent_ms() const { return clock_.monotonic_ms() - signs()->monotonic_ms; }

void Watch::look() {
  auto signs = std::make_shared<Signs>();
  signs->database = database_.vitals();
  if (signs->database.ok) look_at_database(*signs);
  signs->blobs = blobs_.probe();
  signs->darkroom = darkroom_.alive();
  signs->process = look_at_process();
  signs->disk = disk_watch_.status();
  if (const http::Server* http = http_) signs->http = http->vitals();
  signs->at_ms = clock_.now_ms();
  signs->monotonic_ms = clock_.monotonic_ms();
  const std::lock_guard lock(mutex_);
  signs_ = std::move(signs);
}

// What changes by the hour is asked for every tenth time.
void Watch::look_at_upkeep(Signs& signs) {
  if (looks_++ % kUpkeepEvery != 0 && signs_) {
    signs.backup = signs_->backup;
    signs.alarms = signs_->alarms;
    return;
  }
  if (auto backup = backups_.status()) signs.backup = *std::move(backup);
  if (auto alarms = alarms_.list()) signs.alarms = *std::move(alarms);
}

void Watch::look_at_database(Signs& signs) {
  const auto looked = database_.read([&](db::Tx& tx) -> Result<void> {
    signs.jobs = jobs_.load(tx);
    signs.sessions = accounts_.count_sessions(tx);
    return {};
  });
  signs.database.ok = static_cast<bool>(looked);
  if (looked) look_at_upkeep(signs);
}

// The ladder: first what costs most memory is refused, then what keeps it, then who comes anew.
void Watch::look_at_memory() {
  const auto used_bytes = resident_bytes();
  const auto limit = static_cast<double>(settings_.memory_limit_bytes);
  const auto pressure = pressure_at(static_cast<double>(used_bytes) / limit);
  if (pressure != pressure_) {
    log_warn("memory", {{"resident_mb", used_bytes >> 20},
                        {"limit_mb", settings_.memory_limit_bytes >> 20},
                        {"step", static_cast<int>(pressure)}});
    if (pressure > http::Pressure::none) malloc_trim(0);
    pressure_ = pressure;
    if (http::Server* http = http_) http->set_pressure(pressure);
  }
  const bool leaks =
      settings_.memory_restart_bytes > 0 && used_bytes > settings_.memory_restart_bytes;
  if (!leaks || !too_much_memory_ || clock_.monotonic_ms() - started_ms_ < kRestartNotBeforeMs)
    return;
  log_warn(
      "too much memory: stopping, so that whoever supervises starts a new one",
      {{"resident_mb", used_bytes >> 20}, {"restart_mb", settings_.memory_restart_bytes >> 20}});
  std::exchange(too_much_memory_, nullptr)();
}

}  // namespace server
