// When things begin, decided by a clock and not by the answers: a person whose last page came late
// has the next one due when it was due, and the wait is counted (coordinated omission).
#pragma once

#include <cmath>
#include <random>
#include <utility>

#include "loadtest/loop.h"

namespace loadtest {

inline Span seconds(double s) {
  return std::chrono::duration_cast<Span>(std::chrono::duration<double>(s));
}

// Arrivals of many who know nothing of each other: exponential gaps.
class Arrivals {
 public:
  Arrivals(Time first, double per_s, std::mt19937_64& chance)
      : next_(first), gaps_(per_s), chance_(chance) {}
  Time next() {
    const Time due = next_;
    next_ += seconds(gaps_(chance_));
    return due;
  }

 private:
  Time next_;
  std::exponential_distribution<double> gaps_;
  std::mt19937_64& chance_;
};

// One person's clock. Between two acts: a time to think, half more or less; `haste` divides it. Who
// is `midway` was thinking already when the clock began.
class Pace {
 public:
  Pace(Loop& loop, Time first, std::mt19937_64& chance, double haste = 1, bool midway = false)
      : loop_(loop), due_(first), chance_(chance), haste_(haste), midway_(midway) {}

  Time due() const { return due_; }
  void spend(double s) { due_ += seconds(s); }  // on what takes its time whoever serves

  // The next act is due after such a time.
  void put_off(double mean_s) {
    const bool midway = std::exchange(midway_, false);
    std::uniform_real_distribution share(midway ? 0.0 : 0.5, midway ? 1.0 : 1.5);
    due_ += seconds(mean_s / haste_ * share(chance_));
  }
  // co_await think(8): sleeps until the next act is due; false when the run is over.
  auto think(double mean_s) {
    put_off(mean_s);
    return loop_.until(due_);
  }
  auto arrive() { return loop_.until(due_); }

 private:
  Loop& loop_;
  Time due_;
  std::mt19937_64& chance_;
  double haste_;
  bool midway_;
};

}  // namespace loadtest
