// Inside imaging: the cage of a decoder process. After enter() it can compute, and read and write
// the descriptors it already has; nothing else.
#pragma once

#include <sys/types.h>

#include "imaging/imaging.h"

namespace imaging {

class Sandbox {
 public:
  // Asks the kernel what it offers and warns once about what is missing: without Landlock or
  // seccomp a decoder still has its limits, but could open files or sockets.
  Sandbox();

  // Closes the calling process in, for good: lowest priority, first to go when memory is short,
  // limits, no new privileges, no files (Landlock), an allow-list of system calls (seccomp) that
  // kills otherwise. Call while single-threaded. Throws std::system_error.
  void enter(const DevelopLimits& limits) const;

 private:
  int landlock_abi_;  // 0: none
  bool seccomp_;
};

}  // namespace imaging
