// Looks at everything once a second, so that who asks how the server is never has to wait for what
// is slow or away. Eases the load when memory runs short, gives free memory back to the system, and
// asks for a restart when it leaks.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "base/clock.h"
#include "base/ticker.h"
#include "blobs/blobs.h"
#include "db/db.h"
#include "http/http.h"
#include "imaging/imaging.h"
#include "jobs/jobs.h"
#include "ops/ops.h"
#include "server/process.h"

namespace server {

struct Signs {
  db::Vitals database;
  blobs::Health blobs;
  bool darkroom = false;
  std::vector<jobs::Load> jobs;
  std::int64_t sessions = 0;
  Process process;
  ops::DiskStatus disk;
  ops::BackupStatus backup;
  std::vector<ops::Standing> alarms;
  http::Vitals http;
  std::int64_t at_ms = 0;         // of the clock
  std::int64_t monotonic_ms = 0;  // likewise
};

struct WatchSettings {
  std::int64_t memory_limit_bytes = 0;    // what the process may take before it takes on less
  std::int64_t memory_restart_bytes = 0;  // 0: never
};

class Watch {
 public:
  // All outlive this object.
  Watch(db::Database&, blobs::Store&, jobs::Jobs&, accounts::Accounts&, imaging::Darkroom&,
        const ops::DiskWatch&, ops::Backups&, ops::Alarms&, const Clock&, WatchSettings);

  // Before anybody may ask: signs() has nothing until then.
  void look();
  // From now on, once a second. `http` outlives stop(); `too_much_memory` is called once.
  void start(http::Server& http, std::function<void()> too_much_memory);
  void stop();

  std::shared_ptr<const Signs> signs() const;
  // For so long nothing was heard: whatever is looked at hangs.
  std::int64_t silent_ms() const;

 private:
  void look_at_database(Signs& signs);
  void look_at_upkeep(Signs& signs);
  void look_at_memory();

  db::Database& database_;
  blobs::Store& blobs_;
  jobs::Jobs& jobs_;
  accounts::Accounts& accounts_;
  imaging::Darkroom& darkroom_;
  const ops::DiskWatch& disk_watch_;
  ops::Backups& backups_;
  ops::Alarms& alarms_;
  const Clock& clock_;
  const WatchSettings settings_;
  const std::int64_t started_ms_;

  std::atomic<http::Server*> http_ = nullptr;
  std::function<void()> too_much_memory_;
  http::Pressure pressure_ = http::Pressure::none;
  int looks_ = 0;

  mutable std::mutex mutex_;  // guards signs_
  std::shared_ptr<const Signs> signs_;
  std::unique_ptr<Ticker> ticker_, memory_ticker_, heap_ticker_;
};

}  // namespace server
