// How long the work on this thread may still take. Whatever waits inside it, for a lock or for
// another server, gives up in time instead of working for somebody who has left.
#pragma once

#include <cstdint>

class Deadline {
 public:
  explicit Deadline(std::int64_t in_ms);  // for as long as this lives; the nearer of two holds
  ~Deadline();
  Deadline(const Deadline&) = delete;

  static constexpr std::int64_t kNone = INT64_C(1) << 60;
  // Not below 0; kNone when nothing bounds this thread.
  static std::int64_t left_ms();
  // `wanted_ms`, or what is left when that is less.
  static std::int64_t within_ms(std::int64_t wanted_ms);

 private:
  std::int64_t before_;
};
