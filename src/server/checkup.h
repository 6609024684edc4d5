// The running server shown to the doctor (ops/doctor.h), and the `doctor` verb.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "blobs/blobs.h"
#include "db/db.h"
#include "http/http.h"
#include "jobs/jobs.h"
#include "limits/limits.h"
#include "ops/doctor.h"
#include "server/config.h"

namespace server {

// Recognises the doctor's own request among all others, by a path that is good for one visit.
class Visits {
 public:
  void add_routes(http::Router& router);
  std::string expect();  // the path
  std::optional<ops::Sighting> take();

 private:
  bool note(const http::Request& request, const std::string& token);

  std::mutex mutex_;
  std::string token_;  // empty: nobody is expected
  std::optional<ops::Sighting> seen_;
};

// What of the server the doctor looks at. All references outlive the call.
struct Ward {
  std::vector<std::string> secrets;
  std::string data_dir;
  std::uint16_t port;
  db::Database& database;
  blobs::Store& blobs;
  jobs::Jobs& jobs;
  const Clock& clock;
  Visits& visits;
};
std::vector<ops::Finding> check_up(const Config& config, const Ward& ward);

// The socket in DATA_DIR by which this server is spoken to: instances on PostgreSQL may share one.
std::string control_name(const Config& config);

// Asks the running server, adds what can be seen without it, prints. The exit status is 1 when
// anything fails.
int run_doctor(const std::string& settings_file, bool as_json);

}  // namespace server
