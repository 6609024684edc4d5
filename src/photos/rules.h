// The rules a shot is measured by when it arrives, as pure functions: time, place, flags.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"
#include "photos/model.h"

namespace photos {

inline constexpr std::int64_t kFutureMs = 5 * 60'000;            // a phone's clock may be ahead
inline constexpr std::int64_t kClockOffMs = 365LL * 86'400'000;  // older than this is doubtful

// What lists and reviewers are told about a photo. Stored as words, sorted, space between.
namespace flag {
inline constexpr std::string_view kNoPosition = "no-position";
inline constexpr std::string_view kPositionRemoved = "position-removed";
inline constexpr std::string_view kFarFromLine = "far-from-line";
inline constexpr std::string_view kPoorAccuracy = "poor-accuracy";
inline constexpr std::string_view kFarFromLast = "far-from-last";
inline constexpr std::string_view kOverride = "override";
inline constexpr std::string_view kFromFile = "from-file";
inline constexpr std::string_view kCanvas = "canvas";
inline constexpr std::string_view kClockOff = "clock-off";
inline constexpr std::string_view kDuplicate = "duplicate";
inline constexpr std::string_view kDamaged = "damaged";
}  // namespace flag

using Flags = std::set<std::string, std::less<>>;
std::string to_text(const Flags& flags);
Flags flags_from(std::string_view text);
std::vector<std::string> flag_list(std::string_view text);

// Fields that contradict each other or the clock: ids, hash, time, half a position. Empty when all
// is well.
std::vector<FieldError> wrong_fields(const PhotoMeta& meta, std::int64_t now_ms);

struct Point {
  double lat = 0;  // degrees, WGS 84
  double lon = 0;
};
std::optional<Point> position_of(const PhotoMeta& meta);
double distance_m(const Point& a, const Point& b);  // great circle, mean Earth radius

// How a shot stands to its project's capture rules (product rule 7).
struct Measured {
  std::optional<double> accuracy_m;
  std::optional<double> line_distance_m;
  std::optional<double> last_distance_m;  // from the taker's last photo in the section
};
struct Breach {
  std::string_view flag;
  std::string sentence;  // figure, limit, and what to do
};
std::vector<Breach> breaches(const Measured& measured, const catalogue::Place& place);

// The flags known at intake; developing may add and take away.
Flags flags_at_intake(const PhotoMeta& meta, const std::vector<Breach>& breaches, bool duplicate,
                      std::int64_t now_ms);
// The flags once the file's own claims are known.
Flags flags_developed(Flags flags, Source source, bool phone_position, bool file_position,
                      bool damaged);

}  // namespace photos
