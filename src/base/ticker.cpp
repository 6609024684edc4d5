#include "base/ticker.h"

#include <chrono>
#include <exception>

#include "base/log.h"

Ticker::Ticker(std::string name, int interval_ms, std::function<void()> fn)
    : name_(std::move(name)),
      fn_(std::move(fn)),
      thread_([this, interval_ms] { run(interval_ms); }) {}

Ticker::~Ticker() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

void Ticker::run(int interval_ms) {
  std::unique_lock lock(mutex_);
  while (
      !stopped_.wait_for(lock, std::chrono::milliseconds(interval_ms), [this] { return stop_; })) {
    lock.unlock();
    try {
      fn_();
    } catch (const std::exception& fault) {
      log_error("a timer's work failed", {{"timer", name_}, {"why", fault.what()}});
    }
    lock.lock();
  }
}
