#include "loadtest/plot.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace loadtest {
namespace {

constexpr double kWidth = 480;
constexpr double kHeight = 210;
constexpr double kLeft = 44;
constexpr double kRight = 400;  // beyond it: the names of the lines
constexpr double kTop = 14;
constexpr double kBottom = 184;
constexpr double kLogFloor = 0.1;
constexpr double kLabelGap = 15;

// 1, 2 or 5 times a power of ten, so that at most four of them reach `most`.
double round_step(double most) {
  const double rough = most / 4;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double times : {1.0, 2.0, 5.0, 10.0})
    if (power * times >= rough) return power * times;
  return power * 10;
}

class Scale {
 public:
  explicit Scale(const Plot& plot) : logarithmic_(plot.logarithmic) {
    double x = 0;
    double y = plot.bar.value_or(0);
    for (const Series& series : plot.series)
      for (const auto& [at, value] : series.points) {
        x = std::max(x, at);
        y = std::max(y, value);
      }
    most_x_ = x > 0 ? x : 1;
    most_y_ = y > 0 ? y * 1.08 : 1;
    if (!logarithmic_) return;
    most_y_ = std::pow(10, std::ceil(std::log10(std::max(most_y_, 1.0))));
  }

  double x(double value) const { return kLeft + value / most_x_ * (kRight - kLeft); }
  double y(double value) const {
    const double share = logarithmic_ ? std::log10(std::max(value, kLogFloor) / kLogFloor) /
                                            std::log10(most_y_ / kLogFloor)
                                      : value / most_y_;
    return kBottom - share * (kBottom - kTop);
  }

  std::vector<double> ticks_x() const { return even(most_x_); }
  std::vector<double> ticks_y() const {
    if (!logarithmic_) return even(most_y_);
    std::vector<double> ticks;
    for (double tick = 1; tick <= most_y_; tick *= 10) ticks.push_back(tick);
    return ticks;
  }

 private:
  static std::vector<double> even(double most) {
    const double step = round_step(most);
    std::vector<double> ticks;
    for (double tick = 0; tick <= most * 1.0001; tick += step) ticks.push_back(tick);
    return ticks;
  }

  bool logarithmic_;
  double most_x_ = 1;
  double most_y_ = 1;
};

std::string number(double value) {
  return value >= 10'000 ? fmt::format("{:g} k", value / 1'000) : fmt::format("{:g}", value);
}

std::string grid(const Plot& plot, const Scale& scale) {
  std::string svg;
  for (const double tick : scale.ticks_y())
    svg += fmt::format(R"(<path class="grid" d="M{} {:.1f}H{}"/>)", kLeft, scale.y(tick), kRight) +
           fmt::format(R"(<text x="{}" y="{:.1f}" class="end">{}</text>)", kLeft - 6,
                       scale.y(tick) + 4, number(tick));
  for (const double tick : scale.ticks_x())
    svg += fmt::format(R"(<text x="{:.1f}" y="{}" class="mid">{}</text>)", scale.x(tick),
                       kBottom + 17, number(tick));
  svg += fmt::format(R"(<text x="{}" y="{}">{}</text>)", kRight + 8, kBottom + 17,
                     escaped(plot.x_unit));
  if (plot.bar)
    svg +=
        fmt::format(R"(<path class="bar" d="M{} {:.1f}H{}"/>)", kLeft, scale.y(*plot.bar), kRight);
  return svg;
}

std::string line(const Series& series, const Scale& scale) {
  std::string path;
  bool broken = true;
  for (const auto& [x, y] : series.points) {
    if (y != kGap)
      path += fmt::format("{}{:.1f} {:.1f}", broken ? 'M' : 'L', scale.x(x), scale.y(y));
    if (y != kGap && broken) path += "h0";  // a lone point is a dot
    broken = y == kGap;
  }
  return fmt::format(R"(<path class="line {}" d="{}"/>)", series.style, path);
}

// The names at the lines' ends, pushed apart where the lines end together.
std::string names(const Plot& plot, const Scale& scale) {
  std::vector<std::pair<double, const Series*>> ends;
  for (const Series& series : plot.series)
    if (!series.points.empty())
      ends.emplace_back(scale.y(std::max(0.0, series.points.back().second)) + 4, &series);
  std::ranges::sort(ends, std::greater());
  std::string svg;
  double lowest = kBottom + 4;
  for (const auto& [wanted, series] : ends) {
    const double y = std::min(wanted, lowest);
    lowest = y - kLabelGap;
    svg += fmt::format(R"(<text x="{}" y="{:.1f}" class="{}">{}</text>)", kRight + 8, y,
                       series->style, escaped(series->name));
  }
  return svg;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '<')
      safe += "&lt;";
    else if (c == '&')
      safe += "&amp;";
    else if (c == '"')
      safe += "&quot;";
    else
      safe += c;
  }
  return safe;
}

std::string draw(const Plot& plot) {
  const Scale scale(plot);
  std::string svg = fmt::format(R"(<figure><figcaption>{0}<small>{1}</small></figcaption>)"
                                R"(<svg viewBox="0 0 {2} {3}" role="img" aria-label="{0}, {1}">)",
                                escaped(plot.title), escaped(plot.y_unit), kWidth, kHeight);
  svg += grid(plot, scale);
  for (const Series& series : plot.series) svg += line(series, scale);
  return svg + names(plot, scale) + "</svg></figure>";
}

}  // namespace loadtest
