#include "blobs/s3_xml.h"

#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace blobs::s3 {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};

// Where the tag <name …> begins behind `from`, and how long it is; size 0: nowhere.
std::pair<std::size_t, std::size_t> open_tag(std::string_view xml, std::string_view name) {
  const std::string start = fmt::format("<{}", name);
  for (auto at = xml.find(start); at != xml.npos; at = xml.find(start, at + 1)) {
    const auto after = at + start.size();
    if (after >= xml.size() || (xml[after] != '>' && xml[after] != ' ')) continue;
    const auto end = xml.find('>', after);
    if (end != xml.npos) return {at, end + 1 - at};
  }
  return {0, 0};
}

int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  const auto part = text.substr(at, count);
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
  return error == std::errc() && end == part.data() + part.size() ? value : -1;
}

}  // namespace

std::optional<std::string_view> next_element(std::string_view& xml, std::string_view name) {
  const auto [at, size] = open_tag(xml, name);
  if (size == 0) return {};
  const auto inner = at + size;
  if (xml[inner - 2] == '/') {  // <name/>
    xml.remove_prefix(inner);
    return std::string_view();
  }
  const std::string close = fmt::format("</{}>", name);
  const auto end = xml.find(close, inner);
  if (end == xml.npos) return {};
  const auto found = xml.substr(inner, end - inner);
  xml.remove_prefix(end + close.size());
  return found;
}

std::optional<std::string_view> element(std::string_view xml, std::string_view name) {
  return next_element(xml, name);
}

std::string text_of(std::string_view inner) {
  std::string out;
  while (!inner.empty()) {
    std::size_t taken = 0;
    for (const auto& [entity, c] : kEntities)
      if (inner.starts_with(entity)) {
        out += c;
        taken = entity.size();
      }
    if (taken == 0) {
      out += inner.front();
      taken = 1;
    }
    inner.remove_prefix(taken);
  }
  return out;
}

std::string element_text(std::string_view xml, std::string_view name) {
  return text_of(element(xml, name).value_or(""));
}

std::int64_t ms_from_iso(std::string_view time) {
  if (time.size() < 20 || time[4] != '-' || time[10] != 'T') return 0;
  const int year = digits(time, 0, 4);
  const int month = digits(time, 5, 2);
  const int day = digits(time, 8, 2);
  const int hour = digits(time, 11, 2);
  const int minute = digits(time, 14, 2);
  const int second = digits(time, 17, 2);
  const int ms = time[19] == '.' && time.size() >= 23 ? digits(time, 20, 3) : 0;
  if (year < 0 || month < 1 || day < 1 || hour < 0 || minute < 0 || second < 0 || ms < 0) return 0;
  using namespace std::chrono;
  const sys_days date = std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) /
                        std::chrono::day(static_cast<unsigned>(day));
  return duration_cast<milliseconds>(date.time_since_epoch()).count() +
         ((hour * 60LL + minute) * 60 + second) * 1'000 + ms;
}

}  // namespace blobs::s3
