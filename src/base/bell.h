// Wakes one thread that waits for something to do. Rings while nobody waits are not lost.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

class Bell {
 public:
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      rung_ = true;
    }
    wake_.notify_one();
  }

  // Until it rings, or has rung since the last wait, or the time is over.
  void wait(int at_most_ms) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::milliseconds(at_most_ms), [this] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool rung_ = false;
};
