#include "imaging/inspect.h"

#include <array>

namespace imaging {
namespace {

// ISO/IEC 23008-12 names the HEVC brands; `mif1` and `msf1` say "some still picture", and only
// then does an AV1 brand decide against it.
bool is_heic_brand(std::string_view brand) {
  for (const std::string_view known :
       {"heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"})
    if (brand == known) return true;
  return false;
}

bool is_heic(std::string_view head) {
  if (head.size() < 12 || head.substr(4, 4) != "ftyp") return false;
  const auto length = static_cast<std::size_t>(static_cast<unsigned char>(head[2])) << 8 |
                      static_cast<unsigned char>(head[3]);
  const std::string_view brands = head.substr(8, length > 8 ? length - 8 : 0);
  bool still = false;
  for (std::size_t at = 0; at + 4 <= brands.size(); at += 4) {
    if (at == 4) continue;  // the minor version, not a brand
    const std::string_view brand = brands.substr(at, 4);
    if (is_heic_brand(brand)) return true;
    if (brand == "avif" || brand == "avis") return false;
    still |= brand == "mif1" || brand == "msf1";
  }
  return still;
}

}  // namespace

std::string_view media_type_of(Format format) {
  switch (format) {
    case Format::jpeg:
      return "image/jpeg";
    case Format::png:
      return "image/png";
    case Format::webp:
      return "image/webp";
    case Format::heic:
      return "image/heic";
  }
  return "application/octet-stream";
}

std::optional<Format> format_of(std::string_view head) {
  if (head.starts_with("\xff\xd8\xff")) return Format::jpeg;
  if (head.starts_with("\x89PNG\r\n\x1a\n")) return Format::png;
  if (head.starts_with("RIFF") && head.size() >= 12 && head.substr(8, 4) == "WEBP")
    return Format::webp;
  if (is_heic(head)) return Format::heic;
  return std::nullopt;
}

Result<Format> inspect(int fd) {
  Slices file(fd);
  if (file.size() == 0) return error_of(kDamaged);
  const auto format = format_of(file.view(0, kMagicBytes).substr(0, kMagicBytes));
  if (!format) return error_of(kNotAPhoto);
  constexpr std::array checks = {is_whole_jpeg, is_whole_png, is_whole_webp, is_whole_heic};
  if (!checks[static_cast<std::size_t>(*format)](file)) return error_of(kDamaged);
  return *format;
}

}  // namespace imaging
