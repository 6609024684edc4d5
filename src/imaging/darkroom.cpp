#include "imaging/darkroom.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <semaphore>
#include <system_error>

#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "imaging/answer.h"
#include "imaging/inspect.h"
#include "imaging/wire.h"
#include "imaging/zygote.h"

namespace imaging {
namespace {

using SteadyClock = std::chrono::steady_clock;

// What the zygote gets beyond the wall limit to kill a decoder and say so.
constexpr std::chrono::seconds kGrace{5};
constexpr std::size_t kStampLineBytes = 512;

// A line fit for the wire: clean UTF-8 and not endless.
std::string tidy(std::string line) {
  if (line.size() > kStampLineBytes) {
    line.resize(kStampLineBytes);
    while (!line.empty() && !is_clean_utf8(line)) line.pop_back();
  }
  if (!is_clean_utf8(line))
    std::replace_if(line.begin(), line.end(), [](char c) { return c <= 0; }, '?');
  return line;
}

std::string request_for(const Stamp& stamp) {
  return json::to_text(Stamp{tidy(stamp.left_1), tidy(stamp.left_2), tidy(stamp.right_1),
                             tidy(stamp.right_2), tidy(stamp.note)});
}

bool is_heic(int fd) {
  char head[kMagicBytes];
  const auto got = ::pread(fd, head, sizeof head, 0);
  return got > 0 && format_of({head, static_cast<std::size_t>(got)}) == Format::heic;
}

// Everything on the pipe until its last writer is gone, or nothing at the deadline. What a broken
// decoder writes beyond the limit is dropped, but its end is kept.
std::optional<std::string> read_to_end(int pipe, SteadyClock::time_point deadline) {
  std::string text;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
    pollfd event{pipe, POLLIN, 0};
    const int ready = ::poll(&event, 1, std::max(0, static_cast<int>(left.count())));
    if (ready == 0) return std::nullopt;
    if (ready < 0 && errno == EINTR) continue;
    char slice[16 * 1024];
    const auto got = ::read(pipe, slice, sizeof slice);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    if (text.size() > kAnswerMax) text.erase(0, text.size() - sizeof(Ending));
    text.append(slice, static_cast<std::size_t>(got));
  }
}

class ForkedDarkroom : public Darkroom {
 public:
  ForkedDarkroom(Fd socket, pid_t zygote, const DevelopLimits& limits)
      : socket_(std::move(socket)), zygote_(zygote), limits_(limits) {}

  ~ForkedDarkroom() override {
    socket_.reset();  // the zygote's sign to end
    while (::waitpid(zygote_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  Development develop(int original_fd, int display_fd, int thumb_fd, const Stamp& stamp) override {
    // HEVC takes several hundred megabytes: one at a time.
    std::unique_lock heic(heic_, std::defer_lock);
    if (is_heic(original_fd)) heic.lock();
    places_.acquire();
    const auto leave = std::unique_ptr<Places, void (*)(Places*)>(
        &places_, [](Places* places) { places->release(); });
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
      throw std::system_error(errno, std::system_category(), "pipe2");
    const Fd read_end(ends[0]);
    Fd write_end(ends[1]);
    if (!send_request(socket_.get(), request_for(stamp),
                      {original_fd, display_fd, thumb_fd, write_end.get()}))
      return failed("the darkroom died");
    write_end.reset();
    auto text = read_to_end(read_end.get(), SteadyClock::now() + limits_.wall + kGrace);
    return text ? judged(*std::move(text), limits_) : failed("the darkroom does not answer");
  }

  bool alive() const override {
    pollfd event{socket_.get(), 0, 0};
    return ::poll(&event, 1, 0) == 0;
  }

 private:
  using Places = std::counting_semaphore<>;

  Fd socket_;
  pid_t zygote_;
  DevelopLimits limits_;
  std::mutex heic_;
  Places places_{ceilings::kDevelopAtOnce};
};

[[noreturn]] void be_zygote(int socket, pid_t server, const DevelopLimits& limits,
                            const std::function<Work()>& prepare) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != server) ::_exit(1);
  try {
    run_zygote(socket, limits, prepare);
  } catch (const std::exception& fault) {
    log_error("The darkroom ends: no photo can be developed", {{"reason", fault.what()}});
    ::_exit(1);
  }
  ::_exit(0);
}

}  // namespace

OpenedDarkroom open_darkroom(const DevelopLimits& limits, const std::function<Work()>& prepare) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::system_error(errno, std::system_category(), "socketpair");
  Fd ours(ends[0]);
  const Fd theirs(ends[1]);
  const pid_t server = ::getpid();
  const pid_t zygote = ::fork();
  if (zygote < 0) throw std::system_error(errno, std::system_category(), "fork");
  if (zygote == 0) be_zygote(theirs.get(), server, limits, prepare);
  const timeval patience{kGrace.count(), 0};
  ::setsockopt(ours.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return {std::make_unique<ForkedDarkroom>(std::move(ours), zygote, limits), zygote};
}

std::unique_ptr<Darkroom> Darkroom::open(const DevelopLimits& limits) {
  return open_darkroom(limits, prepare_develop).darkroom;
}

}  // namespace imaging
