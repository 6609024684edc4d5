#include "imaging/darkroom.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <system_error>
#include <thread>

#include "imaging/syscalls.h"
#include "imaging/test_files.h"

using namespace imaging;
using namespace imaging::test;

namespace {

using Act = long (*)(const std::string& argument);

long write_file(const std::string& path) { return ::open(path.c_str(), O_CREAT | O_WRONLY, 0600); }
long connect_to(const std::string& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return -1;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}
long run_a_program(const std::string&) { return ::execl("/bin/true", "true", nullptr); }
long make_code(const std::string&) {
  void* const at =
      ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return at == MAP_FAILED ? -1 : 0;
}

// What a decoder that an attacker took over would try.
const std::map<std::string, Act> kForbidden = {
    {"read a file", [](const std::string&) -> long { return ::open("/etc/passwd", O_RDONLY); }},
    {"read its own process",
     [](const std::string&) -> long { return ::open("/proc/self/maps", O_RDONLY); }},
    {"write a file", write_file},
    {"remove a file", [](const std::string& path) -> long { return ::unlink(path.c_str()); }},
    {"open a socket", [](const std::string&) -> long { return ::socket(AF_UNIX, SOCK_STREAM, 0); }},
    {"connect", connect_to},
    {"run a program", run_a_program},
    {"fork", [](const std::string&) -> long { return ::fork(); }},
    {"trace another process",
     [](const std::string&) { return ::ptrace(PTRACE_ATTACH, ::getppid(), 0, 0); }},
    {"kill another process",
     [](const std::string& pid) -> long { return ::kill(std::stoi(pid), SIGKILL); }},
    {"lift its limits",
     [](const std::string&) -> long {
       const rlimit none{RLIM_INFINITY, RLIM_INFINITY};
       return ::prlimit(0, RLIMIT_AS, &none, nullptr);
     }},
    {"make code", make_code},
};

[[noreturn]] void burn_cpu() {
  for (volatile bool forever = true; forever;) {
  }
  std::abort();
}

void eat_memory() {
  for (std::vector<std::string> held;;) held.emplace_back(64 * 1024 * 1024, 'x');
}

// Does the act that the stamp's note names, with the right line as its argument.
Development misbehave(const Task& task) {
  Development out;
  const std::string act = task.stamp.note;
  if (const auto found = kForbidden.find(act); found != kForbidden.end()) {
    errno = 0;
    const long result = found->second(task.stamp.right_1);
    out.outcome = result < 0 ? Outcome::failed : Outcome::done;
    out.reason = result < 0 ? "refused: " + std::generic_category().message(errno) : "it worked";
    return out;
  }
  if (act == "burn CPU") burn_cpu();
  while (act == "sleep") std::this_thread::sleep_for(std::chrono::hours(1));
  if (act == "crash") ::raise(SIGSEGV);
  if (act == "abort") std::abort();
  if (act == "eat memory") eat_memory();
  if (act == "leave") ::_exit(7);
  if (act == "babble") {
    // Far more than an answer may be, on every descriptor there is.
    const std::string noise(1'000'000, '{');
    for (int fd = 0; fd < 64; ++fd)
      if (::write(fd, noise.data(), noise.size()) < 0) continue;  // not one of ours
  }
  if (act == "write much")
    for (const std::string block(1'000'000, 'x');
         ::write(task.display_fd, block.data(), block.size()) > 0;) {
    }
  out.outcome = Outcome::done;
  out.developed.width = out.developed.height = 1;
  out.developed.display_width = out.developed.display_height = 1;
  out.developed.perceptual_hash = act == "lie" ? "<script>alert(1)" : "0123456789abcdef";
  return out;
}

// Nothing but a limit that is being tested may end a decoder, however busy the machine is.
constexpr DevelopLimits kPatient{
    .memory_bytes = 512ull << 20, .cpu_s = 60, .wall = std::chrono::minutes(5)};
constexpr DevelopLimits kLittleTime{.cpu_s = 60, .wall = std::chrono::milliseconds(200)};
constexpr DevelopLimits kLittleCpu{.cpu_s = 1, .wall = std::chrono::minutes(5)};

// Before main and so before any thread, as Darkroom::open() demands.
const OpenedDarkroom lab = open_darkroom(kPatient, [] { return Work(misbehave); });
const OpenedDarkroom frugal = open_darkroom(kLittleCpu, [] { return Work(misbehave); });
const OpenedDarkroom hasty = open_darkroom(kLittleTime, [] { return Work(misbehave); });
const OpenedDarkroom patient = open_darkroom(kPatient, [] {
  ::setpriority(PRIO_PROCESS, 0, 19);
  return Work(misbehave);
});
const OpenedDarkroom doomed = open_darkroom(kPatient, [] { return Work(misbehave); });
const OpenedDarkroom stillborn = open_darkroom(
    kPatient, []() -> Work { throw std::runtime_error("no decoder (this test wants it so)"); });

Development ask(const OpenedDarkroom& room, const std::string& act,
                const std::string& argument = {}) {
  Stamp stamp;
  stamp.note = act;
  stamp.right_1 = argument;
  return develop(*room.darkroom, "original", stamp).development;
}

std::size_t open_files_of(pid_t pid) {
  const auto folder = std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd");
  return static_cast<std::size_t>(std::distance(begin(folder), end(folder)));
}

// Processes with this parent, zombies too.
std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    if (pid == 0) continue;
    // Not a stream: its process may end between two reads, which a stream answers by throwing.
    const int fd = ::open((entry.path() / "stat").c_str(), O_RDONLY);
    std::string text(512, '\0');
    text.resize(
        static_cast<std::size_t>(std::max<ssize_t>(0, ::read(fd, text.data(), text.size()))));
    ::close(fd);
    const auto after_name = text.rfind(')');
    if (after_name == text.npos) continue;
    if (std::atoi(text.c_str() + after_name + 4) == parent) children.push_back(pid);
  }
  return children;
}

}  // namespace

