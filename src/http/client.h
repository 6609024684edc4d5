// Who is at the other end: address and scheme behind trusted proxies, and whether a browser sends
// this for another web site.
#pragma once

#include "http/http.h"

namespace http {

struct Origin {
  std::string ip;
  bool https = false;
};

// The client's address and scheme: the peer's, or what our proxies wrote, when the peer is one of
// them. Walks X-Forwarded-For from the right over at most `trusted_proxies` entries; what stands
// further left is the client's own word. An entry that is no address is not believed.
Origin origin_of(const Request& request, std::string_view peer, const ServerSettings& settings);

// May this unsafe request act (D3)? A browser says where it comes from; a client that says nothing
// (curl, scripts) carries no ambient cookie and is let through.
bool is_same_origin(const Request& request, std::string_view public_url);

}  // namespace http
