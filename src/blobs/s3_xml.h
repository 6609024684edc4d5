// The little XML that S3 speaks: elements by name, text with its entities resolved.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace blobs::s3 {

// What stands between the first <name …> and its </name>; absent when there is none.
std::optional<std::string_view> element(std::string_view xml, std::string_view name);
// The same, and `xml` goes on behind it.
std::optional<std::string_view> next_element(std::string_view& xml, std::string_view name);

std::string text_of(std::string_view inner);  // "&amp;" is "&"
std::string element_text(std::string_view xml, std::string_view name);

std::int64_t ms_from_iso(std::string_view time);  // "2026-11-22T14:00:00.000Z"; 0: it is none

}  // namespace blobs::s3
