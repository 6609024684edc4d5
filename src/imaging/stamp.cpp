#include "imaging/stamp.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace imaging {
namespace {

// Shares of the long edge.
constexpr double kText = 0.014;
constexpr double kFade = 40.0 / 1920;
// A narrow picture takes smaller letters, or nothing would fit beside the time.
constexpr double kTextOfWidth = 1.0 / 40;
constexpr int kTextMin = 9;

// Shares of the letters' size.
constexpr double kLine = 1.24;
constexpr double kAbove = 0.15;
constexpr double kBelow = 0.5;
constexpr double kMargin = 1.1;
constexpr double kGap = 1.5;
constexpr double kAscent = 0.97;  // of a line, to its baseline

constexpr double kDark = 0.86;  // white on it over a white photo: 15.6:1
constexpr Font::Colour kWhite{255, 255, 255};
constexpr Font::Colour kQuiet{0xd4, 0xd6, 0xda};

struct Row {
  const std::string* left;
  const std::string* right;
  bool quiet;
};

std::vector<Row> rows_of(const Stamp& stamp) {
  static const std::string kNothing;
  std::vector<Row> rows;
  for (const Row& row :
       {Row{&stamp.left_1, &stamp.right_1, false}, Row{&stamp.left_2, &stamp.right_2, true},
        Row{&stamp.note, &kNothing, false}})
    if (!row.left->empty() || !row.right->empty()) rows.push_back(row);
  return rows;
}

void add_row(StampLayout& layout, const Row& row, int width, int baseline, const Font& font) {
  const double margin = kMargin * layout.text_px;
  const double room = width - 2 * margin;
  const std::string right = font.elided(*row.right, room);
  const double right_width = font.width_of(right);
  const double left_room = right.empty() ? room : room - right_width - kGap * layout.text_px;
  const std::string left = font.elided(*row.left, left_room);
  if (!left.empty())
    layout.texts.push_back({left, margin, margin + font.width_of(left), baseline, row.quiet});
  if (!right.empty())
    layout.texts.push_back(
        {right, width - margin - right_width, width - margin, baseline, row.quiet});
}

void darken(Picture& onto, int y, double share) {
  std::array<std::uint8_t, 256> darker{};
  for (std::size_t i = 0; i < darker.size(); ++i)
    darker[i] = static_cast<std::uint8_t>(std::lround(static_cast<double>(i) * (1 - share)));
  std::uint8_t* const row = onto.row(y);
  std::transform(row, row + 3 * static_cast<std::size_t>(onto.width), row,
                 [&](std::uint8_t value) { return darker[value]; });
}

void paint(const StampLayout& layout, Picture& onto, const Font& font) {
  if (layout.band_top == onto.height) return;
  for (int y = std::max(0, layout.band_top - layout.fade); y < onto.height; ++y) {
    const double below = y - (layout.band_top - layout.fade) + 0.5;
    darken(onto, y, kDark * std::min(1.0, below / layout.fade));
  }
  for (const StampText& text : layout.texts)
    font.draw(onto, text.text, text.left, text.baseline, text.quiet ? kQuiet : kWhite);
}

}  // namespace

StampLayout lay_out(const Stamp& stamp, Size size, Font& font) {
  const int long_edge = std::max(size.width, size.height);
  const double wanted = std::min(kText * long_edge, kTextOfWidth * size.width);
  StampLayout layout;
  layout.text_px = std::max(kTextMin, static_cast<int>(std::lround(wanted)));
  layout.fade = static_cast<int>(std::lround(kFade * long_edge));
  font.set_size(layout.text_px);
  const auto rows = rows_of(stamp);
  const double lines = static_cast<double>(rows.size());
  const double height = rows.empty() ? 0 : layout.text_px * (lines * kLine + kAbove + kBelow);
  layout.band_top = std::max(0, size.height - static_cast<int>(std::lround(height)));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double from_top = kAbove + kLine * static_cast<double>(i) + kAscent;
    const int baseline = layout.band_top + static_cast<int>(std::lround(from_top * layout.text_px));
    add_row(layout, rows[i], size.width, baseline, font);
  }
  return layout;
}

void burn(const Stamp& stamp, Picture& onto, Font& font) {
  paint(lay_out(stamp, {onto.width, onto.height}, font), onto, font);
}

// Only the rows that change become RGB, and no colour above them changes.
void burn(const Stamp& stamp, Planes& onto, Font& font) {
  StampLayout layout = lay_out(stamp, onto.size(), font);
  if (layout.band_top == onto.luma.height) return;
  const int top = std::max(0, layout.band_top - layout.fade) / 2 * 2;
  layout.band_top -= top;
  for (StampText& text : layout.texts) text.baseline -= top;
  Picture strip = rgb_of(onto, top);
  paint(layout, strip, font);
  put(onto, strip, top);
}

}  // namespace imaging