TEST_CASE("a decoder that was taken over can reach nothing") {
  const int server = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof here;
  REQUIRE(::bind(server, reinterpret_cast<sockaddr*>(&here), length) == 0);
  REQUIRE(::listen(server, 4) == 0);
  ::getsockname(server, reinterpret_cast<sockaddr*>(&here), &length);
  const auto victim =
      std::filesystem::temp_directory_path() / ("asbuilt-victim-" + std::to_string(::getpid()));
  std::ofstream(victim) << "precious";
  for (const auto& [act, function] : kForbidden) {
    CAPTURE(act);
    std::string argument = victim.string() + ".new";
    if (act == "remove a file") argument = victim.string();
    if (act == "connect") argument = std::to_string(ntohs(here.sin_port));
    if (act == "kill another process") argument = std::to_string(lab.zygote);
    const Development tried = ask(lab, act, argument);
    CHECK(tried.outcome == Outcome::failed);
    const bool killed = tried.reason == "a system call that decoders may not make";
    CHECK((killed || tried.reason.starts_with("refused: ")));
  }
  CHECK(std::filesystem::exists(victim));
  CHECK_FALSE(std::filesystem::exists(victim.string() + ".new"));
  CHECK(lab.darkroom->alive());
  std::filesystem::remove(victim);
  ::close(server);
}

TEST_CASE("a decoder that hangs is killed at the limit and the reason is told") {
  const Development asleep = ask(hasty, "sleep");
  CHECK(asleep.outcome == Outcome::failed);
  CHECK(asleep.reason == "took longer than 200 ms");
  CHECK(hasty.darkroom->alive());
}

TEST_CASE("a decoder that computes too long is killed by its CPU limit") {
  const Development busy = ask(frugal, "burn CPU");
  CHECK(busy.outcome == Outcome::failed);
  CHECK(busy.reason == "needed more than 1 s of CPU");
  CHECK(busy.cpu_ms >= 500);
}

TEST_CASE("a decoder that crashes is a failed development with a reason") {
  // A sanitizer catches this signal and leaves with a code of its own.
  CHECK(ask(lab, "crash").reason == (kSanitized ? "exit 1" : "crash: Segmentation fault"));
  CHECK(ask(lab, "abort").reason == "crash: Aborted");
  CHECK(ask(lab, "leave").reason == "exit 7");
  CHECK(ask(lab, "write much").reason == "wrote too large a picture");
  const Development noisy = ask(lab, "babble");
  CHECK(noisy.outcome == Outcome::failed);
  CHECK(ask(lab, "nothing").outcome == Outcome::done);
}

