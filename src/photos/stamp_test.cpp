#include "photos/stamp.h"

#include <doctest/doctest.h>

namespace photos {

TEST_CASE("a stamp's time is local, to the second, with its offset and a true minus") {
  CHECK(local_time(1'763'734'492'999, -180) == "2025-11-21 11:14:52 −03:00");
  CHECK(local_time(1'763'734'492'000, 330) == "2025-11-21 19:44:52 +05:30");
  CHECK(local_time(0, 0) == "1970-01-01 00:00:00 +00:00");
  CHECK(local_time(0, -1) == "1969-12-31 23:59:00 −00:01");
}

TEST_CASE("a stamp's position has a true minus and its accuracy") {
  CHECK(position_words(-34.90521, -56.16453, 4.2) == "−34.905210, −56.164530 ±4 m");
  CHECK(position_words(1.5, 2.25, {}) == "1.500000, 2.250000");
  CHECK(position_words({}, {}, 4) == "no position");
}

TEST_CASE("a stamp says what, where and when without the app") {
  catalogue::Place place;
  place.project_name = "Ring";
  place.route_name = "North";
  place.section_name = "S6";
  catalogue::Checkpoint checkpoint;
  checkpoint.code = "TR-02";
  checkpoint.name = "Trench depth";
  Shot shot;
  shot.chainage_m = 120.4;
  const auto stamp = stamp_of(shot, place, checkpoint);
  CHECK(stamp.left_1 == "TR-02 Trench depth · during · 120 m");
  CHECK(stamp.left_2 == "Ring › North › S6");
  CHECK(stamp.note.empty());
}

TEST_CASE("gallery and override shots carry a third line saying so") {
  Shot shot;
  shot.source = Source::file;
  CHECK(stamp_of(shot, {}, {}).note == "Chosen from the gallery");
  shot.override_reason = "no sky in the pit";
  CHECK(stamp_of(shot, {}, {}).note ==
        "Chosen from the gallery · Taken with a reason: no sky in the pit");
}

}  // namespace photos
