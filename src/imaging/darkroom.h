// Inside imaging: the server's side of the darkroom, with its parts exposed to tests.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>

#include "imaging/develop.h"

namespace imaging {

// As Darkroom::open(), but with other work than developing, and the zygote's process id.
struct OpenedDarkroom {
  std::unique_ptr<Darkroom> darkroom;
  pid_t zygote = -1;
};
OpenedDarkroom open_darkroom(const DevelopLimits& limits, const std::function<Work()>& prepare);

}  // namespace imaging
