#include <doctest/doctest.h>

#include "catalogue/catalogue.h"

namespace catalogue {
namespace {

std::string line_of(const std::string& coordinates) {
  return R"({"type":"LineString","coordinates":)" + coordinates + "}";
}

std::string refusal_of(const std::string& geojson) {
  const auto line = read_line(geojson);
  return line ? "" : line.error().detail;
}

}  // namespace

TEST_CASE("a line's length is what the globe says") {
  // One degree of a great circle: 6,371,008.8 m · π / 180.
  CHECK(read_line(line_of("[[0,0],[1,0]]"))->length_m == doctest::Approx(111'195.08).epsilon(1e-6));
  CHECK(read_line(line_of("[[0,0],[0,1]]"))->length_m == doctest::Approx(111'195.08).epsilon(1e-6));
  // A parallel at 60° is half as long.
  CHECK(read_line(line_of("[[10,60],[10.001,60]]"))->length_m ==
        doctest::Approx(55.5975).epsilon(1e-4));
  // Berlin's TV tower to the Brandenburg Gate: 2.2 km on every map.
  CHECK(read_line(line_of("[[13.409444,52.520833],[13.377704,52.516275]]"))->length_m ==
        doctest::Approx(2'207).epsilon(0.005));
}

TEST_CASE("a line is written in one way, without heights, with all its digits") {
  const auto line = read_line(
      "{ \"coordinates\" : [ [13.1234567, 52.5, 34.5], [13.2, 52.6e0] ], \"type\": \"LineString\" "
      "}");
  REQUIRE(line);
  CHECK(line->geojson == line_of("[[13.1234567,52.5],[13.2,52.6]]"));
  CHECK(read_line(line->geojson)->geojson == line->geojson);
}

TEST_CASE("what is no line is refused with what to do") {
  CHECK(refusal_of("nonsense").find("GeoJSON") != std::string::npos);
  CHECK(refusal_of("[]").find("LineString") != std::string::npos);
  CHECK(refusal_of(R"({"type":"Point","coordinates":[1,2]})").find("LineString") !=
        std::string::npos);
  CHECK(refusal_of(R"({"type":"Feature","geometry":null})").find("Feature") != std::string::npos);
  CHECK(refusal_of(line_of("[[1,2]]")).find("2 to 10000 points") != std::string::npos);
  CHECK(refusal_of(line_of("[[1,2],[3]]")).find("Point 2") != std::string::npos);
  CHECK(refusal_of(line_of(R"([[1,2],["3",4]])")).find("Point 2") != std::string::npos);
  CHECK(refusal_of(line_of("[[52.5,113.4],[52.6,113.5]]")).find("longitude first") !=
        std::string::npos);
  CHECK(refusal_of(line_of("[[181,0],[0,0]]")).find("-180 to 180") != std::string::npos);
  CHECK(refusal_of(line_of("[[1e400,0],[0,0]]")) != "");
  CHECK(refusal_of(line_of("[[1,1],[1,1]]")).find("same") != std::string::npos);
  std::string many = "[[0,0]";
  for (int i = 0; i < 10'000; ++i) many += i % 2 ? ",[0,0]" : ",[0,1]";
  CHECK(refusal_of(line_of(many + "]")).find("10001") != std::string::npos);
}

TEST_CASE("the nearest point of a line is known by distance and chainage") {
  const auto line = line_of("[[13.0,52.0],[13.01,52.0],[13.01,52.01]]");
  const double first_m = read_line(line_of("[[13.0,52.0],[13.01,52.0]]"))->length_m;

  const auto beside = nearest_on_line(line, 52.001, 13.005);
  CHECK(beside->distance_m == doctest::Approx(111.2).epsilon(0.005));
  CHECK(beside->chainage_m == doctest::Approx(first_m / 2).epsilon(0.005));

  const auto before = nearest_on_line(line, 52.0, 12.999);
  CHECK(before->chainage_m == doctest::Approx(0));
  CHECK(before->distance_m == doctest::Approx(68.46).epsilon(0.005));

  const auto on_second = nearest_on_line(line, 52.005, 13.01);
  CHECK(on_second->distance_m == doctest::Approx(0).epsilon(0.01));
  CHECK(on_second->chainage_m == doctest::Approx(first_m + 556).epsilon(0.005));

  const auto beyond = nearest_on_line(line, 53.0, 13.01);
  CHECK(beyond->chainage_m == doctest::Approx(read_line(line)->length_m).epsilon(1e-6));
}

TEST_CASE("a line over the date line is near on both sides") {
  const auto line = line_of("[[179.99,0],[-179.99,0]]");
  CHECK(read_line(line)->length_m == doctest::Approx(2'224).epsilon(0.005));
  CHECK(nearest_on_line(line, 0, 179.995)->distance_m < 1);
  CHECK(nearest_on_line(line, 0, -179.995)->distance_m < 1);
}

TEST_CASE("without a line or a place nothing is near") {
  CHECK_FALSE(nearest_on_line("", 0, 0));
  CHECK_FALSE(nearest_on_line("null", 0, 0));
  CHECK_FALSE(nearest_on_line(line_of("[[1,2],[3,4]]"), std::nan(""), 0));
  CHECK(nearest_on_line(R"({"type":"LineString", "coordinates": [ [ 1 , 2 ] , [ 3 , 4 ] ]})", 2, 1)
            ->distance_m < 0.01);
}

}  // namespace catalogue
