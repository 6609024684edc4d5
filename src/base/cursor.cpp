#include "base/cursor.h"

#include "base/hex.h"
#include "base/scalars.h"

namespace {
constexpr char kSeparator = '\x1f';
constexpr std::size_t kCursorCharsMax = 2'000;

// Version and the list's fingerprint: a cursor of another list, filter or release does not fit.
std::string head_of(std::string_view list) { return "1" + sha256_hex(list).substr(0, 12); }
}  // namespace

std::string write_cursor(std::string_view list, const std::vector<std::string>& keys) {
  std::string text = head_of(list);
  for (const auto& key : keys) text += kSeparator + key;
  return to_base64url(text);
}

Result<std::vector<std::string>> read_cursor(std::string_view list, std::size_t keys,
                                             const std::optional<std::string>& cursor) {
  if (!cursor) return std::vector<std::string>(keys);
  const auto text = cursor->size() <= kCursorCharsMax ? from_base64url(*cursor) : std::nullopt;
  if (!text || !is_clean_utf8(*text)) return error_of(problems::kCursor);
  std::vector<std::string> parts(1);
  for (const char c : *text) {
    if (c == kSeparator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (parts.size() != keys + 1 || parts.front() != head_of(list))
    return error_of(problems::kCursor);
  parts.erase(parts.begin());
  return parts;
}
