#include "base/clock.h"

#include <chrono>

namespace {
template <class C>
std::int64_t ms_of() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(C::now().time_since_epoch()).count();
}
}  // namespace

std::int64_t SystemClock::now_ms() const { return ms_of<std::chrono::system_clock>(); }
std::int64_t SystemClock::monotonic_ms() const { return ms_of<std::chrono::steady_clock>(); }
