// Reads a file in slices of at most 64 KiB, wherever asked. Reading outside the file does not
// fail at once: it gives zeros and sets `cut`, so a parser checks once per step.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace imaging {

class Slices {
 public:
  // `fd` is a regular file and outlives this object. Throws std::system_error if it cannot be read.
  explicit Slices(int fd);

  std::uint64_t size() const { return size_; }
  bool cut() const { return cut_; }  // something was read beyond the end

  std::uint64_t big(std::uint64_t at, int bytes);     // 1 to 8 bytes, big-endian
  std::uint64_t little(std::uint64_t at, int bytes);  // 1 to 8 bytes, little-endian

  // What is held from `at` on, read when needed: empty at the end of the file, else `want` bytes
  // unless the file ends sooner; often more. Valid until the next call.
  std::string_view view(std::uint64_t at, std::size_t want = 1);

 private:
  int fd_;
  std::uint64_t size_;
  std::uint64_t start_ = 0;  // where the held slice begins in the file
  std::vector<char> held_;
  bool cut_ = false;
};

}  // namespace imaging
