// Inside imaging: the stamp, as it is laid out and burned into the lower edge.
#pragma once

#include <string>
#include <vector>

#include "imaging/font.h"
#include "imaging/imaging.h"
#include "imaging/planes.h"

namespace imaging {

struct StampText {
  std::string text;  // already cut to its room
  double left = 0;   // px
  double right = 0;
  int baseline = 0;
  bool quiet = false;  // second line: grey
};

// Everything from `band_top` down is dark; above it the dark fades out over `fade` rows.
struct StampLayout {
  int text_px = 0;
  int band_top = 0;
  int fade = 0;
  std::vector<StampText> texts;
};

// The right column is what a picture proves (when and where), so it keeps its room and the left
// one is cut. Leaves `font` at the layout's size.
StampLayout lay_out(const Stamp& stamp, Size size, Font& font);

void burn(const Stamp& stamp, Picture& onto, Font& font);
void burn(const Stamp& stamp, Planes& onto, Font& font);

}  // namespace imaging
