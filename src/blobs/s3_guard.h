// What keeps a bucket that is unwell from making us unwell: a budget of retries and a breaker.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>

namespace blobs::s3 {

// Retries are at most a tenth of what is asked, and never more than ten at once.
class Budget {
 public:
  void asked();  // earns a tenth of a retry
  bool take();   // false: spent

 private:
  std::mutex mutex_;
  double tokens_ = 10;
};

// Open after three asks in a row without an answer, or six failures among the last ten: then
// nothing is asked. When its time is over one ask goes through; it closes the breaker or opens it
// for twice as long. Times are of a monotonic clock.
class Breaker {
 public:
  bool allow(std::int64_t now_ms);
  void succeeded();
  void failed(bool answered, std::int64_t now_ms);
  bool is_open();

 private:
  void open(std::int64_t now_ms);

  std::mutex mutex_;
  std::deque<bool> last_;  // true: failed
  int unanswered_ = 0;     // in a row
  bool open_ = false;
  bool probing_ = false;
  std::int64_t until_ms_ = 0;
  std::int64_t wait_ms_ = 0;
};

}  // namespace blobs::s3
