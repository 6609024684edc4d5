// Threads with a bounded queue. They are started when first needed, so an idle server is small.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace http {

class Pool {
 public:
  using Job = std::move_only_function<void()>;  // must not throw

  Pool(int threads_max, std::size_t queue_max) : threads_max_(threads_max), queue_max_(queue_max) {}
  ~Pool() { stop(); }

  bool has_room() const;
  // Always accepted: callers that can refuse ask has_room() first.
  void submit(Job job);
  // Lets the running jobs finish and drops the rest.
  void stop();

 private:
  void work();

  const int threads_max_;
  const std::size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  std::vector<std::thread> threads_;
  int idle_ = 0;
  bool stopping_ = false;
};

}  // namespace http
