// Inside imaging: a decoded picture in memory, and turning it upright.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace imaging {

// 8-bit sRGB, three bytes a pixel, rows without padding.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;

  Picture() = default;
  Picture(int w, int h) : width(w), height(h), rgb(3 * static_cast<std::size_t>(w) * at_least(h)) {}

  std::uint8_t* row(int y) { return rgb.data() + offset(y); }
  const std::uint8_t* row(int y) const { return rgb.data() + offset(y); }

 private:
  static std::size_t at_least(int h) { return static_cast<std::size_t>(h); }
  std::size_t offset(int y) const {
    return 3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(y);
  }
};

struct Size {
  int width = 0;
  int height = 0;
  bool operator==(const Size&) const = default;
};

// The largest size of the same shape that fits a square of `side` pixels; never enlarged.
Size fit(Size size, int side);

// As seen when the camera was held in the way the EXIF orientation (1–8) says.
Picture upright(Picture picture, int orientation);

}  // namespace imaging
