#include "imaging/resize.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace imaging {
namespace {

constexpr double kLobes = 3;

// Sums kept side by side, so that the processor need not wait for one addition to begin the next.
constexpr std::size_t kAtOnce = 4;
constexpr int padded(int count) { return (count + 3) / 4 * 4; }

double lanczos(double x) {
  x = std::abs(x);
  if (x < 1e-9) return 1;
  if (x >= kLobes) return 0;
  const double px = std::numbers::pi * x;
  return kLobes * std::sin(px) * std::sin(px / kLobes) / (px * px);
}

// Lanczos swings below black and above white next to hard edges. (lround is a call for each byte;
// that this rounds negatives otherwise is clamped away.)
std::uint8_t to_byte(float value) {
  const int rounded = static_cast<int>(value + 0.5F);  // NOLINT(bugprone-incorrect-roundings)
  return static_cast<std::uint8_t>(std::clamp(rounded, 0, 255));
}

template <class Pixel>
void store(const Pixel& pixel, std::uint8_t* rgb) {
  for (int c = 0; c < 3; ++c) rgb[c] = to_byte(pixel[c]);
}

}  // namespace

Resizer::Axis::Axis(int from, int to) : length(from), first(static_cast<std::size_t>(to)) {
  const double scale = static_cast<double>(from) / to;
  taps = padded(static_cast<int>(std::ceil(2 * kLobes * scale)) + 1);
  weights.resize(static_cast<std::size_t>(to) * static_cast<std::size_t>(taps));
  std::vector<double> raw(static_cast<std::size_t>(taps));
  float* out = weights.data();
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * scale - 0.5;
    const int start = std::max(0, static_cast<int>(std::ceil(centre - kLobes * scale)));
    first[static_cast<std::size_t>(i)] = start;
    double sum = 0;
    for (int k = 0; k < taps; ++k) {
      const int pixel = start + k;
      const double weight = pixel < from ? lanczos((pixel - centre) / scale) : 0;
      raw[static_cast<std::size_t>(k)] = weight;
      sum += weight;
    }
    for (const double weight : raw) *out++ = static_cast<float>(weight / sum);
  }
}

int Resizer::Axis::last(int i) const {
  return std::min(length, first[static_cast<std::size_t>(i)] + taps) - 1;
}

Resizer::Resizer(Size from, Size to)
    : across_(from.width, to.width),
      down_(from.height, to.height),
      wide_(static_cast<std::size_t>(from.width + across_.taps)),
      ring_width_(static_cast<std::size_t>(padded(to.width))),
      ring_(ring_width_ * static_cast<std::size_t>(down_.taps)),
      out_(to.width, to.height) {}

void Resizer::add_row(const std::uint8_t* rgb) {
  for (int x = 0; x < across_.length; ++x, rgb += 3)
    wide_[static_cast<std::size_t>(x)] = Pixel{
        static_cast<float>(rgb[0]), static_cast<float>(rgb[1]), static_cast<float>(rgb[2]), 0};
  const auto taps = static_cast<std::size_t>(across_.taps);
  Pixel* narrow = ring_.data() + static_cast<std::size_t>(rows_in_ % down_.taps) * ring_width_;
  const float* weight = across_.weights.data();
  for (const int first : across_.first) {
    const Pixel* const from = wide_.data() + first;
    Pixel a{}, b{}, c{}, d{};
    for (std::size_t k = 0; k < taps; k += kAtOnce) {
      a += from[k] * weight[k];
      b += from[k + 1] * weight[k + 1];
      c += from[k + 2] * weight[k + 2];
      d += from[k + 3] * weight[k + 3];
    }
    *narrow++ = (a + b) + (c + d);
    weight += taps;
  }
  ++rows_in_;
  while (rows_out_ < out_.height && down_.last(rows_out_) < rows_in_) make_row();
}

void Resizer::make_row() {
  const auto row = static_cast<std::size_t>(rows_out_);
  const auto taps = static_cast<std::size_t>(down_.taps);
  const float* const weights = down_.weights.data() + row * taps;
  std::vector<const Pixel*> rows(taps);
  for (std::size_t k = 0; k < taps; ++k)
    rows[k] = ring_.data() + (static_cast<std::size_t>(down_.first[row]) + k) % taps * ring_width_;
  std::vector<Pixel> sums(ring_width_);
  const Pixel* const* const from = rows.data();
  for (std::size_t x = 0; x < ring_width_; x += kAtOnce) {
    Pixel a{}, b{}, c{}, d{};
    for (std::size_t k = 0; k < taps; ++k) {
      const float weight = weights[k];
      const Pixel* const pixels = from[k] + x;
      a += pixels[0] * weight;
      b += pixels[1] * weight;
      c += pixels[2] * weight;
      d += pixels[3] * weight;
    }
    sums[x] = a;
    sums[x + 1] = b;
    sums[x + 2] = c;
    sums[x + 3] = d;
  }
  std::uint8_t* to = out_.row(rows_out_++);
  const Pixel* sum = sums.data();
  for (int x = 0; x < out_.width; ++x, to += 3) store(*sum++, to);
}

Picture Resizer::take() { return std::move(out_); }

Picture shrink(const Picture& picture, Size to) {
  if (to == Size{picture.width, picture.height}) return picture;
  Resizer resizer({picture.width, picture.height}, to);
  for (int y = 0; y < picture.height; ++y) resizer.add_row(picture.row(y));
  return resizer.take();
}

}  // namespace imaging
