// Hashes of a stretch of a file, as S3 wants them.
#pragma once

#include <string>

#include "blobs/s3_line.h"

namespace blobs::s3 {

struct Digests {
  std::string sha256;  // hex
  std::string md5;     // hex
  std::string md5_base64;
};
Digests digests_of(const Part& part);  // throws when it cannot be read

// For what arrives in slices.
class Md5 {
 public:
  Md5();
  ~Md5();
  Md5(const Md5&) = delete;
  void update(std::string_view bytes);
  std::string finish();  // 16 bytes, once

 private:
  void* state_;
};

}  // namespace blobs::s3
