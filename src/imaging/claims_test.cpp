#include "imaging/claims.h"

#include <doctest/doctest.h>

#include <string>

#include "imaging/test_files.h"
#include "kit/darkroom.h"

using namespace imaging;
using namespace imaging::test;

namespace {
Claims claims_in(const std::string& name) {
  const Made made = develop(kit::darkroom(), bytes_of(fixture(name)));
  REQUIRE(made.development.outcome == Outcome::done);
  return made.development.developed.claims;
}
}  // namespace

TEST_CASE("a phone's claims are read as they stand in the file") {
  const Claims claims = claims_in("photos/IMG_20200608_111614.jpg");
  CHECK(claims.make == "Xiaomi");
  CHECK(claims.model == "Mi A3");
  CHECK(claims.taken_at == "2020-06-08T11:16:13");
  CHECK(claims.lat.value() == doctest::Approx(-15.834949));
  CHECK(claims.lon.value() == doctest::Approx(-48.023356));
  CHECK(claims.altitude_m.value() == doctest::Approx(1104.871));
  CHECK(claims.orientation == 1);
  CHECK(claims.exposure == "1/378");
  CHECK(claims.f_number.value() == doctest::Approx(1.79));
  CHECK(claims.iso == 100);
  CHECK(claims.focal_mm.value() == doctest::Approx(4.71));
}

TEST_CASE("an iPhone's HEIC tells offset, heading and place too") {
  const Claims claims = claims_in("heic/2021-02-13-1929.heic");
  CHECK(claims.model == "iPhone XR");
  CHECK(claims.taken_at == "2021-02-13T11:03:31");
  CHECK(claims.offset == "-06:00");
  CHECK(claims.lat.value() == doctest::Approx(30.580367));
  CHECK(claims.lon.value() == doctest::Approx(-88.073906));
  CHECK(claims.heading_deg.value() == doctest::Approx(213.503));
}

TEST_CASE("a photo without EXIF claims nothing") {
  const Claims claims = claims_in("photos/IMG-20191006-WA0002.jpg");
  CHECK_FALSE(claims.make);
  CHECK_FALSE(claims.taken_at);
  CHECK_FALSE(claims.lat);
}

TEST_CASE("nothing is made up: no date where the file has none") {
  const Claims claims = claims_in("exif/f6-exif.jpg");
  CHECK(claims.orientation == 6);
  CHECK_FALSE(claims.taken_at);
}

TEST_CASE("EXIF of sixty cameras and three broken ones is read without harm") {
  for (const auto& path : all_of("exif")) {
    CAPTURE(path);
    const std::string file = bytes_of(path);
    const auto exif = file.find(std::string("Exif\0\0", 6));
    if (exif == file.npos) continue;
    const Claims claims = claims_of(std::string_view(file).substr(exif));
    if (claims.lat) CHECK(std::abs(*claims.lat) <= 90);
    if (claims.lon) CHECK(std::abs(*claims.lon) <= 180);
    if (claims.taken_at) CHECK(claims.taken_at->size() == 19);
    if (claims.orientation) CHECK((*claims.orientation >= 1 && *claims.orientation <= 8));
  }
}

TEST_CASE("an EXIF block cut or bent anywhere gives fewer claims, never a failure") {
  const std::string file = bytes_of(fixture("photos/IMG_20200608_111614.jpg"));
  const std::string exif = file.substr(file.find(std::string("Exif\0\0", 6)), 2'000);
  for (std::size_t length = 0; length < exif.size(); ++length) claims_of(exif.substr(0, length));
  for (std::size_t at = 6; at < exif.size(); ++at) {
    std::string bent = exif;
    bent[at] = '\xff';
    const Claims claims = claims_of(bent);
    if (claims.lat) CHECK(std::abs(*claims.lat) <= 90);
  }
}
