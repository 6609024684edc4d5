#include "http/pool.h"

namespace http {

bool Pool::has_room() const {
  const std::lock_guard lock(mutex_);
  return queue_.size() < queue_max_;
}

void Pool::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    queue_.push_back(std::move(job));
    const bool all_busy = static_cast<std::size_t>(idle_) < queue_.size();
    if (all_busy && threads_.size() < static_cast<std::size_t>(threads_max_))
      threads_.emplace_back([this] { work(); });
  }
  wake_.notify_one();
}

void Pool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    --idle_;
    if (stopping_) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
  }
}

void Pool::stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (auto& thread : threads) thread.join();
  std::deque<Job> dropped;
  const std::lock_guard lock(mutex_);
  dropped.swap(queue_);
}

}  // namespace http
