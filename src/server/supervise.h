// One process that holds the listening sockets and keeps a server running on them. While no server
// serves, because one is being replaced or has died, who connects waits instead of being refused.
// systemd does the same with a socket unit; this is for where there is none.
#pragma once

#include <vector>

#include "server/config.h"

namespace server {

// The sockets that whoever started us hands over (LISTEN_FDS, see sd_listen_fds(3)); none, when
// they are not meant for this process.
std::vector<int> handed_sockets();

// Starts this program again as `asbuilt ARGS`, and again whenever it ends, until SIGTERM or SIGINT,
// which it passes on. SIGHUP replaces the server. Returns the exit status; a server that refuses
// to start at all is not tried again.
int supervise(const Config& config, const std::vector<std::string>& args);

}  // namespace server
