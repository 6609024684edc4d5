// Inside imaging: what one darkroom process does with one original.
#pragma once

#include <functional>
#include <string_view>

#include "imaging/imaging.h"

namespace imaging {

struct Task {
  std::string_view original;  // the whole file
  int display_fd = -1;        // empty, open for writing
  int thumb_fd = -1;
  const Stamp& stamp;
  const DevelopLimits& limits;
};

using Work = std::function<Development(const Task&)>;

// Loads everything that must not be opened later (decoders, font) and gives the work that needs it.
// Throws std::runtime_error.
Work prepare_develop();

}  // namespace imaging
