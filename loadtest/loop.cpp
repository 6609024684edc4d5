#include "loadtest/loop.h"

#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>
#include <vector>

namespace loadtest {
namespace {

constexpr auto kLongestWait = std::chrono::milliseconds(100);  // `done` is asked that often

int signal_socket() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

}  // namespace

Loop::Loop() : epoll_(epoll_create1(EPOLL_CLOEXEC)), signals_(signal_socket()) {
  if (epoll_ < 0 || signals_ < 0)
    throw std::system_error(errno, std::generic_category(), "the loop's sockets");
  ask_for(signals_, true, false);
}

Loop::~Loop() {
  close(signals_);
  close(epoll_);
}

void Loop::run(const std::function<bool()>& done) {
  while (!done()) {
    wait();
    wake_due();
  }
}

void Loop::at(Time time, std::function<void()> work) { timers_.emplace(time, std::move(work)); }

void Loop::sleep(Time time, std::coroutine_handle<> sleeper) {
  sleepers_.emplace(time, Sleeper{sleeper, std::max(time, now())});
}

void Loop::wake_due() {
  const Time moment = now();
  while (!timers_.empty() && timers_.begin()->first <= moment)
    timers_.extract(timers_.begin()).mapped()();
  while (!sleepers_.empty() && sleepers_.begin()->first <= moment) {
    const Sleeper sleeper = sleepers_.begin()->second;
    sleepers_.erase(sleepers_.begin());
    lag_.add(micros(now() - sleeper.wakes));
    sleeper.handle.resume();
  }
}

void Loop::stop() {
  stopped_ = true;
  std::vector<std::coroutine_handle<>> woken;
  for (const auto& [time, sleeper] : std::exchange(sleepers_, {})) woken.push_back(sleeper.handle);
  for (const auto sleeper : woken) sleeper.resume();
}

void Loop::wait() {
  const Time moment = now();
  Time next = moment + kLongestWait;
  if (!timers_.empty()) next = std::min(next, timers_.begin()->first);
  if (!sleepers_.empty()) next = std::min(next, sleepers_.begin()->first);
  const auto left = std::max(Span(0), std::chrono::duration_cast<Span>(next - moment)).count();
  const timespec timeout{left / 1'000'000'000, left % 1'000'000'000};
  std::array<epoll_event, 256> events;
  const int count = epoll_pwait2(epoll_, events.data(), events.size(), &timeout, nullptr);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.fd == signals_) {
      hear_signal();
    } else if (const auto found = watchers_.find(event.data.fd); found != watchers_.end()) {
      found->second->on_socket(event.data.fd, event.events & (EPOLLIN | EPOLLHUP | EPOLLERR),
                               event.events & (EPOLLOUT | EPOLLERR));
    }
  }
}

void Loop::hear_signal() {
  signalfd_siginfo heard;
  while (read(signals_, &heard, sizeof heard) == sizeof heard) {
    hurried_ = interrupted_;
    interrupted_ = true;
  }
  stop();
}

void Loop::watch(int fd, Watcher& watcher, bool readable, bool writable) {
  watchers_[fd] = &watcher;
  ask_for(fd, readable, writable);
}

void Loop::ask_for(int fd, bool readable, bool writable) const {
  epoll_event event{};
  event.events = (readable ? EPOLLIN : 0U) | (writable ? EPOLLOUT : 0U);
  event.data.fd = fd;
  if (epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event) == 0 || errno != ENOENT) return;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

// It may be closed already, and then epoll has forgotten it by itself.
void Loop::forget(int fd) {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  watchers_.erase(fd);
}

void Loop::forget_all(const Watcher& watcher) {
  std::erase_if(watchers_, [&](const auto& each) {
    if (each.second != &watcher) return false;
    epoll_ctl(epoll_, EPOLL_CTL_DEL, each.first, nullptr);
    return true;
  });
}

}  // namespace loadtest
