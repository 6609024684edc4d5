#include "http/client.h"

namespace http {
namespace {

std::string_view trim_entry(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Walks the entries of this name from the right, which is our side, over all headers of it: as long
// as an entry is a proxy of ours, the one before it was written by that proxy. The first that is
// none, or the `hops`-th, or the last there is.
std::string_view entry_of_client(const Request& request, std::string_view name, int hops,
                                 const AddressList& proxies) {
  std::string_view found;
  for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
    if (header->first != name) continue;
    std::string_view rest = header->second;
    for (bool more = true; more; --hops) {
      if (hops <= 0 || (!found.empty() && !proxies.has(found))) return found;
      const auto comma = rest.rfind(',');
      more = comma != std::string_view::npos;
      found = trim_entry(more ? rest.substr(comma + 1) : rest);
      if (found.empty()) return found;
      rest = rest.substr(0, more ? comma : 0);
    }
  }
  return found;
}

// What the outermost of our proxies wrote: the `hops`-th from the right, or the last there is.
std::string_view entry_from_right(const Request& request, std::string_view name, int hops) {
  std::string_view found;
  for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
    if (header->first != name) continue;
    std::string_view rest = header->second;
    for (bool more = true; more && hops > 0; --hops) {
      const auto comma = rest.rfind(',');
      more = comma != std::string_view::npos;
      found = trim_entry(more ? rest.substr(comma + 1) : rest);
      rest = rest.substr(0, more ? comma : 0);
    }
  }
  return found;
}

}  // namespace

Origin origin_of(const Request& request, std::string_view peer, const ServerSettings& settings) {
  Origin origin{canonical_address(peer).value_or(std::string(peer)), false};
  const int hops = settings.trusted_proxies;
  if (hops <= 0 || !settings.proxies.has(peer)) return origin;
  origin.https = entry_from_right(request, "x-forwarded-proto", hops) == "https";
  const auto said = entry_of_client(request, "x-forwarded-for", hops, settings.proxies);
  if (auto address = canonical_address(said)) origin.ip = *std::move(address);
  return origin;
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
