#include "photos/rules.h"

#include <cmath>
#include <numbers>

#include "base/hex.h"

namespace photos {

std::string to_text(const Flags& flags) { return fmt::format("{}", fmt::join(flags, " ")); }

std::vector<std::string> flag_list(std::string_view text) {
  std::vector<std::string> flags;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    flags.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return flags;
}

Flags flags_from(std::string_view text) {
  const auto list = flag_list(text);
  return {list.begin(), list.end()};
}

std::vector<FieldError> wrong_fields(const PhotoMeta& meta, std::int64_t now_ms) {
  std::vector<FieldError> wrong;
  if (!is_uuid7(meta.id.text))
    wrong.push_back({"id", "This must be a lower-case UUID of version 7."});
  if (!is_sha256_hex(meta.sha256))
    wrong.push_back({"sha256", "This must be the file's SHA-256 in 64 lower-case hex digits."});
  if (meta.taken_at_ms > now_ms + kFutureMs)
    wrong.push_back({"taken_at_ms", "This time is in the future. Set the phone's clock."});
  if (meta.lat.has_value() != meta.lon.has_value())
    wrong.push_back({meta.lat ? "lon" : "lat", "A position needs both lat and lon."});
  return wrong;
}

std::optional<Point> position_of(const PhotoMeta& meta) {
  if (!meta.lat || !meta.lon) return {};
  return Point{*meta.lat, *meta.lon};
}

double distance_m(const Point& a, const Point& b) {
  constexpr double kEarthRadiusM = 6'371'008.8;
  constexpr double kDegree = std::numbers::pi / 180;
  const double half_lat = std::sin((b.lat - a.lat) * kDegree / 2);
  const double half_lon = std::sin((b.lon - a.lon) * kDegree / 2);
  const double h = half_lat * half_lat +
                   std::cos(a.lat * kDegree) * std::cos(b.lat * kDegree) * half_lon * half_lon;
  return 2 * kEarthRadiusM * std::asin(std::min(1.0, std::sqrt(h)));
}

namespace {
bool beyond(std::optional<double> figure, std::optional<double> limit) {
  return figure && limit && *figure > *limit;
}
bool has_text(const auto& text) {
  return text && text->value.find_first_not_of(" \n\t") != std::string::npos;
}
}  // namespace

std::vector<Breach> breaches(const Measured& measured, const catalogue::Place& place) {
  std::vector<Breach> found;
  if (beyond(measured.accuracy_m, place.max_accuracy_m))
    found.push_back(
        {flag::kPoorAccuracy,
         fmt::format("The position is known to ±{:.0f} m; this project allows {:.0f} m.",
                     *measured.accuracy_m, *place.max_accuracy_m)});
  if (beyond(measured.line_distance_m, place.max_line_distance_m))
    found.push_back({flag::kFarFromLine,
                     fmt::format("The photo is {:.0f} m from the section's line; this project "
                                 "allows {:.0f} m.",
                                 *measured.line_distance_m, *place.max_line_distance_m)});
  if (beyond(measured.last_distance_m, place.max_photo_distance_m))
    found.push_back({flag::kFarFromLast,
                     fmt::format("The photo is {:.0f} m from your last one here; this project "
                                 "allows {:.0f} m.",
                                 *measured.last_distance_m, *place.max_photo_distance_m)});
  return found;
}

Flags flags_at_intake(const PhotoMeta& meta, const std::vector<Breach>& breaches, bool duplicate,
                      std::int64_t now_ms) {
  Flags flags;
  for (const Breach& breach : breaches) flags.emplace(breach.flag);
  // What the project's limits do not cover is no breach, yet the reason given stays visible.
  if (has_text(meta.override_reason)) flags.emplace(flag::kOverride);
  if (meta.source == Source::file) flags.emplace(flag::kFromFile);
  if (meta.source == Source::canvas) flags.emplace(flag::kCanvas);
  if (meta.taken_at_ms < now_ms - kClockOffMs) flags.emplace(flag::kClockOff);
  if (duplicate) flags.emplace(flag::kDuplicate);
  return flags_developed(std::move(flags), meta.source, position_of(meta).has_value(), false,
                         false);
}

Flags flags_developed(Flags flags, Source source, bool phone_position, bool file_position,
                      bool damaged) {
  const auto set = [&](std::string_view name, bool holds) {
    holds ? void(flags.emplace(name)) : void(flags.erase(std::string(name)));
  };
  const bool nowhere = !phone_position && !file_position;
  set(flag::kNoPosition, nowhere && source != Source::file);
  set(flag::kPositionRemoved, nowhere && source == Source::file);
  set(flag::kDamaged, damaged);
  return flags;
}

}  // namespace photos
