// Inside imaging: which format a file claims to be, and one structure check per format.
#pragma once

#include <optional>
#include <string_view>

#include "imaging/imaging.h"
#include "imaging/slices.h"

namespace imaging {

inline constexpr std::size_t kMagicBytes = 64;  // enough to tell the formats apart

// By the first bytes of a file; nothing if it is none of the four.
std::optional<Format> format_of(std::string_view head);

// A four-letter name as the big-endian number it is in a file.
constexpr std::uint64_t tag(const char (&name)[5]) {
  std::uint64_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(name[i]);
  return value;
}

// Is the structure whole from the first byte to the format's own end mark? What comes after that
// mark is not judged: phones append previews and short films.
bool is_whole_jpeg(Slices& file);
bool is_whole_png(Slices& file);
bool is_whole_webp(Slices& file);
bool is_whole_heic(Slices& file);

}  // namespace imaging
