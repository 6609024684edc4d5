#include <doctest/doctest.h>

#include "base/json_read.h"
#include "base/page.h"

namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Point {
  double lat = 0;
  std::optional<double> lon;
};
BOOST_DESCRIBE_STRUCT(Point, (), (lat, lon))

struct Sample {
  Id<struct SampleTag> id;
  Text<1, 5> word;
  Number<1, 200> limit;
  Colour colour = Colour::red;
  std::vector<Point> points;
  std::optional<bool> sure;
};
BOOST_DESCRIBE_STRUCT(Sample, (), (id, word, limit, colour, points, sure))

struct Change {
  std::optional<std::optional<double>> limit;
};
BOOST_DESCRIBE_STRUCT(Change, (), (limit))

constexpr std::string_view kWhole =
    R"({"id":"a","word":"höhe","limit":200,"colour":"green","points":[{"lat":1.5,"lon":null}]})";

std::string first_field(std::string_view text) {
  const auto read = json::read<Sample>(text);
  REQUIRE(!read);
  return read.error().fields.empty() ? "" : read.error().fields.front().field;
}

std::string with(std::string_view from, std::string_view to) {
  std::string text(kWhole);
  text.replace(text.find(from), from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("a struct read from JSON and written again gives the same JSON") {
  const auto sample = json::read<Sample>(kWhole);
  REQUIRE(sample);
  CHECK(sample->limit == 200);
  CHECK(sample->colour == Colour::green);
  CHECK(!sample->points[0].lon);
  std::string expected(kWhole);
  expected.insert(expected.size() - 1, R"(,"sure":null)");
  CHECK(json::to_text(*sample) == expected);
}

TEST_CASE("a field that is unknown, missing, doubled or of the wrong kind is named") {
  CHECK(first_field(with(R"("limit":200)", R"("limit":200,"role":"admin")")) == "role");
  CHECK(first_field(with(R"("limit":200,)", "")) == "limit");
  CHECK(first_field(with(R"("limit":200)", R"("limit":200,"limit":1)")) == "limit");
  CHECK(first_field(with("200", "201")) == "limit");
  CHECK(first_field(with("200", "2.5")) == "limit");
  CHECK(first_field(with("200", "\"200\"")) == "limit");
  CHECK(first_field(with("green", "blue")) == "colour");
  CHECK(first_field(with("höhe", "zu lang")) == "word");
  CHECK(first_field(with("1.5", "\"1.5\"")) == "points[0].lat");
  CHECK(first_field(with("höhe", "a\\u0000b")) == "word");
}

TEST_CASE("a change that leaves a field out differs from one that takes its value away") {
  CHECK(!json::read<Change>("{}")->limit);
  const auto taken_away = json::read<Change>(R"({"limit":null})");
  REQUIRE(taken_away->limit);
  CHECK(!*taken_away->limit);
  CHECK(**json::read<Change>(R"({"limit":2.5})")->limit == 2.5);
  CHECK(!json::read<Change>(R"({"limit":"2"})"));
}

TEST_CASE("what is not one JSON object is refused as such") {
  for (const char* text : {"", "{", "[]", "null", "{}x", "{\"a\":NaN}", "\xff", "{\"a\":1}{}"})
    CHECK_MESSAGE(!json::read<Sample>(text), text);
  CHECK(!json::parse(std::string(100, '[') + std::string(100, ']')));
}

TEST_CASE("a number that does not fit or is not finite never gets in") {
  CHECK(first_field(with("1.5", "1e999")) == "points[0].lat");
  CHECK(first_field(with("200", "99999999999999999999")) == "limit");
}

TEST_CASE("control characters and quotes are escaped, so that text cannot leave its string") {
  CHECK(json::to_text(std::string("a\"b\\c\nd\x01")) == R"("a\"b\\c\nd\u0001")");
  CHECK(json::to_text(std::optional<int>()) == "null");
  CHECK(json::to_text(Page<int>{{1, 2}, "c"}) == R"({"items":[1,2],"next":"c"})");
}
