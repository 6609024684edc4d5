#include "imaging/measure.h"

#include <array>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

namespace imaging {
namespace {

// ITU-R BT.601, in 1/256.
int luma_of(const std::uint8_t* rgb) { return (77 * rgb[0] + 150 * rgb[1] + 29 * rgb[2]) >> 8; }

std::vector<int> luma_row(const Picture& picture, int y) {
  std::vector<int> luma(static_cast<std::size_t>(picture.width));
  const std::uint8_t* rgb = picture.row(y);
  for (int& value : luma) {
    value = luma_of(rgb);
    rgb += 3;
  }
  return luma;
}

struct Cells {
  static constexpr int kAcross = 9;
  static constexpr int kDown = 8;
  std::array<std::array<double, kAcross>, kDown> mean{};
};

// Cell edges are rounded to whole pixels; a picture narrower than the grid repeats its pixels.
Cells cells_of(const Picture& picture) {
  Cells cells;
  const auto edge = [](int i, int parts, int length) { return i * length / parts; };
  for (int row = 0; row < Cells::kDown; ++row) {
    for (int column = 0; column < Cells::kAcross; ++column) {
      const int top = edge(row, Cells::kDown, picture.height);
      const int bottom = std::max(top + 1, edge(row + 1, Cells::kDown, picture.height));
      const int left = edge(column, Cells::kAcross, picture.width);
      const int right = std::max(left + 1, edge(column + 1, Cells::kAcross, picture.width));
      double sum = 0;
      for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x) sum += luma_of(picture.row(y) + 3 * x);
      cells.mean[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] =
          sum / ((bottom - top) * static_cast<double>(right - left));
    }
  }
  return cells;
}

}  // namespace

Quality quality_of(const Picture& picture) {
  double total = 0;
  double sum = 0;
  double squares = 0;
  std::vector<int> above;
  std::vector<int> here = luma_row(picture, 0);
  for (int y = 0; y < picture.height; ++y) {
    std::vector<int> below = y + 1 < picture.height ? luma_row(picture, y + 1) : std::vector<int>();
    std::int64_t row_total = 0;
    for (const int value : here) row_total += value;
    total += static_cast<double>(row_total);
    if (y > 0 && !below.empty()) {
      std::int64_t row_sum = 0;
      std::int64_t row_squares = 0;
      for (std::size_t x = 1; x + 1 < here.size(); ++x) {
        const int edge = above[x] + below[x] + here[x - 1] + here[x + 1] - 4 * here[x];
        row_sum += edge;
        row_squares += static_cast<std::int64_t>(edge) * edge;
      }
      sum += static_cast<double>(row_sum);
      squares += static_cast<double>(row_squares);
    }
    above = std::move(here);
    here = std::move(below);
  }
  const double pixels = static_cast<double>(picture.width) * picture.height;
  const double inner = (picture.width - 2.0) * (picture.height - 2.0);
  if (picture.width < 3 || picture.height < 3) return {0, total / pixels};
  const double mean = sum / inner;
  return {squares / inner - mean * mean, total / pixels};
}

std::string perceptual_hash_of(const Picture& picture) {
  const Cells cells = cells_of(picture);
  std::uint64_t bits = 0;
  for (const auto& row : cells.mean)
    for (std::size_t x = 0; x + 1 < row.size(); ++x)
      bits = bits << 1 | (row[x] < row[x + 1] ? 1 : 0);
  return fmt::format("{:016x}", bits);
}

}  // namespace imaging
