// What is burned into the display picture, so that it lives without the app.
#pragma once

#include <optional>
#include <string>

#include "catalogue/catalogue.h"
#include "imaging/imaging.h"
#include "photos/model.h"

namespace photos {

// What the stamp needs to know of a shot.
struct Shot {
  Stage stage = Stage::during;
  std::int64_t slot_index = 1;
  Source source = Source::camera;
  std::int64_t taken_at_ms = 0;
  std::int64_t taken_offset_min = 0;
  std::optional<double> lat;
  std::optional<double> lon;
  std::optional<double> accuracy_m;
  std::optional<double> chainage_m;
  std::optional<std::string> override_reason;
};
BOOST_DESCRIBE_STRUCT(Shot, (),
                      (stage, slot_index, source, taken_at_ms, taken_offset_min, lat, lon,
                       accuracy_m, chainage_m, override_reason))

imaging::Stamp stamp_of(const Shot& shot, const catalogue::Place& place,
                        const catalogue::Checkpoint& checkpoint);

// "2026-11-20 11:14:52 −03:00"
std::string local_time(std::int64_t at_ms, std::int64_t offset_min);
// "−34.905210, −56.164530 ±4 m", or "no position".
std::string position_words(std::optional<double> lat, std::optional<double> lon,
                           std::optional<double> accuracy_m);

}  // namespace photos
