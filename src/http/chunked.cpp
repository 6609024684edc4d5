#include "http/chunked.h"

#include <algorithm>

namespace http {

ChunkReader::State ChunkReader::next(std::string_view& bytes, std::string_view& piece) {
  while (at_ != At::done && at_ != At::bad) {
    if (bytes.empty()) return State::more;
    if (at_ == At::data) {
      piece = bytes.substr(0, std::min<std::uint64_t>(left_, bytes.size()));
      bytes.remove_prefix(piece.size());
      left_ -= piece.size();
      if (left_ == 0) at_ = At::data_cr;
      return State::data;
    }
    take(bytes.front());
    bytes.remove_prefix(1);
  }
  return at_ == At::done ? State::done : State::bad;
}

void ChunkReader::take(char c) {
  const auto expect = [&](char wanted, At then) { at_ = c == wanted ? then : At::bad; };
  switch (at_) {
    case At::size_first:
      left_ = 0;
      digits_ = 0;
      take_size_digit(c);
      break;
    case At::size:
      if (c == '\r') {
        at_ = At::size_lf;
      } else {
        take_size_digit(c);
      }
      break;
    case At::size_lf:
      expect('\n', left_ == 0 ? At::end_cr : At::data);
      break;
    case At::data_cr:
      expect('\r', At::data_lf);
      break;
    case At::data_lf:
      expect('\n', At::size_first);
      break;
    case At::end_cr:
      expect('\r', At::end_lf);
      break;
    case At::end_lf:
      expect('\n', At::done);
      break;
    default:
      at_ = At::bad;
  }
}

void ChunkReader::take_size_digit(char c) {
  const int lower = c | 0x20;
  const int digit = c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 87 : -1;
  // Eight digits are 4 GiB in one chunk: nobody honest sends more, and nothing overflows.
  if (digit < 0 || ++digits_ > 8) {
    at_ = At::bad;
    return;
  }
  left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
  at_ = At::size;
}

}  // namespace http
