// Calls a function again and again on a thread of its own, until destroyed.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

class Ticker {
 public:
  // The first call comes after one interval. An exception is logged under `name`; the next call
  // comes all the same.
  Ticker(std::string name, int interval_ms, std::function<void()> fn);
  ~Ticker();  // waits for a running call
  Ticker(const Ticker&) = delete;

 private:
  void run(int interval_ms);

  std::string name_;
  std::function<void()> fn_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
  std::thread thread_;
};
