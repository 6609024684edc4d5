#include "imaging/encode.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <utility>

// After <cstdio>: it needs FILE.
#include <jpeglib.h>
#include <webp/encode.h>

#include "base/hex.h"

namespace imaging {
namespace {

// libjpeg gives no way out of an error but a jump; throwing through its frames is sound where they
// have unwind tables, which the x86-64 and AArch64 ABIs require.
[[noreturn]] void refuse(j_common_ptr info) {
  char words[JMSG_LENGTH_MAX] = {};
  info->err->format_message(info, words);
  throw std::runtime_error(words);
}

// Blocks reach beyond the picture; what stands there is seen in the block's other half, too.
void fill_edge(Plane& plane) {
  for (int y = 0; y < plane.height; ++y) {
    std::uint8_t* const row = plane.row(y);
    std::fill(row + plane.width, row + plane.stride, row[plane.width - 1]);
  }
}

template <class Rows>
void take_rows(Plane& plane, int from, Rows& rows) {
  for (JSAMPROW& row : rows) row = plane.row(std::min(from++, plane.height - 1));
}

class Encoder {
 public:
  Encoder() {
    info_.err = jpeg_std_error(&errors_);
    errors_.error_exit = refuse;
    errors_.output_message = [](j_common_ptr) {};
    jpeg_create_compress(&info_);
    jpeg_mem_dest(&info_, &buffer_, &size_);
  }
  ~Encoder() {
    jpeg_destroy_compress(&info_);
    std::free(buffer_);
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  // Planes as they are: libjpeg then neither turns colours nor halves the differences.
  Bytes encode(Planes planes, int quality) {
    info_.image_width = static_cast<JDIMENSION>(planes.luma.width);
    info_.image_height = static_cast<JDIMENSION>(planes.luma.height);
    info_.input_components = 3;
    info_.in_color_space = JCS_YCbCr;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, quality, TRUE);
    info_.raw_data_in = TRUE;
    jpeg_start_compress(&info_, TRUE);
    for (Plane* plane : {&planes.luma, &planes.blue, &planes.red}) fill_edge(*plane);
    while (info_.next_scanline < info_.image_height) {
      const int y = static_cast<int>(info_.next_scanline);
      std::array<JSAMPROW, 2 * DCTSIZE> luma;
      std::array<JSAMPROW, DCTSIZE> blue, red;
      take_rows(planes.luma, y, luma);
      take_rows(planes.blue, y / 2, blue);
      take_rows(planes.red, y / 2, red);
      std::array<JSAMPARRAY, 3> rows{luma.data(), blue.data(), red.data()};
      jpeg_write_raw_data(&info_, rows.data(), luma.size());
    }
    jpeg_finish_compress(&info_);
    return {buffer_, buffer_ + size_};
  }

 private:
  jpeg_compress_struct info_{};
  jpeg_error_mgr errors_{};
  unsigned char* buffer_ = nullptr;
  unsigned long size_ = 0;
};

}  // namespace

Bytes to_jpeg(Planes planes, int quality) { return Encoder().encode(std::move(planes), quality); }

Bytes to_webp(const Picture& picture, int quality) {
  std::uint8_t* made = nullptr;
  const std::size_t size = WebPEncodeRGB(picture.rgb.data(), picture.width, picture.height,
                                         3 * picture.width, static_cast<float>(quality), &made);
  const std::unique_ptr<std::uint8_t, void (*)(void*)> owner(made, WebPFree);
  if (size == 0) throw std::runtime_error("WebP encoder failed");
  return {made, made + size};
}

std::string base64_of(const Bytes& bytes) {
  std::string text = to_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

}  // namespace imaging
