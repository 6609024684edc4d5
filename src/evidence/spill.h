// What a download must remember to its end, on disk instead of in memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hex.h"
#include "blobs/blobs.h"

namespace evidence {

// Of bytes read or written once, front to back.
struct Digest {
  std::uint64_t size_bytes = 0;
  std::uint32_t crc = 0;
  std::string sha256;
};

class Digester {
 public:
  void update(std::string_view bytes);
  Digest finish();  // once

 private:
  std::uint64_t size_bytes_ = 0;
  std::uint32_t crc_ = 0;
  Sha256 sha256_;
};

// Of a whole file. Throws when it cannot be read.
Digest digest_of(int fd);

// Appends at most `most` bytes that stand at `offset`; how many. Throws when it cannot be read.
std::size_t read_some(int fd, std::uint64_t offset, std::size_t most, std::string& into);

// A file of its own in the spool, written to its end and then read; gone with this object.
class Spill {
 public:
  explicit Spill(blobs::Store& store) : file_(store.spool_file()) {}

  void append(std::string_view bytes);  // throws when the disk is full
  void flush();                         // before it is read
  int fd() const { return file_.fd(); }
  std::uint64_t size_bytes() const { return size_bytes_; }
  Digest digest() { return digester_.finish(); }  // once, of all of it

 private:
  blobs::SpoolFile file_;
  std::string unwritten_;
  std::uint64_t size_bytes_ = 0;
  Digester digester_;
};

}  // namespace evidence
