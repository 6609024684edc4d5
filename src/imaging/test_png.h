// For the tests of imaging: PNG files of any content, right or wrong.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

#include "imaging/picture.h"

namespace imaging::test {

inline std::string big_endian(std::uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
  return out;
}

inline std::string png_chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const auto crc =
      ::crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + body +
         big_endian(static_cast<std::uint32_t>(crc));
}

// `rows` are filtered scan lines, not yet deflated. Colour type 2 is RGB, 6 RGB with alpha.
inline std::string png_of(Size size, int depth, int colour_type, const std::string& rows,
                          const std::string& extra_chunks = {}) {
  std::string deflated(::compressBound(rows.size()), '\0');
  uLongf bytes = deflated.size();
  ::compress2(reinterpret_cast<Bytef*>(deflated.data()), &bytes,
              reinterpret_cast<const Bytef*>(rows.data()), rows.size(), 1);
  deflated.resize(bytes);
  const std::string head = big_endian(static_cast<std::uint32_t>(size.width)) +
                           big_endian(static_cast<std::uint32_t>(size.height)) +
                           static_cast<char>(depth) + static_cast<char>(colour_type) +
                           std::string(3, '\0');
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", head) + extra_chunks +
         png_chunk("IDAT", deflated) + png_chunk("IEND", "");
}

inline std::string png_of(const Picture& picture) {
  std::string rows;
  for (int y = 0; y < picture.height; ++y) {
    rows += '\0';
    rows.append(reinterpret_cast<const char*>(picture.row(y)),
                3 * static_cast<std::size_t>(picture.width));
  }
  return png_of({picture.width, picture.height}, 8, 2, rows);
}

}  // namespace imaging::test
