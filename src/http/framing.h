// The strict gate in front of everything: one request head, read in the one way every proxy in
// front of us would read it too, or refused. Pure functions; no sockets.
#pragma once

#include <cstdint>
#include <expected>

#include "base/error.h"
#include "http/message.h"

namespace http {

struct Head {
  std::string_view method;  // into the bytes parsed
  std::string_view target;
  std::vector<Header> headers;
  enum class Body { none, length, chunked };
  Body body = Body::none;
  std::uint64_t length = 0;
  bool keep_alive = true;
  bool knows_chunks = true;  // false: HTTP/1.0
  bool expects_continue = false;
};

struct Refusal {
  const Problem* problem;
  std::string_view why;  // a full sentence
};

// Where the head ends (just after its empty line), 0 when more bytes are needed. Only bytes from
// `scanned` on are looked at. Refuses bare CR and LF, NUL, and a head beyond kHeadBytes at once, so
// that nobody waits for an end that cannot come.
std::expected<std::size_t, Refusal> find_head_end(std::string_view bytes, std::size_t scanned);

// `bytes` is a whole head as find_head_end found it. A refused head must end the connection: where
// the next request begins is not certain.
std::expected<Head, Refusal> parse_head(std::string_view bytes);

}  // namespace http
