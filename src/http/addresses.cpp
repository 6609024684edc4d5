#include "http/addresses.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace http {
namespace {

using Bytes = std::array<std::uint8_t, 16>;
constexpr Bytes kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kMappedBits = 96;

std::string_view trim_around(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_mapped(const Bytes& bytes) {
  return std::equal(kMapped.begin(), kMapped.begin() + kMappedBits / 8, bytes.begin());
}

std::optional<Bytes> bytes_of_address(std::string_view text) {
  if (text.empty() || text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  const std::string copy(text);
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  Bytes bytes = kMapped;
  if (::inet_pton(AF_INET, copy.c_str(), bytes.data() + kMappedBits / 8) == 1) return bytes;
  if (::inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return bytes;
  return std::nullopt;
}

// The first bytes of an IPv6 address, and what says how many; empty for anything else.
std::string first_of(const std::string& address, std::size_t count, std::string_view suffix) {
  in6_addr whole;
  if (::inet_pton(AF_INET6, address.c_str(), &whole) != 1) return {};
  std::fill(whole.s6_addr + count, whole.s6_addr + sizeof whole.s6_addr, std::uint8_t{0});
  char text[INET6_ADDRSTRLEN];
  return std::string(::inet_ntop(AF_INET6, &whole, text, sizeof text)).append(suffix);
}

bool same_bits(const Bytes& a, const Bytes& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.begin(), a.begin() + bits / 8, b.begin())) return false;
  if (bits % 8 == 0) return true;
  const int mask = 0xff << (8 - bits % 8);
  return ((a[whole] ^ b[whole]) & mask) == 0;
}

}  // namespace

std::optional<std::string> canonical_address(std::string_view text) {
  const auto bytes = bytes_of_address(text);
  if (!bytes) return std::nullopt;
  char out[INET6_ADDRSTRLEN];
  const bool four = is_mapped(*bytes);
  const auto* from = bytes->data() + (four ? kMappedBits / 8 : 0);
  return ::inet_ntop(four ? AF_INET : AF_INET6, from, out, sizeof out);
}

std::string customer_of(const std::string& address) {
  auto half = first_of(address, 8, "/64");
  return half.empty() ? address : half;
}

std::string network_of(const std::string& address) { return first_of(address, 6, "/48"); }

std::optional<AddressList> AddressList::parse(std::string_view text) {
  AddressList list;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const auto entry = trim_around(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (entry.empty()) continue;
    const auto slash = entry.find('/');
    const auto bytes = bytes_of_address(entry.substr(0, slash));
    if (!bytes) return std::nullopt;
    const int widest = is_mapped(*bytes) ? 32 : 128;
    int bits = widest;
    if (slash != std::string_view::npos) {
      const auto number = entry.substr(slash + 1);
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), bits);
      if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
      if (bits < 0 || bits > widest) return std::nullopt;
    }
    list.prefixes_.push_back({*bytes, bits + (widest == 32 ? kMappedBits : 0)});
  }
  return list;
}

bool AddressList::has(std::string_view address) const {
  const auto bytes = bytes_of_address(address);
  return bytes && std::ranges::any_of(prefixes_, [&](const Prefix& prefix) {
           return same_bits(prefix.bytes, *bytes, prefix.bits);
         });
}

}  // namespace http
