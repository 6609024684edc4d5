#include "imaging/planes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

// After <cstdio>: it needs FILE.
#include <jpeglib.h>

#include "imaging/resize.h"
#include "imaging/resize_plane.h"
#include "imaging/test_files.h"

using namespace imaging;
using test::difference;

namespace {

// Red grows from left to right, green from top to bottom.
Picture sunset(Size size) {
  Picture picture(size.width, size.height);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      picture.row(y)[3 * x] = static_cast<std::uint8_t>(255 * x / std::max(1, size.width - 1));
      picture.row(y)[3 * x + 1] = static_cast<std::uint8_t>(255 * y / std::max(1, size.height - 1));
    }
  return picture;
}

struct Sampling {
  int across, down;  // luma samples for one of the colour differences
};

std::string jpeg_of(Picture picture, Sampling sampling, bool progressive) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(picture.width);
  info.image_height = static_cast<JDIMENSION>(picture.height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 95, TRUE);
  info.comp_info[0].h_samp_factor = sampling.across;
  info.comp_info[0].v_samp_factor = sampling.down;
  if (progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = picture.row(static_cast<int>(info.next_scanline));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&info);
  std::free(bytes);
  return file;
}

}  // namespace

TEST_CASE("a JPEG shows its colours whatever its sampling, its size and its coding") {
  (void)test::seen(jpeg_of(sunset({8, 8}), {1, 1}, false));  // starts the decoders
  for (const Size size : {Size{1, 1}, Size{333, 217}, Size{250, 401}, Size{2501, 1801}}) {
    for (const Sampling sampling :
         {Sampling{1, 1}, Sampling{2, 1}, Sampling{1, 2}, Sampling{2, 2}, Sampling{4, 1}}) {
      for (const bool progressive : {false, true}) {
        CAPTURE(size.width);
        CAPTURE(sampling.across);
        CAPTURE(sampling.down);
        CAPTURE(progressive);
        const std::string file = jpeg_of(sunset(size), sampling, progressive);
        for (const int side : {40, 640}) {
          const Picture shown = rgb_of(decode(file, side, 100'000'000).planes);
          CHECK(difference(shown, sunset(fit(size, side))) < 4);
        }
      }
    }
  }
}

TEST_CASE("planes turn as their picture does") {
  const Picture picture = sunset({64, 48});
  for (int orientation = 1; orientation <= 8; ++orientation) {
    CAPTURE(orientation);
    const Picture turned = rgb_of(upright(planes_of(picture), orientation));
    CHECK(difference(turned, upright(Picture(picture), orientation)) < 4);
  }
}

TEST_CASE("an even plane stays even at every size, from one sample on") {
  for (const Size from : {Size{1, 1}, Size{7, 3}, Size{100, 75}, Size{2000, 9}, Size{9, 2000}}) {
    for (const int value : {0, 1, 128, 254, 255}) {
      Plane plane(from);
      std::ranges::fill(plane.samples, static_cast<std::uint8_t>(value));
      for (const int side : {1, 5, 20, 64}) {
        const Plane small = shrink(plane, fit(from, side));
        for (int y = 0; y < small.height; ++y)
          for (int x = 0; x < small.width; ++x) REQUIRE(int{small.row(y)[x]} == value);
      }
    }
  }
}

TEST_CASE("what is put over the lower rows changes no row above them") {
  Planes planes = planes_of(sunset({30, 20}));
  const Planes before = planes;
  put(planes, Picture(30, 8), 12);
  const auto upper = rgb_of(before).rgb, now = rgb_of(planes).rgb;
  CHECK(std::equal(now.begin(), now.begin() + 30 * 12 * 3, upper.begin()));
  CHECK(std::all_of(now.begin() + 30 * 12 * 3, now.end(), [](int value) { return value == 0; }));
}
