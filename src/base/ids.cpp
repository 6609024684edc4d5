#include "base/ids.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/hex.h"

bool is_uuid7(std::string_view text) {
  if (text.size() != 36 || text[14] != '7') return false;
  if (std::string_view("89ab").find(text[19]) == std::string_view::npos) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

std::int64_t uuid7_time_ms(std::string_view text) {
  const std::string digits = std::string(text.substr(0, 8)) + std::string(text.substr(9, 4));
  return std::stoll(digits, nullptr, 16);
}

void SystemEntropy::fill(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

std::string Ids::next_text() const {
  std::array<std::byte, 16> bytes;
  entropy_.fill(bytes);
  const auto now = static_cast<std::uint64_t>(clock_.now_ms());
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::byte>(now >> (40 - 8 * i));
  bytes[6] = (bytes[6] & std::byte{0x0f}) | std::byte{0x70};
  bytes[8] = (bytes[8] & std::byte{0x3f}) | std::byte{0x80};
  std::string hex = to_hex(bytes);
  for (const std::size_t at : {20, 16, 12, 8}) hex.insert(at, 1, '-');
  return hex;
}
