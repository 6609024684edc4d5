// How the server is: /api/health for people and monitors, /api/ready and /api/live for balancers.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "blobs/blobs.h"
#include "db/db.h"
#include "http/http.h"
#include "imaging/imaging.h"
#include "jobs/jobs.h"
#include "limits/limits.h"
#include "photos/photos.h"

namespace server {

class Health {
 public:
  Health(db::Database&, blobs::Store&, jobs::Jobs&, imaging::Darkroom&, const Clock&);

  void add_routes(http::Router& router);
  // From now on /api/ready says no, so that a balancer sends nobody new.
  void draining() { draining_ = true; }

 private:
  db::Database& database_;
  blobs::Store& blobs_;
  jobs::Jobs& jobs_;
  imaging::Darkroom& darkroom_;
  const Clock& clock_;
  std::int64_t started_ms_;
  std::atomic<bool> draining_ = false;
};

}  // namespace server
