// When things begin, decided by a clock and not by the answers: a person whose last page came late
// has the next one due when it was due, and the wait is counted (coordinated omission).
#pragma once

#include <cmath>
#include <random>

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

// One person's clock. Between two acts: a time to think, half more or less; `haste` divides it.
class Pace {
 public:
  Pace(Loop& loop, Time first, std::mt19937_64& chance, double haste = 1)
      : loop_(loop), due_(first), chance_(chance), haste_(haste) {}

  Time due() const { return due_; }
  void spend(double s) { due_ += seconds(s); }  // on what takes its time whoever serves

  // co_await think(8): sleeps until the next act is due; false when the run is over.
  auto think(double mean_s) {
    due_ += seconds(mean_s / haste_ * std::uniform_real_distribution(0.5, 1.5)(chance_));
    return loop_.until(due_);
  }
  auto arrive() { return loop_.until(due_); }

 private:
  Loop& loop_;
  Time due_;
  std::mt19937_64& chance_;
  double haste_;
};

}  // namespace loadtest
