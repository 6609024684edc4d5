// `asbuilt loadtest`: its options, and the verdict kept for the doctor.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

#include "loadtest/loadtest.h"

namespace server {

struct LoadTestVerb {
  loadtest::Options options;
  std::string password_file;
  bool record = false;
  CLI::App* verb = nullptr;
};
void add_loadtest_verb(CLI::App& cli, LoadTestVerb& chosen);

// The exit status: 1 when the verdict is fail. `settings_file` names the data folder for --record.
int run_loadtest_verb(const std::string& settings_file, LoadTestVerb& chosen);

}  // namespace server
