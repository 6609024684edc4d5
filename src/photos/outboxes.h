// What phones say of the photos they still keep. A claim: nothing rests on it, so that it has no
// event and holds up nothing.
#pragma once

#include <optional>
#include <string>

#include "photos/model.h"

namespace photos {

// What one account still has on one phone.
struct OutboxWord {
  UserId owner_id;
  std::string device;        // made by the phone, at most 64 characters
  std::int64_t waiting = 0;  // for a network, or on their way
  std::int64_t failed = 0;   // refused: they need their owner
  std::optional<std::int64_t> oldest_at_ms;
};

}  // namespace photos
