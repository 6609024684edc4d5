#include "http/conditional.h"

#include <charconv>

#include <fmt/format.h>
#include <xxhash.h>

namespace http {
namespace {

std::string_view without_weakness(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

bool read_number(std::string_view text, std::uint64_t& out) {
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return !text.empty() && ec == std::errc() && end == text.data() + text.size();
}

}  // namespace

bool names_etag(std::string_view list, std::string_view etag) {
  if (etag.empty()) return false;
  while (!list.empty()) {
    const auto comma = list.find(',');
    auto tag = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag == "*" || without_weakness(tag) == without_weakness(etag)) return true;
  }
  return false;
}

RangeKind wanted_range(const Request& request, std::string_view etag, std::uint64_t size,
                       ByteRange& range) {
  range = {0, size};
  auto text = request.header("range");
  if (request.method != Method::get || !text.starts_with("bytes=")) return RangeKind::whole;
  const auto if_range = request.header("if-range");
  if (!if_range.empty() && (if_range != etag || etag.starts_with("W/"))) return RangeKind::whole;
  text.remove_prefix(6);
  const auto dash = text.find('-');
  if (dash == std::string_view::npos || text.contains(',')) return RangeKind::whole;
  const auto from = text.substr(0, dash), to = text.substr(dash + 1);
  std::uint64_t first = 0, last = size ? size - 1 : 0;
  if (from.empty()) {  // the last n bytes
    std::uint64_t count = 0;
    if (!read_number(to, count)) return RangeKind::whole;
    if (count == 0 || size == 0) return RangeKind::unsatisfiable;
    first = count >= size ? 0 : size - count;
  } else {
    if (!read_number(from, first)) return RangeKind::whole;
    std::uint64_t said = 0;
    if (!to.empty() && (!read_number(to, said) || said < first)) return RangeKind::whole;
    if (first >= size) return RangeKind::unsatisfiable;
    if (!to.empty() && said < last) last = said;
  }
  range = {first, last - first + 1};
  return RangeKind::part;
}

std::string etag_of(std::string_view bytes) {
  const auto hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("\"{:016x}{:016x}\"", hash.high64, hash.low64);
}

}  // namespace http
