#include "limits/shared_clock.h"

namespace limits {

void SharedClock::measure() {
  if (ahead_ms_ == 0) ahead_ms_ = clock_.now_ms() - clock_.monotonic_ms();
  if (!db_.is_postgres()) return;
  const auto before_ms = clock_.monotonic_ms();
  const auto server_ms = db_.server_ms();
  if (!server_ms) return;
  ahead_ms_ = *server_ms - (before_ms + clock_.monotonic_ms()) / 2;
}

}  // namespace limits
