#include "photos/stamp.h"

#include <chrono>
#include <cmath>

namespace photos {
namespace {

constexpr std::string_view kMinus = "\u2212";  // a true minus, as wide as a plus

std::string signed_degrees(double degrees) {
  return fmt::format("{}{:.6f}", degrees < 0 ? kMinus : "", std::abs(degrees));
}

std::string_view stage_word(Stage stage) { return name_of(stage); }

}  // namespace

std::string local_time(std::int64_t at_ms, std::int64_t offset_min) {
  using namespace std::chrono;
  const auto local = sys_time<milliseconds>(milliseconds(at_ms)) + minutes(offset_min);
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(local - day));
  const auto off = std::abs(offset_min);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} {}{:02}:{:02}",
                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), offset_min < 0 ? kMinus : "+",
                     off / 60, off % 60);
}

std::string position_words(std::optional<double> lat, std::optional<double> lon,
                           std::optional<double> accuracy_m) {
  if (!lat || !lon) return "no position";
  std::string words = fmt::format("{}, {}", signed_degrees(*lat), signed_degrees(*lon));
  if (accuracy_m) words += fmt::format(" ±{:.0f} m", *accuracy_m);
  return words;
}

imaging::Stamp stamp_of(const Shot& shot, const catalogue::Place& place,
                        const catalogue::Checkpoint& checkpoint) {
  imaging::Stamp stamp;
  stamp.left_1 =
      fmt::format("{} {} · {}", checkpoint.code, checkpoint.name, stage_word(shot.stage));
  if (shot.chainage_m) stamp.left_1 += fmt::format(" · {:.0f} m", *shot.chainage_m);
  stamp.left_2 =
      fmt::format("{} › {} › {}", place.project_name, place.route_name, place.section_name);
  stamp.right_1 = local_time(shot.taken_at_ms, shot.taken_offset_min);
  stamp.right_2 = position_words(shot.lat, shot.lon, shot.accuracy_m);
  if (shot.source == Source::file) stamp.note = "Chosen from the gallery";
  if (shot.override_reason) {
    if (!stamp.note.empty()) stamp.note += " · ";
    stamp.note += "Taken with a reason: " + *shot.override_reason;
  }
  return stamp;
}

}  // namespace photos
