// What a clock on the wall of a project showed.
#pragma once

#include <cstdint>
#include <string>

namespace evidence {

struct LocalTime {
  int year = 1970;
  unsigned month = 1;
  unsigned day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int offset_min = 0;  // ahead of UTC
};

// In the zone of this IANA name; in UTC where the machine does not know the name.
LocalTime local_time(const std::string& zone, std::int64_t at_ms);

std::string date_of(const LocalTime& at);  // "20261122"
std::string time_of(const LocalTime& at);  // "081500"
std::string iso_of(const LocalTime& at);   // "2026-11-22T08:15:00+01:00"

}  // namespace evidence
