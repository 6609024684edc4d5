// Inside imaging: one plane in another size, by Lanczos-3 in whole numbers, row by row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "imaging/planes.h"

namespace imaging {

class PlaneResizer {
 public:
  // At most eight rows become one.
  PlaneResizer(Size from, Size to);

  // Takes the rows of the source from the top; more than there are do no harm.
  void add_row(const std::uint8_t* samples);

  // The result, once every row was given.
  Plane take();

 private:
  // Along one axis: target i is the sum of `taps` samples from first[i] on, each times its weight
  // in 1/16384; beyond the edge the weights are zero.
  struct Axis {
    Axis(int from, int to, int taps_in);
    int last(int i) const;  // the last source sample that target i needs
    int length;             // of the source
    int taps;
    std::vector<int> first;
    std::vector<std::int16_t> weights;
  };

  void make_row();
  void add_up(int row);
  template <class Taps>
  void narrow(std::uint8_t* to, Taps taps) const;

  Axis across_;
  Axis down_;
  std::size_t width_;               // of a row below, padded
  std::vector<std::int16_t> ring_;  // the newest down_.taps source rows
  std::vector<std::int16_t> low_;   // one row of the result's height, still as wide as the source
  int rows_in_ = 0;
  int rows_out_ = 0;
  Plane out_;
};

Plane shrink(const Plane& plane, Size to);
Planes shrink(const Planes& planes, Size to);

}  // namespace imaging
