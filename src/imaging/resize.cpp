#include "imaging/resize.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace imaging {
namespace {

constexpr double kLobes = 3;

double lanczos(double x) {
  x = std::abs(x);
  if (x < 1e-9) return 1;
  if (x >= kLobes) return 0;
  const double px = std::numbers::pi * x;
  return kLobes * std::sin(px) * std::sin(px / kLobes) / (px * px);
}

std::uint8_t to_byte(float value) {
  return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
}

}  // namespace

Resizer::Axis::Axis(int from, int to)
    : first(static_cast<std::size_t>(to)), count(static_cast<std::size_t>(to)) {
  const double scale = static_cast<double>(from) / to;
  taps = std::min(from, static_cast<int>(std::ceil(2 * kLobes * scale)) + 1);
  weights.resize(static_cast<std::size_t>(to) * static_cast<std::size_t>(taps));
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * scale - 0.5;
    const int low = std::max(0, static_cast<int>(std::ceil(centre - kLobes * scale)));
    const int high = std::min(from - 1, static_cast<int>(std::floor(centre + kLobes * scale)));
    const auto at = static_cast<std::size_t>(i);
    first[at] = low;
    count[at] = std::min(taps, high - low + 1);
    float* const out = weights.data() + at * static_cast<std::size_t>(taps);
    double sum = 0;
    for (int k = 0; k < count[at]; ++k) sum += lanczos((low + k - centre) / scale);
    for (int k = 0; k < count[at]; ++k)
      out[k] = static_cast<float>(lanczos((low + k - centre) / scale) / sum);
  }
}

Resizer::Span Resizer::Axis::span(int i) const {
  const auto at = static_cast<std::size_t>(i);
  return {first[at], count[at], weights.data() + at * static_cast<std::size_t>(taps)};
}

Resizer::Resizer(Size from, Size to)
    : from_(from),
      across_(from.width, to.width),
      down_(from.height, to.height),
      wide_(static_cast<std::size_t>(from.width)),
      ring_(static_cast<std::size_t>(to.width) * static_cast<std::size_t>(down_.taps)),
      sums_(static_cast<std::size_t>(to.width)),
      out_(to.width, to.height) {}

void Resizer::add_row(const std::uint8_t* rgb) {
  for (Pixel& pixel : wide_) {
    pixel = Pixel{static_cast<float>(rgb[0]), static_cast<float>(rgb[1]),
                  static_cast<float>(rgb[2]), 0};
    rgb += 3;
  }
  const auto width = static_cast<std::size_t>(out_.width);
  Pixel* narrow = ring_.data() + static_cast<std::size_t>(rows_in_ % down_.taps) * width;
  for (int x = 0; x < out_.width; ++x) {
    const Span span = across_.span(x);
    const Pixel* from = wide_.data() + span.first;
    Pixel sum = from[0] * span.weights[0];
    for (int k = 1; k < span.count; ++k) sum += from[k] * span.weights[k];
    *narrow++ = sum;
  }
  ++rows_in_;
  while (rows_out_ < out_.height) {
    const Span span = down_.span(rows_out_);
    if (span.first + span.count > rows_in_) break;
    make_row(span);
  }
}

void Resizer::make_row(const Span& span) {
  const auto width = static_cast<std::size_t>(out_.width);
  std::fill(sums_.begin(), sums_.end(), Pixel{});
  for (int k = 0; k < span.count; ++k) {
    const Pixel* from =
        ring_.data() + static_cast<std::size_t>((span.first + k) % down_.taps) * width;
    const float weight = span.weights[k];
    for (std::size_t x = 0; x < width; ++x) sums_[x] += from[x] * weight;
  }
  std::uint8_t* to = out_.row(rows_out_++);
  for (const Pixel& sum : sums_) {
    for (int c = 0; c < 3; ++c) *to++ = to_byte(sum[c]);
  }
}

Picture Resizer::take() { return std::move(out_); }

Picture shrink(const Picture& picture, Size to) {
  if (to == Size{picture.width, picture.height}) return picture;
  Resizer resizer({picture.width, picture.height}, to);
  for (int y = 0; y < picture.height; ++y) resizer.add_row(picture.row(y));
  return resizer.take();
}

}  // namespace imaging
