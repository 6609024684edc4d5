// The inventory: one member per component, in start order. Destruction order is the shutdown order.
#pragma once

#include <memory>
#include <optional>
#include <span>

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
#include "photos/photos.h"
#include "review/review.h"
#include "server/audit.h"
#include "server/config.h"
#include "server/control.h"
#include "server/data_dir.h"
#include "server/health.h"

namespace server {

class App {
 public:
  // Opens everything but the port: the data folder is locked (on SQLite), the schema brought up to
  // date. Throws with a line for the operator. `clock` and `darkroom` outlive the App.
  App(const Config& config, const Clock& clock, imaging::Darkroom& darkroom);

  // Starts jobs, housekeeping and the HTTP server, with the built web app.
  void serve(std::span<const embedded::File> web);
  // Stops accepting, lets what runs finish for `grace_ms`, gives leases back.
  void stop(int grace_ms);

  std::uint16_t port() const { return http_->port(); }
  const http::Router& router() const { return router_; }
  accounts::Accounts& accounts() { return *accounts_; }
  db::Database& database() { return *database_; }
  jobs::Runner& runner() { return *runner_; }

  // Where people open it: PUBLIC_URL, or localhost and the port.
  std::string address() const;

 private:
  void add_routes();

  Config config_;
  const Clock& clock_;
  SystemEntropy entropy_;
  Ids ids_;
  DataDir data_dir_;
  std::unique_ptr<db::Database> database_;
  Events events_;
  Sealer sealer_;
  std::unique_ptr<blobs::Store> blobs_;
  jobs::Jobs jobs_;
  limits::Limits limits_;
  std::unique_ptr<accounts::Accounts> accounts_;
  std::unique_ptr<catalogue::Catalogue> catalogue_;
  catalogue::Pictures pictures_;
  photos::Photos photos_;
  review::Review review_;
  insights::Insights insights_;
  evidence::Evidence evidence_;
  Health health_;
  Audit audit_;
  accounts::Gate gate_;
  http::Router router_;
  std::unique_ptr<jobs::Runner> runner_;
  std::unique_ptr<Ticker> housekeeping_;
  std::unique_ptr<http::Server> http_;
  std::optional<ControlSocket> control_;
};

}  // namespace server
