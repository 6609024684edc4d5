// Inside imaging: the single-threaded process that forks one decoder per picture and buries it.
#pragma once

#include <functional>

#include "imaging/develop.h"

namespace imaging {

// Runs in a process just forked; returns when the other end of `socket` closes and every decoder
// is gone. `prepare` is called once, before the first request.
void run_zygote(int socket, const DevelopLimits& limits, const std::function<Work()>& prepare);

}  // namespace imaging
