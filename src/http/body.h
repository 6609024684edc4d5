// A request's body as it comes off the wire, framed by its head.
#pragma once

#include "http/chunked.h"
#include "http/framing.h"
#include "http/wire.h"

namespace http {

enum class Got { bytes, end, malformed, slow, gone };

class Body {
 public:
  Body(Wire& wire, const Head& head);

  // The length the head gave; nothing when it is chunked.
  std::optional<std::uint64_t> length() const;
  bool has_ended() const { return ended_; }
  // Waits for more; after `bytes`, `piece` is valid until the next call.
  Task<Got> next(std::string_view& piece);
  // Is the next byte on the wire the next request's? What is here already is skipped over.
  bool skip_to_end();
  // Tells a client that waits for it to go on.
  Task<bool> invite();

 private:
  Wire& wire_;
  const Head::Body kind_;
  const std::uint64_t length_;
  std::uint64_t left_;
  ChunkReader chunks_;
  bool ended_;
  bool awaits_invitation_;
};

}  // namespace http
