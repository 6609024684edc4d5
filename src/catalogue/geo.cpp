// Lines on the earth: checking them, and where a point is along one.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/json_read.h"
#include "catalogue/catalogue.h"

namespace catalogue {
namespace {

constexpr double kEarthRadiusM = 6'371'008.8;  // mean radius, IUGG
constexpr double kRadians = std::numbers::pi / 180;
constexpr std::size_t kPointsMin = 2;
constexpr std::size_t kPointsMax = 10'000;

struct Point {
  double lon = 0;
  double lat = 0;
};

// The short way round, also across the date line.
double lon_between(double from, double to) { return std::remainder(to - from, 360.0); }

// Great-circle distance (haversine): exact for short segments too.
double distance_m(const Point& a, const Point& b) {
  const double dy = std::sin((b.lat - a.lat) * kRadians / 2);
  const double dx = std::sin(lon_between(a.lon, b.lon) * kRadians / 2);
  const double h = dy * dy + std::cos(a.lat * kRadians) * std::cos(b.lat * kRadians) * dx * dx;
  return 2 * kEarthRadiusM * std::asin(std::min(1.0, std::sqrt(h)));
}

// The points of a line that read_line() wrote. That it is one was checked then, so this need not
// be a parser: in each bracket it takes the first two numbers.
std::vector<Point> points_of(std::string_view geojson) {
  constexpr std::string_view kNumber = "-0123456789";
  std::vector<Point> points;
  const auto number = [&](std::size_t& at, double& to) {
    at = geojson.find_first_of(kNumber, at);
    if (at == std::string_view::npos) return false;
    const auto [end, ec] =
        std::from_chars(geojson.data() + at, geojson.data() + geojson.size(), to);
    at = static_cast<std::size_t>(end - geojson.data());
    return ec == std::errc();
  };
  std::size_t at = geojson.find("\"coordinates\"");
  while (at != std::string_view::npos) {
    Point point;
    if (!number(at, point.lon) || !number(at, point.lat)) break;
    points.push_back(point);
    at = geojson.find('[', at);
  }
  return points;
}

Error wrong(std::string detail) {
  return field_error(problems::kInvalid, "line", std::move(detail));
}

Result<Point> read_point(const json::Value& value, std::size_t number) {
  const auto* pair = value.if_array();
  if (!pair || pair->size() < 2 || pair->size() > 3 || !(*pair)[0].is_number() ||
      !(*pair)[1].is_number())
    return wrong(fmt::format("Point {} must be [longitude, latitude].", number));
  const Point point{(*pair)[0].to_number<double>(), (*pair)[1].to_number<double>()};
  if (!(std::abs(point.lat) <= 90))
    return wrong(fmt::format("Point {} has the latitude {}. GeoJSON puts the longitude first.",
                             number, point.lat));
  if (!(std::abs(point.lon) <= 180))
    return wrong(
        fmt::format("Point {} has the longitude {}; use -180 to 180 (WGS 84).", number, point.lon));
  return point;
}

}  // namespace

Result<Line> read_line(std::string_view geojson) {
  const auto value = json::parse(geojson);
  if (!value) return wrong("This must be GeoJSON, like {\"type\":\"LineString\",…}.");
  const auto* object = value->if_object();
  const auto* type = object ? object->if_contains("type") : nullptr;
  const auto* list = object ? object->if_contains("coordinates") : nullptr;
  if (!type || *type != "LineString" || !list || !list->is_array())
    return wrong("This must be a GeoJSON LineString. Of a Feature take the geometry.");
  const auto& coordinates = list->get_array();
  if (coordinates.size() < kPointsMin || coordinates.size() > kPointsMax)
    return wrong(fmt::format("A line has {} to {} points; this one has {}.", kPointsMin, kPointsMax,
                             coordinates.size()));
  Line line{R"({"type":"LineString","coordinates":[)", 0};
  std::optional<Point> before;
  for (std::size_t i = 0; i < coordinates.size(); ++i) {
    const auto point = read_point(coordinates[i], i + 1);
    if (!point) return point.error();
    if (before) line.length_m += distance_m(*before, *point);
    line.geojson += before ? ",[" : "[";
    json::append_number(line.geojson, point->lon);
    line.geojson += ',';
    json::append_number(line.geojson, point->lat);
    line.geojson += ']';
    before = *point;
  }
  line.geojson += "]}";
  if (line.length_m <= 0) return wrong("All points of this line are the same.");
  return line;
}

// Each segment is laid on a plane that touches the earth at the asked point.
std::optional<OnLine> nearest_on_line(std::string_view geojson_line, double lat, double lon) {
  const auto points = points_of(geojson_line);
  if (points.size() < kPointsMin || !std::isfinite(lat) || !std::isfinite(lon)) return {};
  const double east_m = kEarthRadiusM * kRadians * std::cos(lat * kRadians);
  const double north_m = kEarthRadiusM * kRadians;
  const auto x_of = [&](const Point& p) { return lon_between(lon, p.lon) * east_m; };
  const auto y_of = [&](const Point& p) { return (p.lat - lat) * north_m; };
  double best = std::numeric_limits<double>::infinity();
  std::size_t segment = 0;
  double along = 0;  // of that segment, 0 to 1
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const double x = x_of(points[i]);
    const double y = y_of(points[i]);
    const double dx = x_of(points[i + 1]) - x;
    const double dy = y_of(points[i + 1]) - y;
    const double squared = dx * dx + dy * dy;
    const double t = squared > 0 ? std::clamp(-(x * dx + y * dy) / squared, 0.0, 1.0) : 0;
    const double away = std::hypot(x + t * dx, y + t * dy);
    if (away >= best) continue;
    best = away;
    segment = i;
    along = t;
  }
  OnLine on_line;
  for (std::size_t i = 0; i < segment; ++i)
    on_line.chainage_m += distance_m(points[i], points[i + 1]);
  on_line.chainage_m += along * distance_m(points[segment], points[segment + 1]);
  const Point& a = points[segment];
  const Point& b = points[segment + 1];
  const Point foot{a.lon + along * lon_between(a.lon, b.lon), a.lat + along * (b.lat - a.lat)};
  on_line.distance_m = distance_m({lon, lat}, foot);
  return on_line;
}

}  // namespace catalogue
