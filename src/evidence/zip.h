// Zip archives, written front to back: entries as they are, not compressed, since pictures are that
// already. Sizes and checksums stand in front of the bytes, so that every reader can follow; Zip64
// where numbers grow too large.
#pragma once

#include <cstdint>
#include <string>

#include "evidence/local_time.h"
#include "evidence/spill.h"

namespace evidence {

struct ZipEntry {
  std::string name;  // UTF-8, with slashes
  std::uint64_t size_bytes = 0;
  std::uint32_t crc = 0;
  LocalTime modified;
};

class ZipWriter {
 public:
  explicit ZipWriter(blobs::Store& store) : directory_(store) {}

  // What stands in front of the entry's bytes, which must follow.
  std::string begin_entry(const ZipEntry& entry);
  // After the last entry: the directory, then end().
  Spill& directory() { return directory_; }
  std::string end() const;

 private:
  Spill directory_;
  std::uint64_t offset_ = 0;  // of the next entry
  std::uint64_t entries_ = 0;
};

}  // namespace evidence
