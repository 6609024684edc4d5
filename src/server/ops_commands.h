// `asbuilt backup`, `backups`, `restore`, `verify`, `sweep`: options, and what is done.
#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

#include "ops/ops.h"
#include "server/commands.h"
#include "server/config.h"

namespace server {

class App;

struct OpsOptions {
  std::string verb;  // empty: none of these
  std::string url;
  std::string set;
  std::string into;
  bool confirm = false;
};
void add_ops_verbs(CLI::App& cli, OpsOptions& options);
int run_ops_verb(Config config, const OpsOptions& options);  // the exit status

// The running server's side; nothing when the command is of another kind.
std::optional<Spoken> run_ops_command(App& app, const Command& command);
Spoken tell_sweeps(ops::Sweeps& sweeps);

}  // namespace server
