// Base64 as mail and signatures write it; base/hex.h has the alphabet of URLs.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/hex.h"

namespace ops {

inline std::string to_base64(std::string_view bytes) {
  std::string text = to_base64url(bytes);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

inline std::optional<std::string> from_base64(std::string_view base64) {
  std::string text(base64);
  while (text.ends_with('=')) text.pop_back();
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return from_base64url(text);
}

}  // namespace ops
