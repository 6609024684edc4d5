// Threads with a bounded queue. They are started when first needed, so an idle server is small.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "http/importance.h"

namespace http {

struct PoolLoad {
  int threads_max = 0;
  int busy = 0;
  std::size_t waiting = 0;
  std::int64_t oldest_ms = 0;  // how long the one that waits longest has waited
};

class Pool {
 public:
  using Job = std::move_only_function<void()>;  // must not throw

  Pool(int threads_max, std::size_t queue_max);
  ~Pool() { stop(); }

  // False: the queue is full, or what is no more important has waited so long already that this
  // would only come too late.
  bool has_room(Importance importance = Importance::important) const;
  // Always accepted: callers that can refuse ask has_room() first. The more important goes first.
  // Of what may be shed the newest goes first once the oldest has waited for long: that one's
  // client has given up, most likely.
  void submit(Job job, Importance importance = Importance::important);
  // Lets the running jobs finish and drops the rest.
  void stop();

  PoolLoad load() const;

 private:
  struct Waiting {
    Job job;
    std::int64_t since_ms;
  };
  struct Lane {
    std::deque<Waiting> queue;
    std::int64_t oldest_ms(std::int64_t now_ms) const;
  };

  void work();
  Lane* next_lane();
  Job take(Lane& lane);

  const int threads_max_;
  const int spare_and_normal_max_;  // so that slow reading never takes every thread
  const std::size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::array<Lane, kImportances> lanes_;
  std::size_t waiting_ = 0;
  int busy_ = 0;
  int busy_spare_and_normal_ = 0;
  std::vector<std::thread> threads_;
  bool stopping_ = false;
};

}  // namespace http
