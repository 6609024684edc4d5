// Listening on this machine, for the stubs that play somebody else's server.
#pragma once

#include <cstdint>

namespace kit {

struct Listening {
  int socket = -1;  // the caller's to close
  std::uint16_t port = 0;
};

// On a free port. Throws when there is none.
Listening listen_on_loopback(int backlog);

}  // namespace kit
