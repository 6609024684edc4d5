// Inside imaging: which system calls a decoder may make.
#pragma once

#include "base/sanitized.h"  // whose runtime needs more than a decoder may have

namespace imaging {

bool has_seccomp();

// From here on: memory, threads, time and descriptors already open; files and sockets look absent
// or kill, everything unnamed kills the process (SIGSYS). Throws std::system_error.
void allow_only_computing();

}  // namespace imaging
