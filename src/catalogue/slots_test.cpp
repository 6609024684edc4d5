#include <doctest/doctest.h>

#include "catalogue/catalogue.h"

namespace catalogue {
namespace {

Checkpoint counted(std::int64_t photos_due) {
  Checkpoint checkpoint;
  checkpoint.photos_due = photos_due;
  return checkpoint;
}

Checkpoint spaced(double spacing_m) {
  Checkpoint checkpoint;
  checkpoint.spacing_m = spacing_m;
  return checkpoint;
}

std::vector<double> points_of(const Checkpoint& checkpoint, double length_m) {
  std::vector<double> points;
  for (std::int64_t i = 1; i <= slots_due(checkpoint, length_m); ++i)
    points.push_back(*slot_chainage_m(checkpoint, length_m, i));
  return points;
}

}  // namespace

TEST_CASE("a counted checkpoint asks for its count, wherever") {
  CHECK(slots_due(counted(3), 100.0) == 3);
  CHECK(slots_due(counted(3), {}) == 3);
  CHECK_FALSE(slot_chainage_m(counted(3), 100.0, 1));
}

TEST_CASE("a spaced checkpoint asks at the start, at every step and at the end") {
  CHECK(points_of(spaced(30), 100) == std::vector<double>{0, 30, 60, 90, 100});
  CHECK(points_of(spaced(30), 90) == std::vector<double>{0, 30, 60, 90});
  CHECK(points_of(spaced(30), 20) == std::vector<double>{0, 20});
  CHECK(points_of(spaced(0.1 * 3), 0.9).size() == 4);  // 0.1·3·3 is not 0.9 in binary
  CHECK_FALSE(slot_chainage_m(spaced(30), 90.0, 0));
  CHECK_FALSE(slot_chainage_m(spaced(30), 90.0, 5));
}

TEST_CASE("spacing on a section of unknown length falls back to the count") {
  auto checkpoint = spaced(30);
  checkpoint.photos_due = 2;
  CHECK(slots_due(checkpoint, {}) == 2);
  CHECK(slots_due(checkpoint, 0.0) == 2);
  CHECK_FALSE(slot_chainage_m(checkpoint, {}, 1));
}

TEST_CASE("no checkpoint asks for more than 2,000 photos") {
  CHECK(slots_due(spaced(1), 1'000'000.0) == 2'000);
  CHECK(slots_due(spaced(1e-300), 1e300) == 2'000);
  CHECK(slots_due(counted(1'000'000), {}) == 2'000);
}

}  // namespace catalogue
