#include "http/body.h"

namespace http {

Body::Body(Wire& wire, const Head& head)
    : wire_(wire),
      kind_(head.body),
      length_(head.length),
      left_(head.length),
      ended_(head.body == Head::Body::none),
      awaits_invitation_(head.expects_continue) {}

std::optional<std::uint64_t> Body::length() const {
  if (kind_ == Head::Body::chunked) return std::nullopt;
  return length_;
}

Task<Got> Body::next(std::string_view& piece) {
  while (!ended_) {
    auto bytes = wire_.unread();
    if (kind_ == Head::Body::length && !bytes.empty()) {
      piece = bytes.substr(0, std::min<std::uint64_t>(left_, bytes.size()));
      left_ -= piece.size();
      ended_ = left_ == 0;
      wire_.take(piece.size());
      co_return Got::bytes;
    }
    if (kind_ == Head::Body::chunked) {
      const auto state = chunks_.next(bytes, piece);
      wire_.take(wire_.unread().size() - bytes.size());
      if (state == ChunkReader::State::data) co_return Got::bytes;
      if (state == ChunkReader::State::bad) co_return Got::malformed;
      if (state == ChunkReader::State::done) {
        ended_ = true;
        continue;
      }
    }
    const bool more = co_await wire_.read();
    if (!more) co_return wire_.expired() ? Got::slow : Got::gone;
  }
  co_return Got::end;
}

bool Body::skip_to_end() {
  if (ended_) return true;
  if (kind_ != Head::Body::length || awaits_invitation_ || left_ > wire_.unread().size())
    return false;
  wire_.take(left_);
  ended_ = true;
  return true;
}

Task<bool> Body::invite() {
  const bool needed = awaits_invitation_ && wire_.unread().empty();
  awaits_invitation_ = false;
  if (!needed) co_return true;
  co_return co_await wire_.write("HTTP/1.1 100 Continue\r\n\r\n", {});
}

}  // namespace http
