#include "imaging/slices.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/limits.h"

namespace imaging {
namespace {
[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::system_category(), what);
}

std::uint64_t size_of(int fd) {
  struct stat info{};
  if (::fstat(fd, &info) != 0) fail("fstat of a photo");
  return static_cast<std::uint64_t>(info.st_size);
}
}  // namespace

Slices::Slices(int fd) : fd_(fd), size_(size_of(fd)) { held_.reserve(ceilings::kSliceBytes); }

std::string_view Slices::view(std::uint64_t at, std::size_t want) {
  if (at >= size_) return {};
  const bool holds = at >= start_ && at - start_ < held_.size() &&
                     (held_.size() - (at - start_) >= want || start_ + held_.size() == size_);
  if (!holds) {
    held_.resize(ceilings::kSliceBytes);
    std::size_t filled = 0;
    while (filled < held_.size()) {
      const auto got = ::pread(fd_, held_.data() + filled, held_.size() - filled,
                               static_cast<off_t>(at + filled));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail("read of a photo");
      if (got == 0) break;
      filled += static_cast<std::size_t>(got);
    }
    held_.resize(filled);
    start_ = at;
  }
  return std::string_view(held_.data(), held_.size()).substr(at - start_);
}

std::uint64_t Slices::big(std::uint64_t at, int bytes) {
  const auto from = view(at, static_cast<std::size_t>(bytes));
  if (from.size() < static_cast<std::size_t>(bytes)) {
    cut_ = true;
    return 0;
  }
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i)
    value = value << 8 | static_cast<unsigned char>(from[static_cast<std::size_t>(i)]);
  return value;
}

std::uint64_t Slices::little(std::uint64_t at, int bytes) {
  const std::uint64_t value = big(at, bytes);
  return __builtin_bswap64(value) >> (64 - 8 * bytes);
}

}  // namespace imaging
