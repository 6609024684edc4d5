// Inside imaging: shrinking by Lanczos-3, row by row, so that a large original never stands in
// memory as a whole.
#pragma once

#include <cstddef>
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
  // Along one axis: target i is the sum of `taps` source pixels from first[i] on, each times its
  // weight; beyond the edge the weights are zero.
  struct Axis {
    Axis(int from, int to);
    int last(int i) const;  // the last source pixel that target i needs
    int length;             // of the source
    std::vector<int> first;
    std::vector<float> weights;
    int taps;
  };

  using Pixel = float __attribute__((vector_size(16)));  // red, green, blue, unused

  void make_row();

  Axis across_;
  Axis down_;
  std::vector<Pixel> wide_;  // the newest source row
  std::size_t ring_width_;
  std::vector<Pixel> ring_;  // the newest down_.taps source rows, already narrowed
  int rows_in_ = 0;
  int rows_out_ = 0;
  Picture out_;
};

// A picture in memory, shrunk.
Picture shrink(const Picture& picture, Size to);

}  // namespace imaging
