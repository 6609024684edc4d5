#include "imaging/picture.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace imaging {

Size fit(Size size, int side) {
  const int longer = std::max(size.width, size.height);
  if (longer <= side) return size;
  const double scale = static_cast<double>(side) / longer;
  const auto scaled = [&](int edge) {
    return std::max(1, static_cast<int>(std::lround(edge * scale)));
  };
  return {scaled(size.width), scaled(size.height)};
}

Picture upright(Picture picture, int orientation) {
  if (orientation <= 1 || orientation > 8) return picture;
  // EXIF 2.32 table 6: 5–8 swap the axes; which of the stored axes run backwards follows from
  // where row 0 and column 0 are seen.
  const bool swapped = orientation >= 5;
  const bool from_right =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Picture out(swapped ? picture.height : picture.width, swapped ? picture.width : picture.height);
  for (int y = 0; y < out.height; ++y) {
    std::uint8_t* to = out.row(y);
    for (int x = 0; x < out.width; ++x, to += 3) {
      const int column = swapped ? y : x;
      const int line = swapped ? x : y;
      const std::uint8_t* from = picture.row(from_bottom ? picture.height - 1 - line : line) +
                                 3 * (from_right ? picture.width - 1 - column : column);
      std::memcpy(to, from, 3);
    }
  }
  return out;
}

}  // namespace imaging
