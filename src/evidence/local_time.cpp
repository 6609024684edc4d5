#include "evidence/local_time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <cstdlib>

namespace evidence {
namespace {

const date::time_zone* find_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {  // as the library says: unknown, or no zones at all
    return nullptr;
  }
}

}  // namespace

LocalTime local_time(const std::string& zone, std::int64_t at_ms) {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  const auto utc = date::floor<seconds>(date::sys_time<milliseconds>(milliseconds(at_ms)));
  const auto* const found = find_zone(zone);
  const seconds offset = found ? found->get_info(utc).offset : seconds(0);
  const auto local = utc + offset;
  const auto day = date::floor<date::days>(local);
  const date::year_month_day date(day);
  const date::hh_mm_ss<seconds> time(local - day);
  return {.year = static_cast<int>(date.year()),
          .month = static_cast<unsigned>(date.month()),
          .day = static_cast<unsigned>(date.day()),
          .hour = static_cast<int>(time.hours().count()),
          .minute = static_cast<int>(time.minutes().count()),
          .second = static_cast<int>(time.seconds().count()),
          .offset_min = static_cast<int>(offset.count() / 60)};
}

std::string date_of(const LocalTime& at) {
  return fmt::format("{:04}{:02}{:02}", at.year, at.month, at.day);
}

std::string time_of(const LocalTime& at) {
  return fmt::format("{:02}{:02}{:02}", at.hour, at.minute, at.second);
}

std::string iso_of(const LocalTime& at) {
  const int ahead = std::abs(at.offset_min);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", at.year, at.month, at.day,
                     at.hour, at.minute, at.second, at.offset_min < 0 ? '-' : '+', ahead / 60,
                     ahead % 60);
}

}  // namespace evidence
