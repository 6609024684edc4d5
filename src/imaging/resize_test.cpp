#include "imaging/resize.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "imaging/measure.h"

using namespace imaging;

namespace {

Picture filled(Size size, std::uint8_t value) {
  Picture picture(size.width, size.height);
  std::fill(picture.rgb.begin(), picture.rgb.end(), value);
  return picture;
}

// Red grows from left to right, green from top to bottom.
Picture ramp(Size size) {
  Picture picture(size.width, size.height);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      picture.row(y)[3 * x] = static_cast<std::uint8_t>(255 * x / std::max(1, size.width - 1));
      picture.row(y)[3 * x + 1] = static_cast<std::uint8_t>(255 * y / std::max(1, size.height - 1));
    }
  return picture;
}

}  // namespace

TEST_CASE("a picture keeps its shape and is never enlarged") {
  CHECK(fit({4000, 3000}, 1920) == Size{1920, 1440});
  CHECK(fit({3000, 4000}, 1920) == Size{1440, 1920});
  CHECK(fit({640, 480}, 1920) == Size{640, 480});
  CHECK(fit({20'000, 3}, 1920) == Size{1920, 1});
}

TEST_CASE("an even picture stays even at every size, from one pixel on") {
  for (const Size from : {Size{1, 1}, Size{7, 3}, Size{100, 75}, Size{2000, 9}, Size{9, 2000}}) {
    for (const int side : {1, 5, 20, 64}) {
      const Size to = fit(from, side);
      CAPTURE(from.width);
      CAPTURE(to.width);
      const Picture small = shrink(filled(from, 200), to);
      CHECK(small.rgb == filled(to, 200).rgb);
    }
  }
}

TEST_CASE("colours stay where they are when a picture shrinks") {
  const Picture small = shrink(ramp({1000, 800}), {100, 80});
  const Picture wanted = ramp({100, 80});
  int most = 0;
  for (std::size_t i = 0; i < small.rgb.size(); ++i)
    most = std::max(most, std::abs(small.rgb[i] - wanted.rgb[i]));
  CHECK(most <= 4);
}

TEST_CASE("the perceptual hash survives resizing and tells other pictures apart") {
  const auto distance = [](const Picture& a, const Picture& b) {
    const auto bits = [](const Picture& picture) {
      return std::stoull(perceptual_hash_of(planes_of(picture).luma), nullptr, 16);
    };
    return __builtin_popcountll(bits(a) ^ bits(b));
  };
  Picture picture = ramp({1200, 900});
  for (int y = 300; y < 600; ++y) std::fill_n(picture.row(y) + 900, 900, std::uint8_t{20});
  CHECK(distance(picture, shrink(picture, {160, 120})) <= 2);
  CHECK(distance(picture, upright(picture, 3)) > 20);
  CHECK(perceptual_hash_of(planes_of(filled({3, 2}, 9)).luma).size() == 16);
}

TEST_CASE("sharpness falls when a picture is blurred, brightness is its mean") {
  Picture board(200, 200);
  for (int y = 0; y < 200; ++y)
    for (int x = 0; x < 200; ++x)
      std::fill_n(board.row(y) + 3 * x, 3, static_cast<std::uint8_t>((x / 4 + y / 4) % 2 * 200));
  const Picture blurred = shrink(board, {50, 50});
  CHECK(quality_of(planes_of(board).luma).sharpness > 1000);
  CHECK(quality_of(planes_of(filled({200, 200}, 90)).luma).sharpness == doctest::Approx(0));
  CHECK(quality_of(planes_of(board).luma).brightness == doctest::Approx(100));
  CHECK(quality_of(planes_of(blurred).luma).brightness == doctest::Approx(100).epsilon(0.05));
  CHECK(quality_of(planes_of(filled({1, 1}, 90)).luma).brightness == doctest::Approx(90));
}
