// WebP as RFC 9649 lays it out: one RIFF of exactly its size, chunks that fill it.
#include "imaging/inspect.h"

namespace imaging {
namespace {

constexpr std::uint64_t kRiffHead = 12;
constexpr std::uint64_t kChunkHead = 8;

// The key frame's start code (RFC 6386 section 9.1) or the lossless signature.
bool is_picture(Slices& file, std::uint64_t name, std::uint64_t at, std::uint64_t length) {
  if (name == tag("VP8 ")) return length > 10 && file.big(at + 3, 3) == 0x9d012a;
  if (name == tag("VP8L")) return length > 5 && file.big(at, 1) == 0x2f;
  return name == tag("ANMF");  // a frame of a moving picture: the decoder takes the first
}

}  // namespace

bool is_whole_webp(Slices& file) {
  const std::uint64_t end = file.little(4, 4) + kChunkHead;
  if (end > file.size() || end % 2 != 0) return false;
  const std::uint64_t first = file.big(kRiffHead, 4);
  if (first != tag("VP8 ") && first != tag("VP8L") && first != tag("VP8X")) return false;
  bool picture = false;
  std::uint64_t at = kRiffHead;
  while (at < end) {
    if (at + kChunkHead > end) return false;
    const std::uint64_t name = file.big(at, 4);
    const std::uint64_t length = file.little(at + 4, 4);
    if (at + kChunkHead + length > end) return false;
    picture |= is_picture(file, name, at + kChunkHead, length);
    at += kChunkHead + length + length % 2;
  }
  return at == end && picture && !file.cut();
}

}  // namespace imaging
