#include "server/process.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

namespace server {
namespace {
namespace fs = std::filesystem;

// The first number of a file; `otherwise` when there is none ("max").
std::int64_t number_in(const fs::path& path, std::int64_t otherwise) {
  std::ifstream file(path);
  std::int64_t number = 0;
  return file >> number ? number : otherwise;
}

std::int64_t pages(std::int64_t count) { return count * sysconf(_SC_PAGESIZE); }

// A limit of the group, or of one above it.
std::int64_t group_limit(const fs::path& top, const std::string& group, const char* file,
                         std::int64_t most) {
  for (fs::path at = fs::path(group).relative_path();; at = at.parent_path()) {
    most = std::min(most, number_in(top / at / file, most));
    if (at.empty()) return most;
  }
}

std::int64_t entries_of(const char* folder) {
  std::error_code ignored;
  return std::distance(fs::directory_iterator(folder, ignored), fs::directory_iterator());
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t size = 0, resident = 0;
  file >> size >> resident;
  return pages(resident);
}

void keep_heap_small() {
  // NOLINTBEGIN(concurrency-mt-unsafe): no threads yet
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 4 << 20);
  mallopt(M_ARENA_MAX, std::max(2, static_cast<int>(std::thread::hardware_concurrency())));
  // NOLINTEND(concurrency-mt-unsafe)
}

void let_go_of_libraries() {
  const auto let_go = [](dl_phdr_info* library, std::size_t, void*) {
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    for (int n = 0; n < library->dlpi_phnum; ++n) {
      const auto& part = library->dlpi_phdr[n];
      // What was ever written, as addresses are while loading, is in no file.
      if (part.p_type != PT_LOAD || (part.p_flags & PF_W) != 0) continue;
      const std::uintptr_t begin = (library->dlpi_addr + part.p_vaddr) / page * page;
      const std::uintptr_t end = library->dlpi_addr + part.p_vaddr + part.p_memsz;
      // NOLINTNEXTLINE(performance-no-int-to-ptr): the loader speaks in numbers
      ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
    }
    return 0;
  };
  ::dl_iterate_phdr(let_go, nullptr);
}

Process look_at_process() {
  Process process;
  process.resident_bytes = resident_bytes();
  process.heap_bytes = static_cast<std::int64_t>(mallinfo2().uordblks);
  process.open_files = entries_of("/proc/self/fd");
  process.threads = entries_of("/proc/self/task");
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  process.open_files_max = static_cast<std::int64_t>(files.rlim_cur);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  process.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  return process;
}

std::int64_t memory_limit_bytes() {
  std::int64_t most = pages(sysconf(_SC_PHYS_PAGES));
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {  // "0::/a/b" or "5:memory:/a/b"
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const auto kind = line.substr(first + 1, second - first - 1), group = line.substr(second + 1);
    if (kind.empty()) most = group_limit("/sys/fs/cgroup", group, "memory.max", most);
    if (kind.find("memory") != std::string::npos)
      most = group_limit("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes", most);
  }
  return most;
}

}  // namespace server
