// `asbuilt doctor`: the checklists of an installation as checks that run, with everything read back
// from where it is in force. Each finding says what is so, and when it is not well, what to do.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "blobs/blobs.h"
#include "db/db.h"
#include "jobs/jobs.h"

namespace ops {

enum class Verdict { ok, warn, fail };
BOOST_DESCRIBE_ENUM(Verdict, ok, warn, fail)

struct Finding {
  std::string check;  // "proxy"
  Verdict verdict = Verdict::ok;
  std::string why;
  std::string advice;  // empty when ok
};
BOOST_DESCRIBE_STRUCT(Finding, (), (check, verdict, why, advice))

struct Diagnosis {
  std::vector<Finding> findings;
};
BOOST_DESCRIBE_STRUCT(Diagnosis, (), (findings))

// How a request that came in through PUBLIC_URL looked to the server.
struct Sighting {
  std::string client_ip;      // as the server took it
  std::string forwarded_for;  // as it came
  bool over_https = false;
};

// A running server as the doctor sees it. All references outlive the call.
struct Patient {
  std::map<std::string, std::string, std::less<>> settings;   // by name; secrets too
  std::map<std::string, std::string, std::less<>> standards;  // their defaults
  std::vector<std::string> secrets;                           // session secrets, newest first
  std::map<std::string, std::vector<std::string>> indexes;    // that the schema has, by table
  std::string data_dir;
  std::string database_file;  // empty on PostgreSQL
  std::string version;
  std::uint16_t port = 0;
  db::Database& database;
  blobs::Store& blobs;
  jobs::Jobs& jobs;
  const Clock& clock;
  // A path that is good for one visit; and how that visitor looked, once it came.
  std::function<std::string()> expect_visit;
  std::function<std::optional<Sighting>()> visit;

  std::string setting(std::string_view name) const;
  std::int64_t number(std::string_view name) const;
};

// Takes seconds: it goes out of the house and comes in through the front door.
std::vector<Finding> examine(const Patient& patient);

// What the command line sees by itself, whether a server runs or not.
std::vector<Finding> examine_from_outside(const std::string& settings_file);

// As people read it, the worst first; and the exit status: 1 when anything fails.
std::string print_findings(const std::vector<Finding>& findings);
int exit_status(const std::vector<Finding>& findings);

// What a load test writes into DATA_DIR/load-test.json.
struct LoadTest {
  std::string version;
  bool passed = false;
  std::int64_t finished_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(LoadTest, (), (version, passed, finished_at_ms))

}  // namespace ops
