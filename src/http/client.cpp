#include "http/client.h"

#include <arpa/inet.h>

namespace http {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The `hops`-th entry from the right over all headers of this name; the leftmost when there are
// fewer: whoever is that near to us is one of ours.
std::string_view entry_from_right(const Request& request, std::string_view name, int hops) {
  std::string_view found;
  for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
    if (header->first != name) continue;
    std::string_view rest = header->second;
    while (hops > 0) {
      const auto comma = rest.rfind(',');
      found = trim(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
      --hops;
      if (comma == std::string_view::npos) break;
      rest = rest.substr(0, comma);
    }
  }
  return found;
}

bool is_address(const std::string& text) {
  unsigned char buffer[16];
  return ::inet_pton(AF_INET, text.c_str(), buffer) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), buffer) == 1;
}

}  // namespace

std::string client_ip(const Request& request, std::string_view peer, int hops) {
  if (hops > 0) {
    std::string said(entry_from_right(request, "x-forwarded-for", hops));
    if (is_address(said)) return said;
  }
  return std::string(peer);
}

bool came_over_https(const Request& request, int hops) {
  return hops > 0 && entry_from_right(request, "x-forwarded-proto", hops) == "https";
}

bool is_same_origin(const Request& request, std::string_view public_url) {
  const auto site = request.header("sec-fetch-site");
  if (!site.empty()) return site == "same-origin" || site == "none";
  const auto origin = request.header("origin");
  if (origin.empty()) return true;
  if (!public_url.empty() && origin == public_url.substr(0, public_url.find('/', 8))) return true;
  const auto authority = origin.find("://");
  return authority != std::string_view::npos &&
         origin.substr(authority + 3) == request.header("host");
}

}  // namespace http
