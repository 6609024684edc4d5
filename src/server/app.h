// The inventory: one member per component, in start order. Destruction order is the shutdown order.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "accounts/accounts.h"
#include "accounts/routes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/ticker.h"
#include "blobs/blobs.h"
#include "catalogue/routes.h"
#include "db/db.h"
#include "events/events.h"
#include "evidence/evidence.h"
#include "http/http.h"
#include "imaging/imaging.h"
#include "insights/insights.h"
#include "jobs/jobs.h"
#include "limits/limits.h"
#include "ops/ops.h"
#include "photos/photos.h"
#include "review/review.h"
#include "server/audit.h"
#include "server/checkup.h"
#include "server/config.h"
#include "server/control.h"
#include "server/data_dir.h"
#include "server/health.h"
#include "server/metrics.h"
#include "server/watch.h"
#include "server/writes.h"

namespace server {

db::Settings database_settings(const Config& config, const DataDir& data_dir);
blobs::S3Settings s3_settings(const Config& config);
std::unique_ptr<blobs::Store> open_store(const Config& config, const DataDir& data_dir);

// There while a restore has not come to its end; what lies beside it is not to be served.
inline constexpr std::string_view kRestoreMark = "restore-unfinished";

class App {
 public:
  // Opens everything but the port: the data folder is locked (on SQLite), the schema brought up to
  // date. Throws with a line for the operator. `clock` and `darkroom` outlive the App.
  App(const Config& config, const Clock& clock, imaging::Darkroom& darkroom);

  // Starts jobs, housekeeping and the HTTP server, with the built web app. `sockets` listen
  // already; when there are none, the server opens its own. `too_much_memory` is called when the
  // process should be started anew.
  void serve(std::span<const embedded::File> web, std::vector<int> sockets = {},
             std::function<void()> too_much_memory = {});
  // Stops accepting, lets what runs finish for `grace_ms` and kept connections ask once more for
  // `idle_ms`, gives leases back.
  void stop(int grace_ms, int idle_ms = 0);
  // From now on /api/ready says no. Goes on serving for `delay_ms`: a balancer has to notice.
  void unready(int delay_ms);
  void hurry();  // unready() and stop() wait no longer; from any thread

  std::uint16_t port() const { return http_->port(); }
  const http::Router& router() const { return router_; }
  accounts::Accounts& accounts() { return *accounts_; }
  db::Database& database() { return *database_; }
  blobs::Store& blobs() { return *blobs_; }
  jobs::Runner& runner() { return *runner_; }
  ops::Alarms& alarms() { return alarms_; }

  // Once a minute: what is wrong reaches whoever is to be told.
  void look_for_alarms();

  // A command of `asbuilt user …` or `asbuilt alarms …`.
  Spoken answer(const Command& command);
  ops::Backups& backups() { return backups_; }
  ops::DiskWatch& disk_watch() { return disk_watch_; }
  ops::Sweeps& sweeps() { return sweeps_; }

  // What a restore leaves to be done: nobody is signed in, nothing is swept until somebody looked.
  // Returns what is wrong with the database or is missing in the photo store.
  std::vector<std::string> settle_restored(const ops::Manifest& manifest);

  // What `asbuilt doctor` finds; takes seconds.
  std::vector<ops::Finding> examine();

  // Where people open it: PUBLIC_URL, or localhost and the port.
  std::string address() const;

 private:
  void add_routes();
  CacheLoads cache_loads() const;
  void say_who_is_admin();

  Config config_;
  const Clock& clock_;
  SystemEntropy entropy_;
  Ids ids_;
  DataDir data_dir_;
  const std::vector<db::Migration> migrations_;
  std::unique_ptr<db::Database> database_;
  Events events_;
  Sealer sealer_;
  std::unique_ptr<blobs::Store> blobs_;
  blobs::Room room_;
  jobs::Jobs jobs_;
  limits::Limits limits_;
  std::unique_ptr<accounts::Accounts> accounts_;
  std::unique_ptr<catalogue::Catalogue> catalogue_;
  catalogue::Pictures pictures_;
  photos::Photos photos_;
  review::Review review_;
  insights::Insights insights_;
  evidence::Evidence evidence_;
  ops::Alarms alarms_;
  ops::Backups backups_;
  ops::DiskWatch disk_watch_;
  ops::Sweeps sweeps_;
  Watch watch_;
  Metrics metrics_;
  Health health_;
  Audit audit_;
  Visits visits_;
  accounts::Gate gate_;
  http::Router router_;
  std::optional<Writes> writes_;  // on SQLite
  std::unique_ptr<jobs::Runner> runner_;
  std::unique_ptr<jobs::Runner> ops_runner_;  // its works take hours, photos do not wait for them
  std::unique_ptr<Ticker> housekeeping_;
  std::unique_ptr<Ticker> watching_;
  std::unique_ptr<http::Server> http_;
  std::unique_ptr<Ticker> sampler_;
  std::unique_ptr<Ticker> alarm_watch_;
  std::optional<ControlSocket> control_;
  std::atomic<bool> hurry_ = false;
};

}  // namespace server
