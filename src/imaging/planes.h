// Inside imaging: a picture as JPEG stores it, and what is done with it without turning it to RGB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "imaging/picture.h"

namespace imaging {

// Samples of one kind. Rows are padded to whole blocks of JPEG; what stands there is no picture.
struct Plane {
  int width = 0;
  int height = 0;
  std::size_t stride = 0;
  std::vector<std::uint8_t> samples;

  Plane() = default;
  explicit Plane(Size size)
      : width(size.width),
        height(size.height),
        stride((static_cast<std::size_t>(size.width) + 15) / 16 * 16),
        samples(stride * static_cast<std::size_t>(size.height)) {}

  std::uint8_t* row(int y) { return samples.data() + stride * static_cast<std::size_t>(y); }
  const std::uint8_t* row(int y) const {
    return samples.data() + stride * static_cast<std::size_t>(y);
  }
  Size size() const { return {width, height}; }
};

// Luma and the two colour differences (ITU-R BT.601, full range), these at half the size both
// ways.
struct Planes {
  Plane luma;
  Plane blue;
  Plane red;

  Size size() const { return luma.size(); }
};

// Of the colour differences of a picture of this size.
inline Size halved(Size size) { return {(size.width + 1) / 2, (size.height + 1) / 2}; }

Planes planes_of(const Picture& picture);

// The rows from `top` on, which is even.
Picture rgb_of(const Planes& planes, int top = 0);

// Puts a picture of the same width over the rows from `top` on, which is even.
void put(Planes& onto, const Picture& picture, int top);

// As upright() of a Picture.
Planes upright(Planes planes, int orientation);

}  // namespace imaging
