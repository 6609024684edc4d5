#include "imaging/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "base/log.h"
#include "imaging/syscalls.h"

namespace imaging {
namespace {

constexpr int kNice = 10;
constexpr rlim_t kFileMax = 64 * 1024 * 1024;  // of a written picture

void check(long result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::system_category(), what);
}

// As the kernel lays it out now; Debian 12's header knows the first field only.
struct Ruleset {
  std::uint64_t files = 0;
  std::uint64_t net = 0;     // from ABI 4
  std::uint64_t scoped = 0;  // from ABI 6
};

int landlock_abi() {
  const long abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return static_cast<int>(std::max(0L, abi));
}

// Handles every right this kernel knows and grants none.
void close_files(int abi) {
  constexpr int kFileRights[] = {0, 13, 14, 15, 15, 16};  // by ABI: how many bits there are
  Ruleset ruleset;
  ruleset.files = (1ULL << kFileRights[std::min(abi, 5)]) - 1;
  if (abi >= 4) ruleset.net = 3;     // bind and connect of TCP
  if (abi >= 6) ruleset.scoped = 3;  // abstract sockets and signals
  const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  const long fd = ::syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
  check(fd, "landlock_create_ruleset");
  check(::syscall(SYS_landlock_restrict_self, fd, 0), "landlock_restrict_self");
  ::close(static_cast<int>(fd));
}

void limit(int resource, rlim_t soft, rlim_t hard) {
  const rlimit value{soft, hard};
  check(::setrlimit(static_cast<__rlimit_resource>(resource), &value), "setrlimit");
}

void set_limits(const DevelopLimits& limits) {
  const auto cpu = static_cast<rlim_t>(limits.cpu_s);
  limit(RLIMIT_CPU, cpu, cpu + 1);
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_FSIZE, kFileMax, kFileMax);
  // A sanitizer opens pipes to probe memory, and reserves terabytes of addresses for its shadow.
  if (kSanitized) return;
  limit(RLIMIT_NOFILE, 0, 0);
  limit(RLIMIT_AS, limits.memory_bytes, limits.memory_bytes);
}

// A server that was started more patient than that stays so: going back is not allowed, nor wanted.
void wait_behind_requests() {
  if (::setpriority(PRIO_PROCESS, 0, kNice) != 0 && errno != EACCES)
    throw std::system_error(errno, std::system_category(), "setpriority");
}

// Better that one photo fails than that the kernel ends the server.
void volunteer_when_memory_is_short() {
  const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  [[maybe_unused]] const auto written = ::write(fd, "1000", 4);
  ::close(fd);
}

}  // namespace

Sandbox::Sandbox() : landlock_abi_(landlock_abi()), seccomp_(has_seccomp()) {
  if (landlock_abi_ == 0)
    log_warn("This host has no Landlock: photo decoders are kept from files by seccomp alone");
  if (!seccomp_) log_warn("This host has no seccomp: photo decoders may call the kernel freely");
}

void Sandbox::enter(const DevelopLimits& limits) const {
  volunteer_when_memory_is_short();
  wait_behind_requests();
  check(::prctl(PR_SET_DUMPABLE, 0), "PR_SET_DUMPABLE");
  check(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS");
  if (landlock_abi_ > 0) close_files(landlock_abi_);
  set_limits(limits);
  if (seccomp_) allow_only_computing();
}

}  // namespace imaging
