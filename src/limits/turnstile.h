// Lets a few through at once; the others stand in line, those we know before those we do not.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace limits {

class Turnstile {
 public:
  // `line_max` may wait; a quarter of the line is kept for those we know.
  Turnstile(int at_once, int line_max, int wait_max_ms)
      : free_(at_once), line_max_(line_max), wait_max_ms_(wait_max_ms) {}

  // One who is through, until destroyed.
  class Turn {
   public:
    explicit Turn(Turnstile& turnstile) : turnstile_(&turnstile) {}
    Turn(Turn&& other) noexcept : turnstile_(std::exchange(other.turnstile_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (turnstile_) turnstile_->leave();
    }

   private:
    Turnstile* turnstile_;
  };

  // Waits for a turn. Nothing: the line is full, or the turn did not come in time.
  std::optional<Turn> enter(bool known);

 private:
  struct Waiting {
    std::condition_variable wake;
    bool called = false;
  };
  using Line = std::deque<Waiting*>;

  void leave();

  std::mutex mutex_;
  int free_;
  const int line_max_;
  const int wait_max_ms_;
  Line known_;
  Line unknown_;
};

}  // namespace limits
