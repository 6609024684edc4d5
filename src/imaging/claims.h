// Inside imaging: what EXIF says, read with distrust.
#pragma once

#include <string_view>

#include "imaging/imaging.h"

namespace imaging {

// `exif` is the block as it stands in the file. What is broken, out of range or missing is left
// out; nothing here fails.
Claims claims_of(std::string_view exif);

}  // namespace imaging
