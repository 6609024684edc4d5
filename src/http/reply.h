// From a handler's Reply to bytes on the wire: status line, headers, what of the body to send.
#pragma once

#include "http/conditional.h"
#include "http/http.h"

namespace http {

// Headers that stand on every reply, made once.
std::string standing_headers(const ServerSettings& settings);

struct Outgoing {
  std::string head;      // with its empty line; for 304, HEAD and 204 all there is
  ByteRange of_file;     // when the reply has a file
  bool has_body = true;  // false: send the head alone
};

// Turns the reply into 304, 206 or 416 where the request asks for it, gives JSON an entity tag and
// writes the head.
Outgoing make_outgoing(const Request& request, Reply& reply, std::string_view standing,
                       std::string_view date, bool keep_alive);

// What the reply's bytes in memory are; empty when it sends a file.
inline std::string_view bytes_of(const Reply& reply) {
  return reply.static_body.empty() ? std::string_view(reply.body) : reply.static_body;
}

}  // namespace http
