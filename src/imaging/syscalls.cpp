#include "imaging/syscalls.h"

#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace imaging {
namespace {

// Enough to compute, and to read and write what is open.
constexpr int kAllowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(pwrite64),
    SCMP_SYS(writev),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getrandom),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

// Libraries look for optional files (locales, CPU lists) and take "no" for an answer.
constexpr int kRefused[] = {
    SCMP_SYS(open),      SCMP_SYS(openat),     SCMP_SYS(stat),      SCMP_SYS(lstat),
    SCMP_SYS(fstat),     SCMP_SYS(newfstatat), SCMP_SYS(statx),     SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),  SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),    SCMP_SYS(ioctl),      SCMP_SYS(prlimit64), SCMP_SYS(prctl),
    SCMP_SYS(sysinfo),   SCMP_SYS(uname),      SCMP_SYS(fcntl),
};

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_KILL_PROCESS), seccomp_release) {
    if (!context_) throw std::system_error(ENOMEM, std::system_category(), "seccomp_init");
  }

  template <class... Conditions>
  void rule(std::uint32_t action, int call, Conditions... conditions) {
    check(seccomp_rule_add(context_.get(), action, call, sizeof...(conditions), conditions...));
  }

  void load() { check(seccomp_load(context_.get())); }

 private:
  static void check(int result) {
    // EDOM: this architecture does not have the call at all.
    if (result < 0 && result != -EDOM)
      throw std::system_error(-result, std::system_category(), "seccomp");
  }

  std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
};

}  // namespace

bool has_seccomp() {
  const std::uint32_t action = SECCOMP_RET_KILL_PROCESS;
  return ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

void allow_only_computing() {
  Filter filter;
  for (const int call : kAllowed) filter.rule(SCMP_ACT_ALLOW, call);
  for (const int call : kRefused) filter.rule(SCMP_ACT_ERRNO(EACCES), call);
  // Memory may never become code.
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)})
    filter.rule(SCMP_ACT_ALLOW, call, SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  // abort() sends itself a signal: that must look like a crash, not like an escape.
  filter.rule(SCMP_ACT_ALLOW, SCMP_SYS(tgkill),
              SCMP_A0_64(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid())));
  // Threads, not processes: HEVC and WebP are decoded by several. The C library falls back from
  // clone3() to clone(), whose flags a filter can read.
  filter.rule(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  filter.rule(SCMP_ACT_ALLOW, SCMP_SYS(clone),
              SCMP_A0_64(SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM));
  if (kSanitized) filter.rule(SCMP_ACT_ALLOW, SCMP_SYS(pipe2));
  filter.load();
}

}  // namespace imaging
