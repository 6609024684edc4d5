// Inside imaging: what came through the answer pipe, judged. The decoder that wrote it has read a
// stranger's file and may be the stranger's by now.
#pragma once

#include <string>

#include "imaging/imaging.h"
#include "imaging/wire.h"

namespace imaging {

// A development that failed for this reason.
Development failed(std::string reason);

// `text` is everything that was on the pipe: the decoder's JSON, then the zygote's Ending. Values
// that an honest decoder cannot give make it a failed development.
Development judged(std::string text, const DevelopLimits& limits);

}  // namespace imaging
