// Inside imaging: an original in memory to a picture of the size that is shown. Runs only in the
// darkroom's own processes.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "imaging/imaging.h"
#include "imaging/planes.h"

namespace imaging {

// The decoder says that this file cannot be shown.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The decoder ran out of memory: not the file's fault, or not surely.
struct OutOfMemory : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Decoded {
  Planes planes;     // upright, sRGB, fits the side asked for
  Size original;     // upright
  std::string exif;  // as it stands in the file; may be empty, may be broken
};

// Starts the decoders. Once per process, before the sandbox closes. Throws std::runtime_error.
void start_decoders();

// Throws Refused and OutOfMemory.
Decoded decode(std::string_view file, int side, std::uint64_t pixels_max);

}  // namespace imaging
