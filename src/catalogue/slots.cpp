// Slots are worked out from the checklist, never stored.
#include <algorithm>
#include <cmath>

#include "catalogue/catalogue.h"

namespace catalogue {
namespace {

constexpr std::int64_t kSlotsMax = 2'000;  // of one checkpoint on one section

bool is_spaced(const Checkpoint& checkpoint, std::optional<double> length_m) {
  return checkpoint.spacing_m && *checkpoint.spacing_m > 0 && length_m && *length_m > 0;
}

// Points at 0, spacing, 2·spacing … that are not past the end. A millimetre of slack, so that a
// length which is a multiple but for rounding has no two points at its end.
std::int64_t regular_points(double length_m, double spacing_m) {
  const double last = std::floor((length_m + 0.001) / spacing_m);
  return static_cast<std::int64_t>(std::min(last, static_cast<double>(kSlotsMax))) + 1;
}

}  // namespace

std::int64_t slots_due(const Checkpoint& checkpoint, std::optional<double> length_m) {
  if (!is_spaced(checkpoint, length_m))
    return std::clamp<std::int64_t>(checkpoint.photos_due, 0, kSlotsMax);
  const double spacing_m = *checkpoint.spacing_m;
  const auto regular = regular_points(*length_m, spacing_m);
  const bool ends_between = *length_m - static_cast<double>(regular - 1) * spacing_m > 0.001;
  return std::min(regular + (ends_between ? 1 : 0), kSlotsMax);
}

std::optional<double> slot_chainage_m(const Checkpoint& checkpoint, std::optional<double> length_m,
                                      std::int64_t index) {
  if (!is_spaced(checkpoint, length_m) || index < 1) return {};
  const auto due = slots_due(checkpoint, length_m);
  if (index > due) return {};
  if (index == due) return length_m;
  return std::min(static_cast<double>(index - 1) * *checkpoint.spacing_m, *length_m);
}

}  // namespace catalogue
