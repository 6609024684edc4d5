#include "photos/rules.h"

#include <doctest/doctest.h>

namespace photos {
namespace {

constexpr std::int64_t kNow = 1'763'700'000'000;

PhotoMeta good_meta() {
  PhotoMeta meta;
  meta.id.text = "0198c0de-0000-7000-8000-000000000001";
  meta.index.value = 1;
  meta.sha256 = std::string(64, 'a');
  meta.taken_at_ms.value = kNow - 1000;
  return meta;
}

std::string fields_of(const PhotoMeta& meta) {
  std::string names;
  for (const auto& wrong : wrong_fields(meta, kNow)) names += wrong.field + " ";
  return names;
}

}  // namespace

TEST_CASE("each field that cannot be is named") {
  CHECK(fields_of(good_meta()).empty());
  PhotoMeta meta = good_meta();
  meta.id.text = "0198C0DE-0000-7000-8000-000000000001";
  CHECK(fields_of(meta) == "id ");
  meta.id.text = "0198c0de-0000-4000-8000-000000000001";
  meta.sha256 = "abc";
  CHECK(fields_of(meta) == "id sha256 ");
  meta = good_meta();
  meta.lat = {-34.9};
  CHECK(fields_of(meta) == "lon ");
}

TEST_CASE("a phone's clock may be five minutes ahead, not more") {
  PhotoMeta meta = good_meta();
  meta.taken_at_ms.value = kNow + kFutureMs;
  CHECK(fields_of(meta).empty());
  meta.taken_at_ms.value = kNow + kFutureMs + 1;
  CHECK(fields_of(meta) == "taken_at_ms ");
}

TEST_CASE("a breach of a capture rule names the figure and the limit") {
  catalogue::Place place;
  place.max_accuracy_m = 10;
  place.max_line_distance_m = 25;
  const auto broken = breaches({.accuracy_m = 38.4, .line_distance_m = 25.0}, place);
  REQUIRE(broken.size() == 1);
  CHECK(broken[0].flag == flag::kPoorAccuracy);
  CHECK(broken[0].sentence == "The position is known to ±38 m; this project allows 10 m.");
}

TEST_CASE("a rule that the project does not set, or that cannot be measured, is not broken") {
  catalogue::Place place;
  CHECK(breaches({.accuracy_m = 5'000.0, .line_distance_m = 90'000.0}, place).empty());
  place.max_photo_distance_m = 30;
  CHECK(breaches({}, place).empty());
  CHECK(breaches({.last_distance_m = 31.0}, place).size() == 1);
}

TEST_CASE("a shot is flagged for where it came from and what it lacks") {
  PhotoMeta meta = good_meta();
  CHECK(to_text(flags_at_intake(meta, {}, false, kNow)) == "no-position");
  meta.lat = {-34.9};
  meta.lon = {-56.2};
  CHECK(to_text(flags_at_intake(meta, {}, false, kNow)).empty());
  meta.source = Source::canvas;
  meta.override_reason = {"deep trench, no sky"};
  meta.taken_at_ms.value = kNow - kClockOffMs - 1;
  CHECK(to_text(flags_at_intake(meta, {{flag::kFarFromLine, ""}}, true, kNow)) ==
        "canvas clock-off duplicate far-from-line override");
}

TEST_CASE("a picked file says that its position was removed, until the file itself has one") {
  PhotoMeta meta = good_meta();
  meta.source = Source::file;
  const Flags flags = flags_at_intake(meta, {}, false, kNow);
  CHECK(to_text(flags) == "from-file position-removed");
  CHECK(to_text(flags_developed(flags, Source::file, false, true, false)) == "from-file");
  CHECK(to_text(flags_developed(flags, Source::file, false, false, true)) ==
        "damaged from-file position-removed");
}

TEST_CASE("flags survive being written and read") {
  CHECK(flag_list("").empty());
  CHECK(flag_list("canvas override") == std::vector<std::string>{"canvas", "override"});
  CHECK(to_text(flags_from("override canvas")) == "canvas override");
}

TEST_CASE("distances on the ground are right to the metre") {
  // One minute of latitude is 1,853 m on a sphere of the earth's mean radius.
  CHECK(distance_m({-34.9, -56.2}, {-34.9 + 1.0 / 60, -56.2}) ==
        doctest::Approx(1853.3).epsilon(0.001));
  CHECK(distance_m({0, 179.9995}, {0, -179.9995}) == doctest::Approx(111.2).epsilon(0.001));
  CHECK(distance_m({10, 10}, {10, 10}) == 0);
}

}  // namespace photos
