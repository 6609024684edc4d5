// Inside imaging: shrinking by Lanczos-3, row by row, so that a large original never stands in
// memory as a whole.
#pragma once

#include <cstdint>
#include <vector>

#include "imaging/picture.h"

namespace imaging {

class Resizer {
 public:
  // Neither side of `to` is larger than that of `from`.
  Resizer(Size from, Size to);

  // Takes the rows of the source from the top, each of 3 × from.width bytes.
  void add_row(const std::uint8_t* rgb);

  // The result, once every row was given.
  Picture take();

 private:
  // Which source pixels make one target pixel, and how much of each.
  struct Span {
    int first;
    int count;
    const float* weights;
  };
  // One axis.
  struct Axis {
    Axis(int from, int to);
    Span span(int i) const;
    std::vector<int> first;
    std::vector<int> count;
    std::vector<float> weights;
    int taps;  // weights per target pixel, the last ones zero
  };

  using Pixel = float __attribute__((vector_size(16)));  // red, green, blue, unused

  void make_row(const Span& span);

  Size from_;
  Axis across_;
  Axis down_;
  std::vector<Pixel> wide_;  // the newest source row
  std::vector<Pixel> ring_;  // source rows already narrowed, as many as down_.taps
  std::vector<Pixel> sums_;
  int rows_in_ = 0;
  int rows_out_ = 0;
  Picture out_;
};

// A picture in memory, shrunk.
Picture shrink(const Picture& picture, Size to);

}  // namespace imaging
