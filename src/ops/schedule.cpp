// When a backup is due. Local time is the machine's: nights are when its people sleep.
#include <charconv>
#include <ctime>

#include "ops/ops.h"

namespace ops {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// The first time after `after_ms` at which a clock on the wall shows it.
std::int64_t next_at(int hour, int minute, std::int64_t after_ms) {
  const std::time_t after = after_ms / 1000;
  std::tm local{};
  localtime_r(&after, &local);
  for (int day = 0;; ++day) {
    std::tm then = local;
    then.tm_mday += day;
    then.tm_hour = hour;
    then.tm_min = minute;
    then.tm_sec = 0;
    then.tm_isdst = -1;
    const std::int64_t at_ms = std::int64_t{std::mktime(&then)} * 1000;
    if (at_ms > after_ms) return at_ms;
  }
}

}  // namespace

std::optional<std::int64_t> next_due(const std::string& at, std::int64_t last_began_ms) {
  if (at.ends_with('h')) {
    const auto hours = number(std::string_view(at).substr(0, at.size() - 1));
    if (!hours || *hours < 1 || *hours > 24 * 7) return std::nullopt;
    return last_began_ms + std::int64_t{*hours} * 3'600'000;
  }
  const auto colon = at.find(':');
  if (colon == at.npos || at.size() != colon + 3) return std::nullopt;
  const auto hour = number(std::string_view(at).substr(0, colon));
  const auto minute = number(std::string_view(at).substr(colon + 1));
  if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59)
    return std::nullopt;
  return next_at(*hour, *minute, last_began_ms);
}

}  // namespace ops
