// Fuzzes the framing gate: a head is read the same in one piece and byte by byte, and what passes
// holds no byte that another reader could take for an end. The bytes after it are read as chunks.
#include <cstdlib>

#include "http/chunked.h"
#include "http/framing.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::string dechunk(std::string_view bytes, std::size_t step, http::ChunkReader::State& state) {
  using State = http::ChunkReader::State;
  http::ChunkReader reader;
  std::string content;
  state = State::more;
  while (!bytes.empty() && state != State::done && state != State::bad) {
    auto part = bytes.substr(0, step);
    bytes.remove_prefix(part.size());
    for (std::string_view piece; (state = reader.next(part, piece)) == State::data;)
      content += piece;
  }
  return content;
}

void check_chunks(std::string_view bytes) {
  http::ChunkReader::State whole_state, drip_state;
  const auto whole = dechunk(bytes, bytes.size(), whole_state);
  const auto drip = dechunk(bytes, 1, drip_state);
  require(whole_state == drip_state && whole == drip);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto end = http::find_head_end(bytes, 0);
  for (std::size_t n = 1; n < size && n < 200; ++n) {
    const auto part = http::find_head_end(bytes.substr(0, n), n > 4 ? n - 4 : 0);
    // An end that is there in the part is the end of the whole; a refusal stays one.
    if (!part) require(!end);
    if (part && *part > 0) require(end && *end == *part);
    if (!part || *part > 0) break;
  }
  if (!end || *end == 0) return 0;
  if (const auto head = http::parse_head(bytes.substr(0, *end))) {
    for (const auto& [name, value] : head->headers) {
      require(!name.empty() && name.find_first_of(" \t\r\n:") == std::string::npos);
      require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    }
    require(head->target.starts_with('/'));
    require(head->body == http::Head::Body::length || head->length == 0);
  }
  check_chunks(bytes.substr(*end));
  return 0;
}
