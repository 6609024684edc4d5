#include "imaging/decode_jpeg.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

// After <cstdio>: they need FILE.
#include <jpeglib.h>

#include <jerror.h>
extern "C" {
#include <jpegint.h>
}

#include "imaging/decode.h"
#include "imaging/resize_plane.h"

namespace imaging {
namespace {

// As in the encoder: the only way out of libjpeg, sound where frames have unwind tables.
[[noreturn]] void give_up(j_common_ptr info) {
  std::array<char, JMSG_LENGTH_MAX> words{};
  info->err->format_message(info, words.data());
  if (info->err->msg_code == JERR_OUT_OF_MEMORY) throw OutOfMemory(words.data());
  throw Refused(words.data());
}

// What libjpeg only warns of is shown as far as it goes, but for a file that ends too soon.
void warn(j_common_ptr info, int level) {
  if (level < 0 && info->err->msg_code == JWRN_JPEG_EOF) give_up(info);
}

// One component's way into its plane.
class Channel {
 public:
  Channel(const jpeg_component_info& info, int rows, Size to)
      : height_(static_cast<int>(info.downsampled_height)),
        rows_at_once_(rows),
        stride_(static_cast<std::size_t>(info.width_in_blocks) * DCTSIZE),
        samples_(stride_ * static_cast<std::size_t>(rows)),
        resizer_({static_cast<int>(info.downsampled_width), height_}, to) {
    for (int y = 0; y < rows; ++y)
      rows_.push_back(samples_.data() + stride_ * static_cast<std::size_t>(y));
  }

  JSAMPARRAY rows() { return rows_.data(); }
  void pass_on() {
    for (int y = 0; y < rows_at_once_; ++y) resizer_.add_row(rows_[static_cast<std::size_t>(y)]);
  }
  Plane take() { return resizer_.take(); }

 private:
  int height_;
  int rows_at_once_;
  std::size_t stride_;
  std::vector<JSAMPLE> samples_;
  std::vector<JSAMPROW> rows_;
  PlaneResizer resizer_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view file) {
    info_.err = jpeg_std_error(&errors_);
    errors_.error_exit = give_up;
    errors_.emit_message = warn;
    errors_.output_message = [](j_common_ptr) {};
    jpeg_create_decompress(&info_);
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(file.data()), file.size());
  }
  ~Decoder() { jpeg_destroy_decompress(&info_); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  std::optional<Planes> decode(Size to, int shrink) {
    jpeg_read_header(&info_, TRUE);
    if (info_.num_components != 3 || info_.jpeg_color_space != JCS_YCbCr) return std::nullopt;
    info_.out_color_space = JCS_YCbCr;
    info_.raw_data_out = TRUE;
    info_.scale_num = 1;
    info_.scale_denom = static_cast<unsigned>(shrink);
    jpeg_start_decompress(&info_);
    shrink_differences(halved(to));
    std::vector<Channel> channels;
    for (int n = 0; n < 3; ++n) {
      const jpeg_component_info& component = info_.comp_info[n];
      const int rows = component.v_samp_factor * component.DCT_scaled_size;
      channels.emplace_back(component, rows, n == 0 ? to : halved(to));
    }
    read(channels);
    return Planes{channels[0].take(), channels[1].take(), channels[2].take()};
  }

 private:
  // libjpeg enlarges differences that are stored at half the size by shrinking them less than luma:
  // four times the samples, only to be shrunk by us. TurboJPEG has the same way out.
  void shrink_differences(Size to) {
    const int least = info_.min_DCT_scaled_size;
    for (int n = 1; n < 3; ++n) {
      jpeg_component_info& component = info_.comp_info[n];
      const auto shrunk = [&](JDIMENSION length) {
        const auto by = static_cast<JDIMENSION>(component.DCT_scaled_size / least);
        return (length + by - 1) / by;
      };
      const JDIMENSION width = shrunk(component.downsampled_width);
      const JDIMENSION height = shrunk(component.downsampled_height);
      if (width < static_cast<JDIMENSION>(to.width) || height < static_cast<JDIMENSION>(to.height))
        continue;
      component.downsampled_width = width;
      component.downsampled_height = height;
      component.DCT_scaled_size = least;
      component.MCU_sample_width = component.MCU_width * least;
    }
    info_.idct->start_pass(&info_);  // chooses by size
  }

  void read(std::vector<Channel>& channels) {
    std::array<JSAMPARRAY, 3> rows{channels[0].rows(), channels[1].rows(), channels[2].rows()};
    const auto at_once =
        static_cast<JDIMENSION>(info_.max_v_samp_factor * info_.min_DCT_scaled_size);
    while (info_.output_scanline < info_.output_height) {
      jpeg_read_raw_data(&info_, rows.data(), at_once);
      for (Channel& channel : channels) channel.pass_on();
    }
    jpeg_finish_decompress(&info_);
  }

  jpeg_decompress_struct info_{};
  jpeg_error_mgr errors_{};
};

}  // namespace

std::optional<Planes> decode_jpeg(std::string_view file, Size to, int shrink) {
  return Decoder(file).decode(to, shrink);
}

}  // namespace imaging
