// Time, behind an interface so that tests can move it. Wall time orders events; the monotonic
// clock measures waits.
#pragma once

#include <atomic>
#include <cstdint>

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_ms() const = 0;        // ms since the epoch, UTC
  virtual std::int64_t monotonic_ms() const = 0;  // never goes back; origin unspecified
};

class SystemClock final : public Clock {
 public:
  std::int64_t now_ms() const override;
  std::int64_t monotonic_ms() const override;
};

// For tests: real time plus a shift that only grows when told to.
class ShiftedClock final : public Clock {
 public:
  std::int64_t now_ms() const override { return system_.now_ms() + shift_ms_; }
  std::int64_t monotonic_ms() const override { return system_.monotonic_ms() + shift_ms_; }
  void advance_ms(std::int64_t by) { shift_ms_ += by; }

 private:
  SystemClock system_;
  std::atomic<std::int64_t> shift_ms_ = 0;
};
