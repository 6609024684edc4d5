// Inside imaging: eight 16-bit numbers at once. What a compiler does not make of plain C++ by
// itself stands here, for processors that have them and for those that do not.
#pragma once

#include <algorithm>
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

// Eight samples, widened.
inline Lanes lanes_of(const std::uint8_t* from) {
  std::uint8_t __attribute__((vector_size(8))) samples;
  std::memcpy(&samples, from, sizeof samples);
  return __builtin_convertvector(samples, Lanes);
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

// The totals of four.
inline Sums totals(const Sums& a, const Sums& b, const Sums& c, const Sums& d) {
  const Sums ab =
      __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Sums cd =
      __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
  return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

// Eight samples: what is below 0 or above 255 becomes that.
inline void put_samples(const Sums& first, const Sums& second, std::uint8_t* to) {
#ifdef __SSE2__
  const __m128i words =
      _mm_packs_epi32(reinterpret_cast<__m128i>(first), reinterpret_cast<__m128i>(second));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_packus_epi16(words, words));
#else
  for (int i = 0; i < kLanes / 2; ++i) {
    to[i] = static_cast<std::uint8_t>(std::clamp(first[i], 0, 255));
    to[i + kLanes / 2] = static_cast<std::uint8_t>(std::clamp(second[i], 0, 255));
  }
#endif
}

}  // namespace imaging
