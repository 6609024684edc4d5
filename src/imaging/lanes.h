// Inside imaging: eight 16-bit numbers at once. The two operations that a compiler does not make of
// plain C++ by itself stand here, for processors that have them and for those that do not.
#pragma once

#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace imaging {

using Lanes = std::int16_t __attribute__((vector_size(16)));
using Sums = std::int32_t __attribute__((vector_size(16)));
inline constexpr int kLanes = 8;

inline Lanes lanes_at(const std::int16_t* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

inline void put_lanes(const Lanes& lanes, std::int16_t* to) {
  std::memcpy(to, &lanes, sizeof lanes);
}

inline Lanes all_of(std::int16_t value) { return Lanes{} + value; }

// The upper halves of the products, rounded down.
inline Lanes product(const Lanes& a, const Lanes& b) {
#ifdef __SSE2__
  return reinterpret_cast<Lanes>(
      _mm_mulhi_epi16(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
#else
  Lanes out;
  for (int i = 0; i < kLanes; ++i) out[i] = static_cast<std::int16_t>(a[i] * b[i] >> 16);
  return out;
#endif
}

// Products, each added to its neighbour's.
inline Sums paired(const Lanes& a, const Lanes& b) {
#ifdef __SSE2__
  return reinterpret_cast<Sums>(
      _mm_madd_epi16(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
#else
  Sums out;
  for (int i = 0; i < kLanes / 2; ++i) out[i] = a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1];
  return out;
#endif
}

inline std::int32_t total(const Sums& sums) { return sums[0] + sums[1] + (sums[2] + sums[3]); }

}  // namespace imaging
