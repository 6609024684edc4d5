// Inside imaging: facts measured on the pixels, the same on every machine.
#pragma once

#include <string>

#include "imaging/planes.h"

namespace imaging {

struct Quality {
  double sharpness = 0;   // variance of the Laplacian of the luma
  double brightness = 0;  // mean luma, 0–255
};
Quality quality_of(const Plane& luma);

// dHash: is each cell of a 9×8 grid of mean luma darker than its right neighbour? 64 answers, row
// by row, as 16 hex digits. Near pictures differ in few of them.
std::string perceptual_hash_of(const Plane& luma);

}  // namespace imaging
