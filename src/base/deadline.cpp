#include "base/deadline.h"

#include <algorithm>
#include <chrono>

namespace {

thread_local std::int64_t ends_at_ms = Deadline::kNone;

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Deadline::Deadline(std::int64_t in_ms) : before_(ends_at_ms) {
  ends_at_ms = std::min(before_, steady_ms() + in_ms);
}

Deadline::~Deadline() { ends_at_ms = before_; }

std::int64_t Deadline::left_ms() {
  if (ends_at_ms == kNone) return kNone;
  return std::max<std::int64_t>(ends_at_ms - steady_ms(), 0);
}

std::int64_t Deadline::within_ms(std::int64_t wanted_ms) { return std::min(wanted_ms, left_ms()); }
