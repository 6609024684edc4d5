#include "imaging/measure.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "imaging/lanes.h"

namespace imaging {
namespace {

// As 16-bit numbers, with room for whole groups of lanes. Returns their sum.
int widen(const Plane& luma, int y, std::int16_t* out) {
  const std::uint8_t* const from = luma.row(y);
  const int whole = luma.width / kLanes * kLanes;
  Sums sums{};
  for (int x = 0; x < whole; x += kLanes) {
    const Lanes lanes = lanes_of(from + x);
    sums += paired(lanes, all_of(1));
    put_lanes(lanes, out + x);
  }
  std::copy(from + whole, from + luma.width, out + whole);
  return std::accumulate(from + whole, from + luma.width, total(sums));
}

struct RowSums {
  std::int64_t edges = 0;
  std::int64_t squares = 0;
};

// The Laplacian at all pixels but the outermost, eight at once.
RowSums sums_of(const std::int16_t* above, const std::int16_t* here, const std::int16_t* below,
                int width) {
  Sums edges{}, squares{};
  int x = 1;
  const Lanes ones = all_of(1);
  for (; x + kLanes < width; x += kLanes) {
    const Lanes edge = lanes_at(above + x) + lanes_at(below + x) + lanes_at(here + x - 1) +
                       lanes_at(here + x + 1) - 4 * lanes_at(here + x);
    edges += paired(edge, ones);
    squares += paired(edge, edge);
  }
  RowSums sums{total(edges), 0};
  for (int i = 0; i < 4; ++i) sums.squares += squares[i];
  for (; x + 1 < width; ++x) {
    const int edge = above[x] + below[x] + here[x - 1] + here[x + 1] - 4 * here[x];
    sums.edges += edge;
    sums.squares += edge * edge;
  }
  return sums;
}

struct Cells {
  static constexpr int kAcross = 9;
  static constexpr int kDown = 8;
  std::array<std::array<double, kAcross>, kDown> mean{};
};

// Cell edges are rounded to whole pixels; a picture narrower than the grid repeats its pixels.
Cells cells_of(const Plane& picture) {
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
        for (int x = left; x < right; ++x) sum += picture.row(y)[x];
      cells.mean[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] =
          sum / ((bottom - top) * static_cast<double>(right - left));
    }
  }
  return cells;
}

}  // namespace

Quality quality_of(const Plane& luma) {
  double total_luma = 0;
  double sum = 0;
  double squares = 0;
  // The three rows around the one that is measured, in turn.
  std::array<std::vector<std::int16_t>, 3> rows;
  for (auto& row : rows) row.resize(static_cast<std::size_t>(luma.width) + 2 * kLanes);
  for (int y = 0; y < luma.height; ++y) {
    total_luma += widen(luma, y, rows[static_cast<std::size_t>(y % 3)].data() + kLanes);
    if (y < 2) continue;
    const auto row = [&](int at) { return rows[static_cast<std::size_t>(at % 3)].data() + kLanes; };
    const RowSums found = sums_of(row(y - 2), row(y - 1), row(y), luma.width);
    sum += static_cast<double>(found.edges);
    squares += static_cast<double>(found.squares);
  }
  const double pixels = static_cast<double>(luma.width) * luma.height;
  const double inner = (luma.width - 2.0) * (luma.height - 2.0);
  if (luma.width < 3 || luma.height < 3) return {0, total_luma / pixels};
  const double mean = sum / inner;
  return {squares / inner - mean * mean, total_luma / pixels};
}

std::string perceptual_hash_of(const Plane& luma) {
  const Cells cells = cells_of(luma);
  std::uint64_t bits = 0;
  for (const auto& row : cells.mean)
    for (std::size_t x = 0; x + 1 < row.size(); ++x)
      bits = bits << 1 | (row[x] < row[x + 1] ? 1 : 0);
  return fmt::format("{:016x}", bits);
}

}  // namespace imaging
