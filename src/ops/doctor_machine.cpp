// The doctor on the machine: cores, memory, open files, clock, core files.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timex.h>

#include <ctime>
#include <fstream>
#include <thread>

#include "ops/doctor_checks.h"

namespace ops {
namespace {

constexpr std::int64_t kMb = 1024 * 1024;
constexpr std::int64_t kGbForPeople = 4'000 * kMb;
constexpr std::int64_t kLeastMemory = 900 * kMb;
constexpr rlim_t kLeastFiles = 4'096;
constexpr std::time_t kFirstDayS = 1'735'689'600;  // 2025: before, the clock was never set

// "MemTotal:  1014000 kB" of a file in /proc, in bytes; 0 when it is not there.
std::int64_t field_of(const std::string& path, std::string_view name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name)) return std::atoll(line.c_str() + name.size() + 1) * 1024;
  return 0;
}

void check_size(const Patient& patient, std::vector<Finding>& findings) {
  const auto users = patient.number("EXPECTED_USERS");
  const auto memory = field_of("/proc/meminfo", "MemTotal");
  const auto cores = std::thread::hardware_concurrency();
  const bool many = users > 50;
  judge(findings, "machine",
        memory >= (many ? kGbForPeople : kLeastMemory) && cores >= (many ? 2 : 1), Verdict::warn,
        fmt::format("{} cores and {} MB of memory for {} people.", cores, memory / kMb, users),
        "Up to 50 people: 1 core and 1 GB. 50 to 100: 2–4 cores and 4–8 GB.");
}

void check_memory(const Patient& patient, std::vector<Finding>& findings) {
  const auto used = field_of("/proc/self/status", "VmRSS");
  const auto left = field_of("/proc/meminfo", "MemAvailable");
  const auto restart = patient.number("MEMORY_RESTART_MB") * kMb;
  const bool near_end = restart > 0 && used > restart * 8 / 10;
  judge(findings, "memory", left > 100 * kMb && !near_end, Verdict::warn,
        fmt::format("The server uses {} MB; the machine has {} MB left.", used / kMb, left / kMb),
        "Look who takes it: ps aux --sort=-rss | head. If the server's own share only ever grows, "
        "its curve on the status page is what a report needs.");
}

void check_files(std::vector<Finding>& findings) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  judge(findings, "open-files", limit.rlim_cur >= kLeastFiles, Verdict::warn,
        fmt::format("{} files and connections may be open.", limit.rlim_cur),
        "Every phone keeps a connection: LimitNOFILE=65536 in the unit.");
}

}  // namespace

void check_machine(const Patient& patient, std::vector<Finding>& findings) {
  check_size(patient, findings);
  check_memory(patient, findings);
  check_files(findings);
  const bool closed = ::prctl(PR_GET_DUMPABLE) == 0;
  judge(findings, "core-files", closed, Verdict::warn,
        closed ? "A crash writes no keys into a file." : "A crash may write keys into a file.",
        "Set APP_ENV=production.");
}

// By itself: the unit takes the clock's calls away from the server.
void check_clock(std::vector<Finding>& findings) {
  timex state{};
  const bool synchronised = ::adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
  const bool plausible = std::time(nullptr) > kFirstDayS;
  judge(findings, "clock", synchronised && plausible, plausible ? Verdict::warn : Verdict::fail,
        synchronised ? "The clock is kept right." : "Nothing keeps the clock right.",
        "apt-get install systemd-timesyncd: photos are evidence of when, and certificates and "
        "sessions end by the clock.");
}

}  // namespace ops
