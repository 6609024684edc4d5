#include "imaging/encode.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

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

  Bytes encode(const Picture& picture, int quality) {
    info_.image_width = static_cast<JDIMENSION>(picture.width);
    info_.image_height = static_cast<JDIMENSION>(picture.height);
    info_.input_components = 3;
    info_.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, quality, TRUE);
    info_.optimize_coding = TRUE;
    jpeg_start_compress(&info_, TRUE);
    while (info_.next_scanline < info_.image_height) {
      // The interface is older than const; the row is only read.
      auto* row = const_cast<JSAMPROW>(picture.row(static_cast<int>(info_.next_scanline)));
      jpeg_write_scanlines(&info_, &row, 1);
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

Bytes to_jpeg(const Picture& picture, int quality) { return Encoder().encode(picture, quality); }

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
