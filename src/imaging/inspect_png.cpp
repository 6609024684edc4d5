// PNG as ISO/IEC 15948 lays it out: chunks, each with its CRC, IHDR first, IEND last.
#include <zlib.h>

#include "imaging/inspect.h"

namespace imaging {
namespace {

constexpr std::uint64_t kSignatureBytes = 8;
constexpr std::uint64_t kAroundData = 12;  // length, type, CRC
constexpr std::uint64_t kHeaderBytes = 13;

// Of a chunk's type and data.
std::uint64_t crc_of(Slices& file, std::uint64_t at, std::uint64_t bytes) {
  uLong crc = ::crc32(0, nullptr, 0);
  while (bytes > 0) {
    const auto data = file.view(at).substr(0, bytes);
    if (data.empty()) break;
    crc = ::crc32(crc, reinterpret_cast<const Bytef*>(data.data()), static_cast<uInt>(data.size()));
    at += data.size();
    bytes -= data.size();
  }
  return crc;
}

}  // namespace

bool is_whole_png(Slices& file) {
  bool data = false;
  for (std::uint64_t at = kSignatureBytes; !file.cut();) {
    const std::uint64_t length = file.big(at, 4);
    const std::uint64_t name = file.big(at + 4, 4);
    if (file.cut() || at + length + kAroundData > file.size()) return false;
    const bool first = at == kSignatureBytes;
    if (first != (name == tag("IHDR"))) return false;
    if (first && (length != kHeaderBytes || file.big(at + 8, 4) == 0 || file.big(at + 12, 4) == 0))
      return false;
    if (crc_of(file, at + 4, length + 4) != file.big(at + 8 + length, 4)) return false;
    data |= name == tag("IDAT") && length > 0;
    if (name == tag("IEND")) return data && length == 0;
    at += length + kAroundData;
  }
  return false;
}

}  // namespace imaging
