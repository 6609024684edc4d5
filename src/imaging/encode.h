// Inside imaging: pictures to files. Nothing but pixels is written: no EXIF, no GPS, no profile.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "imaging/planes.h"

namespace imaging {

using Bytes = std::vector<std::uint8_t>;

// JPEG, 4:2:0, with the standard's Huffman tables. Throws std::runtime_error.
Bytes to_jpeg(Planes planes, int quality);

// WebP: a tenth of a JPEG's headers, for pictures of a few pixels. Throws std::runtime_error.
Bytes to_webp(const Picture& picture, int quality);

// As a data: URL takes it: RFC 4648 section 4, padded.
std::string base64_of(const Bytes& bytes);

}  // namespace imaging
