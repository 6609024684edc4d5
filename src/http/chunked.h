// Chunked transfer coding, read strictly: no extensions, no trailers, CRLF only. Everything else is
// where two readers have disagreed before.
#pragma once

#include <cstdint>
#include <string_view>

namespace http {

class ChunkReader {
 public:
  enum class State { more, data, done, bad };

  // Takes framing bytes off the front of `bytes` until there is data (`piece` is then a view of it,
  // already taken off), the end, an error, or nothing left.
  State next(std::string_view& bytes, std::string_view& piece);

 private:
  enum class At { size_first, size, size_lf, data, data_cr, data_lf, end_cr, end_lf, done, bad };
  void take(char c);
  void take_size_digit(char c);

  At at_ = At::size_first;
  std::uint64_t left_ = 0;
  int digits_ = 0;
};

}  // namespace http