TEST_CASE("a decoder that wants more memory than its limit fails, and only it") {
  if (kSanitized) return;  // without that limit
  const Development eaten = ask(lab, "eat memory");
  CHECK(eaten.outcome == Outcome::failed);
  CHECK(eaten.peak_memory_bytes < 512ll << 20);
  CHECK(lab.darkroom->alive());
}

TEST_CASE("facts that no honest decoder gives are not taken over") {
  const Development lie = ask(lab, "lie");
  CHECK(lie.outcome == Outcome::failed);
  CHECK(lie.reason == "an answer that cannot be true");
  CHECK(lie.developed.perceptual_hash.empty());
}

TEST_CASE("the zygote keeps neither descriptors nor dead children") {
  ask(lab, "nothing");
  const auto before = open_files_of(lab.zygote);
  for (int i = 0; i < 20; ++i) ask(lab, i % 3 == 0 ? "crash" : "nothing");
  CHECK(open_files_of(lab.zygote) == before);
  CHECK(before <= 5);
  CHECK(children_of(lab.zygote).empty());
}

TEST_CASE("more callers than places wait their turn") {
  std::vector<Development> answers(24);
  {
    std::vector<std::jthread> threads;
    for (auto& answer : answers) threads.emplace_back([&] { answer = ask(lab, "nothing"); });
  }
  for (const auto& answer : answers) CHECK(answer.outcome == Outcome::done);
}

TEST_CASE("a server that was started at the lowest priority develops all the same") {
  CHECK(ask(patient, "nothing").outcome == Outcome::done);
}

TEST_CASE("a stamp of bytes that are no text and of any length still arrives") {
  CHECK(ask(lab, "nothing", std::string(100'000, '\xc3')).outcome == Outcome::done);
  CHECK(ask(lab, "nothing", std::string("\0\x01\x1f\"\\", 5)).outcome == Outcome::done);
}

TEST_CASE("the death of the zygote is noticed and every later photo fails with a reason") {
  CHECK(doomed.darkroom->alive());
  CHECK(ask(doomed, "nothing").outcome == Outcome::done);
  Development waiting;
  {
    const std::jthread thread([&] { waiting = ask(doomed, "sleep"); });
    while (children_of(doomed.zygote).empty()) std::this_thread::yield();
    ::kill(doomed.zygote, SIGKILL);
  }
  CHECK(waiting.outcome == Outcome::failed);
  CHECK(waiting.reason == "the darkroom died");
  CHECK_FALSE(doomed.darkroom->alive());
  CHECK(ask(doomed, "nothing").reason == "the darkroom died");
}

TEST_CASE("a darkroom that cannot prepare itself says so instead of hanging") {
  CHECK(ask(stillborn, "nothing").reason == "the darkroom died");
  CHECK_FALSE(stillborn.darkroom->alive());
}

TEST_CASE("killing the server takes zygote and decoders with it") {
  // Orphans come to this process, so that their end can be awaited.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t server = ::fork();
  if (server == 0) {
    DevelopLimits limits;
    limits.wall = std::chrono::hours(1);
    const OpenedDarkroom room = open_darkroom(limits, [] { return Work(misbehave); });
    const std::jthread thread([&] { ask(room, "sleep"); });
    while (children_of(room.zygote).empty()) std::this_thread::yield();
    const pid_t pids[] = {room.zygote, children_of(room.zygote).front()};
    if (::write(ends[1], pids, sizeof pids) > 0) ::kill(::getpid(), SIGKILL);
  }
  pid_t pids[2] = {};
  REQUIRE(::read(ends[0], pids, sizeof pids) == sizeof pids);
  // Hangs here if one of them lives on.
  CHECK(::waitpid(server, nullptr, 0) == server);
  CHECK(::waitpid(pids[0], nullptr, 0) == pids[0]);
  CHECK(::waitpid(pids[1], nullptr, 0) == pids[1]);
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  ::close(ends[0]);
  ::close(ends[1]);
}
