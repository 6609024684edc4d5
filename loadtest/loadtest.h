// `asbuilt loadtest`: people who work through the public API of any server, and a verdict on how it
// served them. Knows nothing of the server but what its API says.
#pragma once

#include <cstdint>
#include <string>

#include "base/describe.h"

namespace loadtest {

enum class Test { load, stress, session, all };
BOOST_DESCRIBE_ENUM(Test, load, stress, session, all)

// mix: crews and office; field: crews on 2 Mbit/s and office; office: nobody takes photos; company:
// thousands on an ordinary day, all of whom are signed in already.
enum class Profile { mix, field, office, company };
BOOST_DESCRIBE_ENUM(Profile, mix, field, office, company)

struct Options {
  Test test = Test::load;
  std::string url;
  std::string admin;  // an admin's email and password
  std::string password;
  std::string ca_file;
  std::string photos;  // a folder; empty: pictures are made
  double megapixels = 12;
  int users = 0;  // 0: 50, or 40 of `field`, 5,000 of `company`
  double duration_s = 60;
  double haste = 1;            // people of `load` think so many times less
  double photos_per_hour = 0;  // of a crew; 0: 180, or 6 of `company`
  Profile profile = Profile::mix;
  double step_s = 5;  // of stress
  double start_rate = 50;
  double most_rate = 20'000;
  std::string json_file;
  std::string html_file;
  bool own_server = false;  // a target that is not this machine
  bool keep = false;        // the people stay active, the project stays open
};

enum class Verdict { pass, warning, fail };
BOOST_DESCRIBE_ENUM(Verdict, pass, warning, fail)

struct Ended {
  Verdict verdict = Verdict::fail;
  std::string version;  // of the server
  std::int64_t finished_at_ms = 0;
  bool whole = false;  // it came to its end by itself
};

// Runs until it is done or interrupted. Throws when the target is refused or cannot be prepared.
Ended run(const Options& options);

}  // namespace loadtest
