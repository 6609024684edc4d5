#include "base/words.h"

#include <fmt/format.h>

std::string wait_in_words(int seconds) {
  constexpr int kMinute = 60, kHour = 3'600;
  const auto say = [](int count, const char* unit) {
    return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
  };
  if (seconds < 100) return say(seconds < 1 ? 1 : seconds, "second");
  if (seconds < 100 * kMinute) return say((seconds + kMinute - 1) / kMinute, "minute");
  return say((seconds + kHour - 1) / kHour, "hour");
}
