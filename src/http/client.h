// Who is at the other end: address and scheme behind trusted proxies, and whether a browser sends
// this for another web site.
#pragma once

#include "http/message.h"

namespace http {

// The client's address: the peer's, or the entry of X-Forwarded-For that our outermost trusted
// proxy wrote (the `hops`-th from the right). Anything that is no address is not believed.
std::string client_ip(const Request& request, std::string_view peer, int hops);

// Did the client speak https to our outermost trusted proxy?
bool came_over_https(const Request& request, int hops);

// May this unsafe request act (D3)? A browser says where it comes from; a client that says nothing
// (curl, scripts) carries no ambient cookie and is let through.
bool is_same_origin(const Request& request, std::string_view public_url);

}  // namespace http
