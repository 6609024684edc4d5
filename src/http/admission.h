// Whom to let in when there is more work than time or memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "http/importance.h"

namespace http {

// How near the process is to the end of its memory. Each step includes those before it.
enum class Pressure { none, no_uploads, lean, closed };  // lean: connections are not kept

// How much of what may be shed a network thread takes on, by how late it is. One per thread.
//
// A thread is late when a timer fires late: it was busy with others for so long, and so long each
// of them waited. When even the quickest of the last kIntervalMs was later than kLateMs, it takes
// a fifth less; when not, a twentieth more (additive increase, multiplicative decrease).
class Admission {
 public:
  static constexpr std::int64_t kLateMs = 200;
  static constexpr std::int64_t kIntervalMs = 200;

  void note(std::int64_t late_ms, std::int64_t now_ms);
  bool lets_in(Importance importance);

  double share() const { return share_; }  // 1: all
  std::int64_t late_ms() const { return last_late_ms_; }

 private:
  std::atomic<double> share_ = 1;
  std::atomic<std::int64_t> last_late_ms_ = 0;
  std::int64_t least_late_ms_ = 0;
  std::int64_t interval_ends_ms_ = 0;
  double credit_ = 0;
};

// Bytes that requests may hold in memory together. Safe from any thread.
class Budget {
 public:
  explicit Budget(std::size_t most) : most_(most) {}

  // Some of it, given back at the end.
  class Share {
   public:
    explicit Share(Budget& budget) : budget_(budget) {}
    ~Share() { budget_.taken_ -= bytes_; }
    Share(const Share&) = delete;
    bool grow(std::size_t bytes);  // false: there is not so much left

   private:
    Budget& budget_;
    std::size_t bytes_ = 0;
  };

  std::size_t taken() const { return taken_; }
  std::size_t most() const { return most_; }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace http
