#include "limits/turnstile.h"

#include <algorithm>
#include <chrono>

namespace limits {

std::optional<Turnstile::Turn> Turnstile::enter(bool known) {
  std::unique_lock lock(mutex_);
  if (free_ > 0) {
    --free_;
    return std::optional<Turn>(std::in_place, *this);
  }
  const auto waiting = static_cast<int>(known_.size() + unknown_.size());
  if (waiting >= (known ? line_max_ : line_max_ - line_max_ / 4)) return std::nullopt;
  Line& line = known ? known_ : unknown_;
  Waiting me;
  line.push_back(&me);
  const auto patience = std::chrono::milliseconds(wait_max_ms_);
  if (me.wake.wait_for(lock, patience, [&] { return me.called; }))
    return std::optional<Turn>(std::in_place, *this);
  std::erase(line, &me);
  return std::nullopt;
}

// The turn goes to the next in line and is not free in between.
void Turnstile::leave() {
  const std::lock_guard lock(mutex_);
  Line& line = known_.empty() ? unknown_ : known_;
  if (line.empty()) {
    ++free_;
    return;
  }
  line.front()->called = true;
  line.front()->wake.notify_one();
  line.pop_front();
}

}  // namespace limits
