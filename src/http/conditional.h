// Conditional and partial replies (RFC 9110): If-None-Match, If-Range, one byte range.
#pragma once

#include <cstdint>

#include "http/message.h"

namespace http {

// Does If-None-Match name this entity tag (weak comparison) or "*"?
bool names_etag(std::string_view if_none_match, std::string_view etag);

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

enum class RangeKind { whole, part, unsatisfiable };

// What of `size` bytes the request wants. Several ranges or another unit: the whole.
RangeKind wanted_range(const Request& request, std::string_view etag, std::uint64_t size,
                       ByteRange& range);

// A strong entity tag for these bytes (XXH3-128), quoted.
std::string etag_of(std::string_view bytes);

}  // namespace http
