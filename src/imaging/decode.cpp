#include "imaging/decode.h"

#include <vips/vips.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "imaging/decode_jpeg.h"
#include "imaging/inspect.h"
#include "imaging/resize.h"

namespace imaging {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using Image = std::unique_ptr<VipsImage, Unref>;
using Region = std::unique_ptr<VipsRegion, Unref>;

constexpr int kStripRows = 32;

[[noreturn]] void refuse() {
  std::string words = vips_error_buffer();
  vips_error_clear();
  std::replace(words.begin(), words.end(), '\n', ' ');
  while (words.ends_with(' ')) words.pop_back();
  const bool memory = words.find("emory") != words.npos;  // "out of memory", "Memory allocation"
  if (memory) throw OutOfMemory(words);
  throw Refused(words.empty() ? "the decoder gives no reason" : words);
}

// Calls a vips operation that fills its last argument.
template <class Operation>
Image made(Operation&& operation) {
  VipsImage* out = nullptr;
  if (operation(&out) != 0) refuse();
  return Image(out);
}

Image load(std::string_view file, Format format, int shrink) {
  // Vips takes void* but reads only.
  void* const data = const_cast<char*>(file.data());
  const std::size_t size = file.size();
  const auto access = VIPS_ACCESS_SEQUENTIAL;
  const auto fail_on = VIPS_FAIL_ON_TRUNCATED;
  return made([&](VipsImage** out) {
    switch (format) {
      case Format::jpeg:
        return vips_jpegload_buffer(data, size, out, "shrink", shrink, "access", access, "fail_on",
                                    fail_on, nullptr);
      case Format::png:
        return vips_pngload_buffer(data, size, out, "access", access, "fail_on", fail_on, nullptr);
      case Format::webp:
        return vips_webpload_buffer(data, size, out, "access", access, "fail_on", fail_on, nullptr);
      case Format::heic:
        return vips_heifload_buffer(data, size, out, "access", access, "fail_on", fail_on, nullptr);
    }
    return -1;
  });
}

std::string blob_of(VipsImage* image, const char* name) {
  const void* data = nullptr;
  std::size_t size = 0;
  if (vips_image_get_typeof(image, name) == 0) return {};
  if (vips_image_get_blob(image, name, &data, &size) != 0) return {};
  return {static_cast<const char*>(data), size};
}

// Most phones' profile is sRGB under some name; converting it would cost 30 ms and change nothing.
bool is_srgb(std::string_view profile) {
  using namespace std::string_view_literals;
  return profile.find("sRGB") != profile.npos || profile.find("\0s\0R\0G\0B"sv) != profile.npos;
}

bool is_plain(VipsImage* image) {
  return image->Bands == 3 && image->BandFmt == VIPS_FORMAT_UCHAR &&
         image->Type == VIPS_INTERPRETATION_sRGB;
}

// Grey, transparent, 16-bit and CMYK pictures become 8-bit RGB, still row by row.
Image plain(Image image) {
  if (image->Type == VIPS_INTERPRETATION_CMYK &&
      vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME))
    image = made([&](VipsImage** out) {
      return vips_icc_transform(image.get(), out, "srgb", "embedded", TRUE, nullptr);
    });
  if (vips_image_hasalpha(image.get()) != 0) {
    const bool deep = image->BandFmt == VIPS_FORMAT_USHORT;
    const std::unique_ptr<VipsArrayDouble, void (*)(void*)> white(
        vips_array_double_newv(1, deep ? 65535.0 : 255.0),
        [](void* area) { vips_area_unref(static_cast<VipsArea*>(area)); });
    image = made([&](VipsImage** out) {
      return vips_flatten(image.get(), out, "background", white.get(), nullptr);
    });
  }
  image = made([&](VipsImage** out) {
    return vips_colourspace(image.get(), out, VIPS_INTERPRETATION_sRGB, nullptr);
  });
  if (image->BandFmt != VIPS_FORMAT_UCHAR)
    image = made([&](VipsImage** out) { return vips_cast_uchar(image.get(), out, nullptr); });
  if (image->Bands != 3) throw Refused(fmt::format("{} colour bands", image->Bands));
  return image;
}

// Pulls the picture through row by row, on this thread: vips would start threads of its own.
template <class TakeRow>
void each_row(VipsImage* image, TakeRow&& take_row) {
  const Region region(vips_region_new(image));
  for (int y = 0; y < image->Ysize; y += kStripRows) {
    const VipsRect strip{0, y, image->Xsize, std::min(kStripRows, image->Ysize - y)};
    if (vips_region_prepare(region.get(), &strip) != 0) refuse();
    for (int i = 0; i < strip.height; ++i) take_row(VIPS_REGION_ADDR(region.get(), 0, y + i));
  }
}

