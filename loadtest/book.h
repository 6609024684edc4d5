// What was measured, per route and per second, and whether it is good enough.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/loop.h"

namespace loadtest {

// The mission's bars: P95 below 500 ms, errors below 1 %.
inline constexpr std::int64_t kInTimeMicros = 500'000;
inline constexpr double kErrorsMost = 0.01;

enum class Ending { ok, refused, failed };  // refused: 429 and 503, which are no success either

// What came of one request. `kind` says what was wrong: "500 internal", "no connection".
struct Outcome {
  Ending ending = Ending::ok;
  std::string kind;
};

struct Tally {
  Histogram latency;  // µs from the intended start; of answers, whatever they were
  std::uint64_t ok = 0;
  std::uint64_t in_time = 0;  // ok, and within the bar
  std::uint64_t refused = 0;
  std::uint64_t failed = 0;
  std::map<std::string, std::uint64_t> kinds;  // of what was not ok

  void add(std::int64_t latency_micros, const Outcome& outcome);
  void add(const Tally& other);
  std::uint64_t count() const { return ok + refused + failed; }
  double good_share() const;   // right and in time
  double error_share() const;  // refused and failed
};

struct Second {
  Histogram latency;
  std::uint32_t ok = 0;
  std::uint32_t refused = 0;
  std::uint32_t failed = 0;
};

class Book {
 public:
  explicit Book(Time began = now()) : began_(began) {}

  // `route` is a literal. Time is the end's.
  void record(std::string_view route, Time end, std::int64_t latency_micros,
              const Outcome& outcome);
  // An answer that was counted as ok turned out to be wrong.
  void blame(std::string_view route, const std::string& kind);

  const std::map<std::string_view, Tally>& routes() const { return routes_; }
  const std::vector<Second>& seconds() const { return seconds_; }
  Tally total() const;
  Time began() const { return began_; }

 private:
  Time began_;
  std::map<std::string_view, Tally> routes_;
  std::vector<Second> seconds_;
};

}  // namespace loadtest
