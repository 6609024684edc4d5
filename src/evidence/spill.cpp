#include "evidence/spill.h"

#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/limits.h"

namespace evidence {
namespace {

[[noreturn]] void raise(const char* doing) {
  throw std::system_error(errno, std::generic_category(), doing);
}

}  // namespace

void Digester::update(std::string_view bytes) {
  crc_ = static_cast<std::uint32_t>(
      crc32_z(crc_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
  sha256_.update(bytes);
  size_bytes_ += bytes.size();
}

Digest Digester::finish() { return {size_bytes_, crc_, sha256_.finish_hex()}; }

std::size_t read_some(int fd, std::uint64_t offset, std::size_t most, std::string& into) {
  const auto before = into.size();
  into.resize(before + most);
  ssize_t got;
  do {
    got = ::pread(fd, into.data() + before, most, static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  if (got < 0) raise("cannot read a file of a download");
  into.resize(before + static_cast<std::size_t>(got));
  return static_cast<std::size_t>(got);
}

Digest digest_of(int fd) {
  Digester digester;
  std::string slice;
  for (std::uint64_t offset = 0;;) {
    slice.clear();
    const auto count = read_some(fd, offset, ceilings::kSliceBytes, slice);
    if (count == 0) return digester.finish();
    digester.update(slice);
    offset += count;
  }
}

void Spill::append(std::string_view bytes) {
  digester_.update(bytes);
  size_bytes_ += bytes.size();
  unwritten_ += bytes;
  if (unwritten_.size() >= ceilings::kSliceBytes) flush();
}

void Spill::flush() {
  for (std::string_view rest = unwritten_; !rest.empty();) {
    const auto count = ::write(file_.fd(), rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) raise("cannot keep the list of a download");
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  unwritten_.clear();
}

}  // namespace evidence