Picture pixels_of(VipsImage* image, Size size) {
  if (size == Size{image->Xsize, image->Ysize}) {
    Picture picture(size.width, size.height);
    auto to = picture.rgb.begin();
    each_row(image, [&](const VipsPel* row) { to = std::copy_n(row, 3 * size.width, to); });
    return picture;
  }
  Resizer resizer({image->Xsize, image->Ysize}, size);
  each_row(image, [&](const VipsPel* row) { resizer.add_row(row); });
  return resizer.take();
}

// Colours as the profile means them. A profile that cannot be used costs the colours, not the
// photo.
Picture in_srgb(Picture picture, const std::string& profile) {
  if (profile.empty() || is_srgb(profile)) return picture;
  try {
    const Image image(vips_image_new_from_memory(picture.rgb.data(), picture.rgb.size(),
                                                 picture.width, picture.height, 3,
                                                 VIPS_FORMAT_UCHAR));
    image->Type = VIPS_INTERPRETATION_sRGB;
    vips_image_set_blob_copy(image.get(), VIPS_META_ICC_NAME, profile.data(), profile.size());
    const Image converted = made([&](VipsImage** out) {
      return vips_icc_transform(image.get(), out, "srgb", "embedded", TRUE, nullptr);
    });
    return is_plain(converted.get()) ? pixels_of(converted.get(), {picture.width, picture.height})
                                     : picture;
  } catch (const Refused&) {
    return picture;
  }
}

// The decoder's own shrinking by 2, 4 or 8, as long as at least the wanted size is left.
int shrink_for(Size size, int side) {
  int shrink = 8;
  while (shrink > 1 && std::max(size.width, size.height) / shrink < side) shrink /= 2;
  return shrink;
}

// Vips would load every module there is (PDF, ImageMagick, …); only HEIF is wanted.
void start_vips() {
  ::setenv("VIPSHOME", "/nonexistent", 1);  // NOLINT(concurrency-mt-unsafe): no threads yet
  if (VIPS_INIT("asbuilt") != 0) throw std::runtime_error(vips_error_buffer());
  const std::string heif = fmt::format("{}/vips-modules-{}.{}/vips-heif.so", ASBUILT_VIPS_LIBDIR,
                                       VIPS_MAJOR_VERSION, VIPS_MINOR_VERSION);
  if (vips_type_find("VipsOperation", "heifload_buffer") == 0 &&
      g_module_open(heif.c_str(), G_MODULE_BIND_LAZY) == nullptr)
    log_warn("HEIC photos cannot be developed: the decoder is missing", {{"module", heif}});
}

}  // namespace

void start_decoders() {
  g_log_set_default_handler([](const char*, GLogLevelFlags, const char*, void*) {}, nullptr);
  start_vips();
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  vips_block_untrusted_set(TRUE);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const char* loader : {"VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer",
                             "VipsForeignLoadWebpBuffer", "VipsForeignLoadHeifBuffer"})
    vips_operation_block_set(loader, FALSE);
}

Decoded decode(std::string_view file, int side, std::uint64_t pixels_max) {
  const auto format = format_of(file.substr(0, kMagicBytes));
  if (!format) throw Refused("not a photo");
  Image image = load(file, *format, 1);
  const Size stored{image->Xsize, image->Ysize};
  const auto pixels =
      static_cast<std::uint64_t>(stored.width) * static_cast<std::uint64_t>(stored.height);
  if (pixels > pixels_max)
    throw Refused(
        fmt::format("{} × {} pixels, more than {}", stored.width, stored.height, pixels_max));
  const int orientation = vips_image_get_orientation(image.get());
  const std::string exif = blob_of(image.get(), VIPS_META_EXIF_NAME);
  const std::string profile = blob_of(image.get(), VIPS_META_ICC_NAME);
  const bool rgb = is_plain(image.get());
  const int shrink = *format == Format::jpeg ? shrink_for(stored, side) : 1;
  const Size size = fit(stored, side);
  std::optional<Planes> planes;
  if (*format == Format::jpeg && rgb && (profile.empty() || is_srgb(profile)))
    planes = decode_jpeg(file, size, shrink);
  if (!planes) {
    if (shrink > 1) image = load(file, *format, shrink);
    if (!rgb) image = plain(std::move(image));
    Picture picture = pixels_of(image.get(), size);
    if (rgb) picture = in_srgb(std::move(picture), profile);
    planes = planes_of(picture);
  }
  return {upright(std::move(*planes), orientation),
          orientation >= 5 ? Size{stored.height, stored.width} : stored, exif};
}

}  // namespace imaging
