#include "imaging/planes.h"

#include <algorithm>
#include <utility>

namespace imaging {
namespace {

// In 1/65536, rounded.
constexpr int kOne = 16;
constexpr int kHalf = 1 << (kOne - 1);
constexpr int kMiddle = 128;

std::uint8_t clamped(int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

std::uint8_t luma_from(const std::uint8_t* rgb) {
  return clamped((19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2] + kHalf) >> kOne);
}

// The mean colour differences of up to 2 × 2 pixels; at an odd edge pixels count twice.
void put_difference(Planes& onto, const Picture& picture, int x, int y, int top) {
  const int right = std::min(2 * x + 1, picture.width - 1);
  const int below = std::min(2 * y + 1, picture.height - 1);
  int red = 0, green = 0, blue = 0;
  for (const std::uint8_t* pixel : {picture.row(2 * y) + 6 * x, picture.row(2 * y) + 3 * right,
                                    picture.row(below) + 6 * x, picture.row(below) + 3 * right}) {
    red += pixel[0];
    green += pixel[1];
    blue += pixel[2];
  }
  const auto difference = [](int sum) {
    return clamped(kMiddle + ((sum + 2 * kHalf) >> (kOne + 2)));
  };
  onto.blue.row(top / 2 + y)[x] = difference(-11059 * red - 21709 * green + 32768 * blue);
  onto.red.row(top / 2 + y)[x] = difference(32768 * red - 27439 * green - 5329 * blue);
}

Plane turned(const Plane& plane, int orientation) {
  const bool swapped = orientation >= 5;
  const bool from_right =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Plane out(swapped ? Size{plane.height, plane.width} : plane.size());
  const auto stride = static_cast<std::ptrdiff_t>(plane.stride);
  const std::ptrdiff_t right = from_right ? -1 : 1;
  const std::ptrdiff_t down = from_bottom ? -stride : stride;
  const std::uint8_t* const corner =
      plane.row(from_bottom ? plane.height - 1 : 0) + (from_right ? plane.width - 1 : 0);
  for (int y = 0; y < out.height; ++y) {
    const std::uint8_t* from = corner + y * (swapped ? right : down);
    std::uint8_t* const to = out.row(y);
    for (int x = 0; x < out.width; ++x, from += swapped ? down : right) to[x] = *from;
  }
  return out;
}

}  // namespace

void put(Planes& onto, const Picture& picture, int top) {
  for (int y = 0; y < picture.height; ++y) {
    const std::uint8_t* rgb = picture.row(y);
    std::uint8_t* const to = onto.luma.row(top + y);
    for (int x = 0; x < picture.width; ++x, rgb += 3) to[x] = luma_from(rgb);
  }
  const Size half = halved({picture.width, picture.height});
  for (int y = 0; y < half.height; ++y)
    for (int x = 0; x < half.width; ++x) put_difference(onto, picture, x, y, top);
}

Planes planes_of(const Picture& picture) {
  const Size size{picture.width, picture.height};
  Planes planes{Plane(size), Plane(halved(size)), Plane(halved(size))};
  put(planes, picture, 0);
  return planes;
}

Picture rgb_of(const Planes& planes, int top) {
  Picture picture(planes.luma.width, planes.luma.height - top);
  for (int y = 0; y < picture.height; ++y) {
    const std::uint8_t* const luma = planes.luma.row(top + y);
    const std::uint8_t* const blue = planes.blue.row((top + y) / 2);
    const std::uint8_t* const red = planes.red.row((top + y) / 2);
    std::uint8_t* to = picture.row(y);
    for (int x = 0; x < picture.width; ++x, to += 3) {
      const int b = blue[x / 2] - kMiddle;
      const int r = red[x / 2] - kMiddle;
      to[0] = clamped(luma[x] + ((91881 * r + kHalf) >> kOne));
      to[1] = clamped(luma[x] + ((-22554 * b - 46802 * r + kHalf) >> kOne));
      to[2] = clamped(luma[x] + ((116130 * b + kHalf) >> kOne));
    }
  }
  return picture;
}

Planes upright(Planes planes, int orientation) {
  if (orientation <= 1 || orientation > 8) return planes;
  return {turned(planes.luma, orientation), turned(planes.blue, orientation),
          turned(planes.red, orientation)};
}

}  // namespace imaging
