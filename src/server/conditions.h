// What of the watch's signs is worth an alarm.
#pragma once

#include <vector>

#include "ops/ops.h"
#include "server/watch.h"

namespace server {

// `silent_ms`: for so long the watch has heard nothing.
std::vector<ops::Condition> conditions_of(const Signs& signs, std::int64_t silent_ms);

}  // namespace server
