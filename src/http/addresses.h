// Addresses as they come from sockets and proxies, and lists of whose word is believed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

// An address in its one spelling, or nothing when it is none: IPv4 written as IPv6
// (::ffff:10.0.0.1) is the IPv4 address it stands for, IPv6 is as short as it gets.
std::optional<std::string> canonical_address(std::string_view text);

// The part of an address that stands for one customer: all of IPv4, the first 64 bits of IPv6.
std::string customer_of(const std::string& address);
// The network such a customer may have many of: the first 48 bits of IPv6; empty for IPv4.
std::string network_of(const std::string& address);

// This machine and private networks: where a proxy of one's own stands.
inline constexpr std::string_view kNearby =
    "127.0.0.0/8,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7,fe80::/10";

// Addresses and prefixes: "127.0.0.0/8, ::1, 10.0.0.7".
class AddressList {
 public:
  // Nothing when an entry is no address and no prefix.
  static std::optional<AddressList> parse(std::string_view text);

  bool has(std::string_view address) const;  // false for what is no address

 private:
  struct Prefix {
    std::array<std::uint8_t, 16> bytes{};  // IPv4 stands behind ::ffff:
    int bits = 0;
  };
  std::vector<Prefix> prefixes_;
};

}  // namespace http
