// Inside imaging: JPEG to planes, without RGB and without vips. Runs only in the darkroom's own
// processes.
#pragma once

#include <optional>
#include <string_view>

#include "imaging/planes.h"

namespace imaging {

// As stored, not yet upright, of size `to`. Nothing if the file's colours are not luma and two
// differences. Throws Refused and OutOfMemory.
std::optional<Planes> decode_jpeg(std::string_view file, Size to, int shrink);

}  // namespace imaging
