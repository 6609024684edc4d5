#include "imaging/zygote.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <vector>

#include "base/json_read.h"
#include "base/limits.h"
#include "imaging/sandbox.h"
#include "imaging/wire.h"

namespace imaging {
namespace {

using SteadyClock = std::chrono::steady_clock;

void close_all_but(std::vector<int> keep) {
  std::sort(keep.begin(), keep.end());
  unsigned from = 0;
  for (const int fd : keep) {
    const auto kept = static_cast<unsigned>(fd);
    if (kept > from) ::close_range(from, kept - 1, 0);
    from = kept + 1;
  }
  ::close_range(from, ~0U, 0);
}

// The file's bytes without copying them. A file that shrinks meanwhile ends this process only.
std::string_view mapped(int fd) {
  struct stat info{};
  if (::fstat(fd, &info) != 0) throw std::system_error(errno, std::system_category(), "fstat");
  const auto size = static_cast<std::size_t>(info.st_size);
  if (size == 0) return {};
  void* const at = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (at == MAP_FAILED) throw std::system_error(errno, std::system_category(), "mmap");
  return {static_cast<const char*>(at), size};
}

void write_to(int pipe, std::string_view text) {
  while (!text.empty()) {
    const auto wrote = ::write(pipe, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

class Zygote {
 public:
  Zygote(int socket, const DevelopLimits& limits, Work work)
      : socket_(socket), limits_(limits), work_(std::move(work)), self_(::getpid()) {
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, nullptr);  // NOLINT(concurrency-mt-unsafe): one thread
    signals_ = Fd(::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals_) throw std::system_error(errno, std::system_category(), "signalfd");
  }

  void run() {
    while (serve_one_event()) {
    }
    for (const Child& child : children_) ::kill(child.pid, SIGKILL);
    while (!children_.empty()) bury(0);
  }

 private:
  struct Child {
    pid_t pid;
    SteadyClock::time_point deadline;
    bool too_long;
    Fd answer;
  };

  bool serve_one_event() {
    // A full house leaves requests in the socket.
    const bool room = children_.size() < ceilings::kDevelopAtOnce;
    pollfd events[] = {{signals_.get(), POLLIN, 0},
                       {socket_, static_cast<short>(room ? POLLIN : 0), 0}};
    if (::poll(events, 2, ms_to_next_deadline()) < 0 && errno != EINTR) return false;
    kill_the_late();
    if (events[0].revents != 0) bury(WNOHANG);
    if ((events[1].revents & POLLIN) != 0) return take_request();
    return events[1].revents == 0;
  }

  int ms_to_next_deadline() const {
    int least = -1;
    for (const Child& child : children_) {
      if (child.too_long) continue;
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(child.deadline - SteadyClock::now());
      const int ms = std::max(0, static_cast<int>(left.count()));
      if (least < 0 || ms < least) least = ms;
    }
    return least;
  }

  void kill_the_late() {
    const auto now = SteadyClock::now();
    for (Child& child : children_) {
      if (child.too_long || child.deadline > now) continue;
      child.too_long = true;
      ::kill(child.pid, SIGKILL);
    }
  }

  // Tells each ended decoder's asker how it ended.
  void bury(int flags) {
    signalfd_siginfo ignored[8];
    while (::read(signals_.get(), ignored, sizeof ignored) > 0) {
    }
    int status = 0;
    rusage used{};
    while (!children_.empty()) {
      const pid_t pid = ::wait4(-1, &status, flags, &used);
      if (pid <= 0) return;
      const auto child = std::find_if(children_.begin(), children_.end(),
                                      [&](const Child& c) { return c.pid == pid; });
      if (child == children_.end()) continue;
      const auto ms = [](const timeval& t) { return t.tv_sec * 1000 + t.tv_usec / 1000; };
      tell(child->answer, {.status = status,
                           .too_long = child->too_long,
                           .cpu_ms = ms(used.ru_utime) + ms(used.ru_stime),
                           .peak_bytes = used.ru_maxrss * 1024});
      children_.erase(child);
    }
  }

  static void tell(const Fd& answer, const Ending& ending) {
    write_to(answer.get(), {reinterpret_cast<const char*>(&ending), sizeof ending});
  }

  bool take_request() {
    auto request = receive_request(socket_);
    if (!request) return false;
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(develop(*request));
    if (pid < 0) {
      tell(request->parcel.answer, {.fork_error = errno});
      return true;
    }
    children_.push_back(
        {pid, SteadyClock::now() + limits_.wall, false, std::move(request->parcel.answer)});
    return true;
  }

  // The decoder process, from its first line to its exit code.
  int develop(Received& request) const {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != self_) return 1;  // the zygote died before the line above
    try {
      const auto stamp = json::read<Stamp>(request.text);
      if (!stamp) return 2;
      const Parcel& parcel = request.parcel;
      const std::string_view original = mapped(parcel.original.get());
      request.parcel.original.reset();
      close_all_but({parcel.display.get(), parcel.thumb.get(), parcel.answer.get()});
      sandbox_.enter(limits_);
      const auto made =
          work_({original, parcel.display.get(), parcel.thumb.get(), *stamp, limits_});
      write_to(parcel.answer.get(), json::to_text(made));
      return 0;
    } catch (const std::exception& fault) {
      Development failed;
      failed.reason = fault.what();
      write_to(request.parcel.answer.get(), json::to_text(failed));
      return 3;
    }
  }

  int socket_;
  DevelopLimits limits_;
  Work work_;
  pid_t self_;
  Sandbox sandbox_;
  Fd signals_;
  std::vector<Child> children_;
};

}  // namespace

void run_zygote(int socket, const DevelopLimits& limits, const std::function<Work()>& prepare) {
  // Ctrl-C and a service manager's SIGTERM go to every process of the group; the zygote ends when
  // the server lets go of the socket, after the server's own orderly stop.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(signal, SIG_IGN);
  ::prctl(PR_SET_NAME, "darkroom");
  close_all_but({STDERR_FILENO, socket});
  ::open("/dev/null", O_RDONLY);  // 0 and 1: no library may take a photo for standard output
  ::open("/dev/null", O_WRONLY);
  Zygote(socket, limits, prepare()).run();
}

}  // namespace imaging
