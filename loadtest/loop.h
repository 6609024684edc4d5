// The one thread on which a load test runs: what sleeps, and what waits for sockets. It knows how
// late it was itself, because a generator that is late measures itself.
#pragma once

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>

#include "loadtest/histogram.h"

namespace loadtest {

using Time = std::chrono::steady_clock::time_point;
using Span = std::chrono::nanoseconds;

inline Time now() { return std::chrono::steady_clock::now(); }
inline std::int64_t micros(Span span) {
  return std::chrono::duration_cast<std::chrono::microseconds>(span).count();
}

// Who watches sockets is told of them here.
class Watcher {
 public:
  virtual void on_socket(int fd, bool readable, bool writable) = 0;

 protected:
  ~Watcher() = default;
};

class Loop {
 public:
  Loop();  // takes SIGINT and SIGTERM for itself
  ~Loop();
  Loop(const Loop&) = delete;

  // Turns until `done`. A signal stops what sleeps; a second one is `hurried`.
  void run(const std::function<bool()>& done);

  // co_await until(t): sleeps; false when the run was stopped meanwhile.
  auto until(Time time) {
    struct Sleep {
      Loop& loop;
      Time time;
      bool await_ready() const { return loop.stopped(); }
      void await_suspend(std::coroutine_handle<> sleeper) { loop.sleep(time, sleeper); }
      bool await_resume() const { return !loop.stopped(); }
    };
    return Sleep{*this, time};
  }
  void at(Time time, std::function<void()> work);

  void watch(int fd, Watcher& watcher, bool readable, bool writable);
  void forget(int fd);
  void forget_all(const Watcher& watcher);

  // Wakes all that sleep, until `resume`.
  void stop();
  void resume() { stopped_ = interrupted_; }
  bool stopped() const { return stopped_; }
  bool interrupted() const { return interrupted_; }
  bool hurried() const { return hurried_; }

  // How late sleepers were woken, in µs.
  const Histogram& lag() const { return lag_; }
  void forget_lag() { lag_ = {}; }

 private:
  void sleep(Time time, std::coroutine_handle<> sleeper);
  void wake_due();
  void wait();
  void hear_signal();
  void ask_for(int fd, bool readable, bool writable) const;

  struct Sleeper {
    std::coroutine_handle<> handle;
    Time wakes;  // not before it fell asleep
  };

  int epoll_;
  int signals_;
  std::multimap<Time, Sleeper> sleepers_;
  std::multimap<Time, std::function<void()>> timers_;
  std::unordered_map<int, Watcher*> watchers_;
  Histogram lag_;
  bool stopped_ = false;
  bool interrupted_ = false;
  bool hurried_ = false;
};

}  // namespace loadtest
