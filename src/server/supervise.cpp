#include "server/supervise.h"

#include <fcntl.h>
#include <netdb.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "base/log.h"

namespace server {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kFirstSocket = 3;  // sd_listen_fds(3)
constexpr int kBacklog = 1'024;
constexpr milliseconds kSoon{1'000};  // who ends sooner has a lasting reason
constexpr milliseconds kPauseMax{5'000};

int listen_on(const std::string& host, std::int64_t port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    throw std::runtime_error(host + " is no address to listen on. Correct HOST.");
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, freeaddrinfo);
  const int fd = socket(found->ai_family, SOCK_STREAM, 0);
  if (fd < 0) return -1;  // a machine without IPv6: the other addresses will do
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (found->ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, kBacklog) == 0) return fd;
  const int error = errno;
  close(fd);
  if (error == EADDRNOTAVAIL) return -1;
  throw std::runtime_error(fmt::format("cannot listen on {} port {}: {}", host, port,
                                       std::generic_category().message(error)));
}

std::vector<int> open_sockets(const Config& config) {
  if (*config.port == 0) throw std::runtime_error("--supervise needs a PORT other than 0.");
  std::vector<int> sockets;
  for (const auto& host : hosts_of(config))
    if (const int fd = listen_on(host, *config.port); fd >= 0) sockets.push_back(fd);
  if (sockets.empty()) throw std::runtime_error("this machine has none of the addresses of HOST.");
  return sockets;
}

// NOLINTBEGIN(concurrency-mt-unsafe): one thread, here and in the child
// In the child: the sockets from 3 on, nothing else of ours, and the signals as they were.
[[noreturn]] void become_server(const std::vector<int>& sockets, std::vector<std::string> args) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int above = kFirstSocket + static_cast<int>(sockets.size());
  std::vector<int> aside;  // so that no socket is overwritten before it has moved
  for (const int fd : sockets) aside.push_back(fcntl(fd, F_DUPFD, above));
  for (std::size_t i = 0; i < aside.size(); ++i) dup2(aside[i], kFirstSocket + static_cast<int>(i));
  ::close_range(static_cast<unsigned>(above), ~0U, 0);
  setenv("LISTEN_FDS", std::to_string(sockets.size()).c_str(), 1);
  setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  args.insert(args.begin(), "asbuilt");
  std::vector<char*> argv;
  for (auto& arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  execv("/proc/self/exe", argv.data());
  _exit(127);
}

sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

}  // namespace

std::vector<int> handed_sockets() {
  const char* pid = std::getenv("LISTEN_PID");
  const char* count = std::getenv("LISTEN_FDS");
  std::vector<int> sockets;
  if (pid && count && std::to_string(getpid()) == pid)
    for (int i = 0; i < std::atoi(count); ++i) sockets.push_back(kFirstSocket + i);
  for (const int fd : sockets) fcntl(fd, F_SETFD, FD_CLOEXEC);
  unsetenv("LISTEN_PID");
  unsetenv("LISTEN_FDS");
  return sockets;
}
// NOLINTEND(concurrency-mt-unsafe)

int supervise(const Config& config, const std::vector<std::string>& args) {
  const auto sockets = open_sockets(config);
  const sigset_t signals = block_signals();
  bool ends = false, has_lived = false;
  milliseconds pause{100};
  for (;;) {
    const auto began = steady_clock::now();
    const pid_t child = fork();
    if (child == 0) become_server(sockets, args);
    if (child < 0) throw std::system_error(errno, std::generic_category(), "start the server");
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
      int signal = 0;
      sigwait(&signals, &signal);
      if (signal == SIGCHLD) continue;
      ends = ends || signal != SIGHUP;
      kill(child, SIGTERM);
    }
    const int exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    const bool soon = steady_clock::now() - began < kSoon;
    if (ends || (soon && !has_lived && exit_status != 0)) return exit_status;
    has_lived = has_lived || !soon;
    log_warn("the server ended and is started again", {{"status", exit_status}});
    pause = soon ? std::min(pause * 2, kPauseMax) : milliseconds{0};
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace server
