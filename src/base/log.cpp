#include "base/log.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>

#include <fmt/chrono.h>

namespace logging {
namespace {
std::atomic<Level> threshold = Level::info;
constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warn", "error"};

constexpr std::size_t kTextBytes = 2'000;
constexpr char32_t kTags = 0xe0000;  // from here on: tags and private use

bool is_plain(char32_t c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return false;  // control characters
  if (c >= 0x200b && c <= 0x200f) return false;           // invisible, and direction
  if (c >= 0x2028 && c <= 0x202e) return false;           // line ends, and direction
  return !(c >= 0x2060 && c <= 0x206f) && c != 0xfeff && c < kTags;
}

// How many bytes the character at the front has, and which it is; 0 bytes when they are no UTF-8.
std::size_t next_character(std::string_view text, char32_t& c) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return c = lead, 1;
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return 0;
  c = lead & (0x7f >> size);
  for (std::size_t at = 1; at < size; ++at) {
    if ((byte(at) & 0xc0) != 0x80) return 0;
    c = c << 6 | (byte(at) & 0x3f);
  }
  const bool short_enough = size == 2 || c >= (size == 3 ? 0x800U : 0x10000U);
  return short_enough && (c < 0xd800 || c > 0xdfff) && c <= 0x10ffff ? size : 0;
}
}  // namespace

void append_text(std::string& out, std::string_view text) {
  const bool cut = text.size() > kTextBytes;
  if (cut) text = text.substr(0, kTextBytes);
  out += '"';
  while (!text.empty()) {
    char32_t c = 0;
    const std::size_t size = next_character(text, c);
    if (size == 0 || c >= kTags) {
      out += "\\ufffd";
    } else if (c == '"' || c == '\\') {
      out += {'\\', static_cast<char>(c)};
    } else if (is_plain(c)) {
      out += text.substr(0, size);
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  out += cut ? " (cut)\"" : "\"";
}

void set_threshold(Level level) { threshold = level; }

void write(Level level, std::string_view message, std::initializer_list<Field> fields) {
  if (level < threshold.load(std::memory_order_relaxed)) return;
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto ms = now.time_since_epoch().count() % 1000;
  std::string line = fmt::format(R"({{"at":"{:%Y-%m-%dT%H:%M:%S}.{:03}Z","level":"{}","message":)",
                                 fmt::gmtime(std::chrono::system_clock::to_time_t(now)), ms,
                                 kNames[static_cast<std::size_t>(level)]);
  append_text(line, message);
  for (const Field& field : fields) {
    line += ',';
    json::append_string(line, field.name);
    line += ':';
    line += field.json;
  }
  line += "}\n";
  // One write per line: lines of several threads and processes never mix.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace logging
