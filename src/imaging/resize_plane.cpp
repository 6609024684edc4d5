#include "imaging/resize_plane.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <type_traits>
#include <utility>

#include "imaging/lanes.h"

namespace imaging {
namespace {

// Downwards first, which is the same sum for every column, then across. Samples are held as
// (value − 128) · 256, sums of rows as (value − 128) · 64: room for what Lanczos overshoots.
constexpr int kMiddle8 = 128;
constexpr int kUnit = 16384;
constexpr int kShift = 14 + 6;
constexpr int kColumns = 4 * kLanes;  // summed side by side

constexpr int up_to(int count, int step) { return (count + step - 1) / step * step; }

double lanczos3(double x) {
  x = std::abs(x);
  if (x < 1e-9) return 1;
  if (x >= 3) return 0;
  const double px = std::numbers::pi * x;
  const double third = std::sin(px / 3);
  return 9 * third * third * (1 - third * third * 4 / 3) /
         (px * px);  // sin 3a = 3 sin a − 4 sin³ a
}

// Rounded, so that an even picture stays even: the largest takes what rounding leaves.
void to_units(const std::vector<double>& raw, std::int16_t* out) {
  const double sum = std::accumulate(raw.begin(), raw.end(), 0.0);
  int left = kUnit;
  for (std::size_t k = 0; k < raw.size(); ++k) {
    out[k] = static_cast<std::int16_t>(std::lround(raw[k] / sum * kUnit));
    left -= out[k];
  }
  std::int16_t* const largest = std::max_element(out, out + raw.size());
  *largest = static_cast<std::int16_t>(*largest + left);
}

}  // namespace

PlaneResizer::Axis::Axis(int from, int to, int taps_in)
    : length(from), first(static_cast<std::size_t>(to)) {
  const double scale = static_cast<double>(from) / to;
  const double reach = std::max(1.0, scale);  // colours of a few samplings are enlarged
  taps = up_to(static_cast<int>(std::ceil(6 * reach)) + 1, taps_in);
  weights.resize(static_cast<std::size_t>(to) * static_cast<std::size_t>(taps));
  std::vector<double> raw(static_cast<std::size_t>(taps));
  std::int16_t* out = weights.data();
  const int common = std::gcd(from, to);
  const int period = to / common;  // then the weights come again, away from the edges
  for (int i = 0; i < to; ++i, out += taps) {
    const double centre = (i + 0.5) * scale - 0.5;
    const int start = std::max(0, static_cast<int>(std::ceil(centre - 3 * reach)));
    first[static_cast<std::size_t>(i)] = start;
    const int before = i < period ? 0 : first[static_cast<std::size_t>(i - period)];
    if (before > 0 && start == before + from / common && start + taps <= from) {
      std::copy_n(out - static_cast<std::ptrdiff_t>(period) * taps, taps, out);
      continue;
    }
    for (int k = 0; k < taps; ++k)
      raw[static_cast<std::size_t>(k)] =
          start + k < from ? lanczos3((start + k - centre) / reach) : 0;
    to_units(raw, out);
  }
}

int PlaneResizer::Axis::last(int i) const {
  return std::min(length, first[static_cast<std::size_t>(i)] + taps) - 1;
}

PlaneResizer::PlaneResizer(Size from, Size to)
    : across_(from.width, to.width, kLanes),
      down_(from.height, to.height, 1),
      width_(static_cast<std::size_t>(up_to(from.width + across_.taps, kColumns))),
      ring_(width_ * static_cast<std::size_t>(down_.taps)),
      low_(width_),
      out_(to) {}

void PlaneResizer::add_row(const std::uint8_t* samples) {
  if (rows_in_ == down_.length) return;
  std::int16_t* to = ring_.data() + static_cast<std::size_t>(rows_in_ % down_.taps) * width_;
  const int whole = across_.length / kLanes * kLanes;
  for (int x = 0; x < whole; x += kLanes)
    put_lanes((lanes_of(samples + x) - kMiddle8) << 8, to + x);
  for (int x = whole; x < across_.length; ++x)
    to[x] = static_cast<std::int16_t>((samples[x] - kMiddle8) * 256);
  ++rows_in_;
  while (rows_out_ < out_.height && down_.last(rows_out_) < rows_in_) make_row();
}

void PlaneResizer::add_up(int row) {
  const int taps = down_.taps;
  const int start = down_.first[static_cast<std::size_t>(row)];
  std::vector<const std::int16_t*> rows(static_cast<std::size_t>(taps));
  std::vector<Lanes> weights(static_cast<std::size_t>(taps));
  const std::int16_t* const weight = down_.weights.data() + static_cast<std::size_t>(row * taps);
  int used = 0;
  for (int k = 0; k < taps; ++k) {
    if (weight[k] == 0) continue;
    const auto at = static_cast<std::size_t>(used++);
    rows[at] = ring_.data() + static_cast<std::size_t>((start + k) % taps) * width_;
    weights[at] = all_of(weight[k]);
  }
  // Each product is rounded down, by half on the average.
  const Lanes rounding = all_of(static_cast<std::int16_t>(used / 2));
  const std::int16_t* const* const from = rows.data();
  const Lanes* const by = weights.data();
  std::int16_t* const low = low_.data();
  for (std::size_t x = 0; x < width_; x += kColumns) {
    Lanes a = rounding, b = rounding, c = rounding, d = rounding;
    for (int k = 0; k < used; ++k) {
      const std::int16_t* const at = from[k] + x;
      a += product(lanes_at(at), by[k]);
      b += product(lanes_at(at + kLanes), by[k]);
      c += product(lanes_at(at + 2 * kLanes), by[k]);
      d += product(lanes_at(at + 3 * kLanes), by[k]);
    }
    put_lanes(a, low + x);
    put_lanes(b, low + x + kLanes);
    put_lanes(c, low + x + 2 * kLanes);
    put_lanes(d, low + x + 3 * kLanes);
  }
}

// Eight samples at once; `taps` is a constant where it is the least there can be.
template <class Taps>
void PlaneResizer::narrow(std::uint8_t* to, Taps taps) const {
  const int* const first = across_.first.data();
  const std::int16_t* const weights = across_.weights.data();
  const auto sums_of = [&](int i) {
    const std::int16_t* const from = low_.data() + first[i];
    const std::int16_t* const weight = weights + static_cast<std::ptrdiff_t>(i) * taps;
    Sums sums = paired(lanes_at(from), lanes_at(weight));
    for (int k = kLanes; k < taps; k += kLanes)
      sums += paired(lanes_at(from + k), lanes_at(weight + k));
    return sums;
  };
  const auto rounded = [](auto sums) {
    return kMiddle8 + ((sums + (1 << (kShift - 1))) >> kShift);
  };
  const auto four_from = [&](int i) {
    return rounded(totals(sums_of(i), sums_of(i + 1), sums_of(i + 2), sums_of(i + 3)));
  };
  int i = 0;
  for (; i + kLanes <= out_.width; i += kLanes)
    put_samples(four_from(i), four_from(i + kLanes / 2), to + i);
  for (; i < out_.width; ++i)
    to[i] = static_cast<std::uint8_t>(std::clamp(rounded(total(sums_of(i))), 0, 255));
}

void PlaneResizer::make_row() {
  add_up(rows_out_);
  std::uint8_t* const to = out_.row(rows_out_++);
  if (across_.taps == kLanes)
    narrow(to, std::integral_constant<int, kLanes>());
  else
    narrow(to, across_.taps);
}

Plane PlaneResizer::take() { return std::move(out_); }

// Sums of many rows lose to rounding what a picture would show: no step is larger than eight to
// one.
Plane shrink(const Plane& plane, Size to) {
  if (to == plane.size()) return plane;
  const Size quarter{std::max(to.width, plane.width / 4), std::max(to.height, plane.height / 4)};
  if (plane.height > 8 * to.height) return shrink(shrink(plane, quarter), to);
  PlaneResizer resizer(plane.size(), to);
  for (int y = 0; y < plane.height; ++y) resizer.add_row(plane.row(y));
  return resizer.take();
}

Planes shrink(const Planes& planes, Size to) {
  return {shrink(planes.luma, to), shrink(planes.blue, halved(to)), shrink(planes.red, halved(to))};
}

}  // namespace imaging
