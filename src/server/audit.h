// The audit trail as admins read it: the log of events, newest first, with who did it.
#pragma once

#include "db/db.h"
#include "http/http.h"

namespace server {

class Audit {
 public:
  explicit Audit(db::Database& database) : database_(database) {}  // outlives this object
  void add_routes(http::Router& router);

 private:
  db::Database& database_;
};

}  // namespace server
