// The command line: serve, setup, doctor, user, limits, config, openapi, types.
#pragma once

#include <span>

#include "base/embedded.h"

namespace server {

// Runs one command. Returns the exit status: 0 done, 1 refused (one line on standard error says
// why), 2 the command line makes no sense. `web` is the built web app.
int run_cli(int argc, char** argv, std::span<const embedded::File> web);

}  // namespace server
