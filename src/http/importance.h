// What is refused first when there is more work than time: the spare, then the normal.
#pragma once

#include <cstddef>
#include <cstdint>

namespace http {

enum class Importance : std::uint8_t { spare, normal, important, vital };
inline constexpr std::size_t kImportances = 4;
inline bool may_be_shed(Importance importance) { return importance <= Importance::normal; }

}  // namespace http
