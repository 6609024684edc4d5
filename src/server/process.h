// What this process takes of the machine, and how much memory it may take.
#pragma once

#include <cstdint>

namespace server {

struct Process {
  std::int64_t resident_bytes = 0;
  std::int64_t heap_bytes = 0;  // in use, of what the allocator holds
  std::int64_t open_files = 0;
  std::int64_t open_files_max = 0;
  std::int64_t threads = 0;
  double cpu_s = 0;
};

Process look_at_process();
std::int64_t resident_bytes();  // a few microseconds

// The tightest of the machine's memory and the limits of the control groups we are in (v1 and v2).
std::int64_t memory_limit_bytes();

}  // namespace server
