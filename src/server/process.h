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

// What is large goes back to the system when it is free, and threads share as many heaps as there
// are cores. Else glibc learns from the first password's hash (19 MiB) to keep so much in each of
// up to eight heaps for each core. Before any thread starts.
void keep_heap_small();

// What was read of libraries while they were loaded is let go of: the kernel keeps it in its cache,
// and what is used comes back by itself. Once everything has started.
void let_go_of_libraries();

// The tightest of the machine's memory and the limits of the control groups we are in (v1 and v2).
std::int64_t memory_limit_bytes();

}  // namespace server
