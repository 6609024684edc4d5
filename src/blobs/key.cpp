#include "blobs/key.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "base/hex.h"

namespace blobs {
namespace {

constexpr std::size_t kKindMax = 20;
constexpr std::size_t kNameMax = 150;
constexpr std::size_t kDepotNameMax = 300;
constexpr std::size_t kHashSize = 64;

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_name(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

bool is_part(std::string_view part) {
  return !part.empty() && part.front() != '.' &&
         std::ranges::all_of(part, [](char c) { return is_name(c) || c == '.'; });
}

}  // namespace

bool is_key(std::string_view key) {
  const std::size_t slash = key.find('/');
  if (slash == key.npos) return false;
  const auto kind = key.substr(0, slash);
  const auto name = key.substr(slash + 1);
  return !kind.empty() && kind.size() <= kKindMax && std::ranges::all_of(kind, is_letter) &&
         !name.empty() && name.size() <= kNameMax && std::ranges::all_of(name, is_name);
}

void check_key(std::string_view key) {
  if (!is_key(key)) throw std::invalid_argument(fmt::format("{} is not the key of a blob", key));
}

void check_depot_name(std::string_view name) {
  for (std::string_view rest = name;;) {
    const auto slash = rest.find('/');
    if (!is_part(rest.substr(0, slash)) || name.size() > kDepotNameMax)
      throw std::invalid_argument(fmt::format("{} is not the name of a file in a depot", name));
    if (slash == rest.npos) return;
    rest.remove_prefix(slash + 1);
  }
}

std::string_view promised_hash(std::string_view key) {
  if (key.size() <= kHashSize || key[key.size() - kHashSize - 1] != '-') return {};
  const auto hash = key.substr(key.size() - kHashSize);
  return is_sha256_hex(hash) ? hash : std::string_view();
}

}  // namespace blobs
