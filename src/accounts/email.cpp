#include "accounts/email.h"

#include <algorithm>
#include <cstring>

#include "base/scalars.h"

namespace accounts {

std::string normal_email(std::string_view email) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!email.empty() && is_blank(email.front())) email.remove_prefix(1);
  while (!email.empty() && is_blank(email.back())) email.remove_suffix(1);
  std::string normal(email);
  for (char& c : normal)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return normal;
}

std::string_view domain_of(std::string_view normal) {
  const auto at = normal.rfind('@');
  return at == std::string_view::npos ? std::string_view() : normal.substr(at + 1);
}

Result<void> check_email(std::string_view normal) {
  const auto domain = domain_of(normal);
  const auto in_domain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || (c & 0x80);
  };
  const auto in_local = [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && !std::strchr("@,;<>()[]\"\\", c);
  };
  const auto local = normal.substr(0, normal.size() - std::min(normal.size(), domain.size() + 1));
  const bool fine = is_clean_utf8(normal) && normal.size() <= 254 && !local.empty() &&
                    local.size() <= 64 && !domain.empty() && domain.front() != '.' &&
                    domain.back() != '.' && domain.find("..") == std::string_view::npos &&
                    std::ranges::all_of(domain, in_domain) && std::ranges::all_of(local, in_local);
  if (fine) return {};
  return field_error(problems::kInvalid, "email", "This must be an email address, like a@b.org.");
}

}  // namespace accounts
