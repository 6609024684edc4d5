// Plots as inline SVG: lines over one axis, coloured by the page's own style.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace loadtest {

inline constexpr double kGap = -1;  // no value: the line is broken

struct Series {
  std::string name;   // stands at the line's end
  std::string style;  // a class of the page: "main", "context", "bad"
  std::vector<std::pair<double, double>> points;
};

struct Plot {
  std::string title;
  std::string x_unit;
  std::string y_unit;
  bool logarithmic = false;   // y
  std::optional<double> bar;  // a limit, as a dashed line
  std::vector<Series> series;
};

std::string draw(const Plot& plot);
std::string escaped(std::string_view text);  // for HTML

}  // namespace loadtest
