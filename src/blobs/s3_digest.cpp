#include "blobs/s3_digest.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <span>
#include <system_error>

#include "base/hex.h"

namespace blobs::s3 {

Md5::Md5() : state_(EVP_MD_CTX_new()) {
  if (EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(state_), EVP_md5(), nullptr) != 1)
    throw std::runtime_error("MD5 is not available in OpenSSL");
}

Md5::~Md5() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(state_)); }

void Md5::update(std::string_view bytes) {
  EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(state_), bytes.data(), bytes.size());
}

std::string Md5::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned size = 0;
  EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(state_), out.data(), &size);
  return {reinterpret_cast<const char*>(out.data()), size};
}

Digests digests_of(const Part& part) {
  Sha256 sha256;
  Md5 md5;
  std::array<char, 64 * 1024> slice;
  for (std::uint64_t done = 0; done < part.size_bytes;) {
    const auto wanted = std::min<std::uint64_t>(slice.size(), part.size_bytes - done);
    const ssize_t got =
        pread(part.fd, slice.data(), wanted, static_cast<off_t>(part.offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw std::system_error(errno, std::generic_category(), "cannot read a file");
    sha256.update({slice.data(), static_cast<std::size_t>(got)});
    md5.update({slice.data(), static_cast<std::size_t>(got)});
    done += static_cast<std::uint64_t>(got);
  }
  const std::string raw = md5.finish();
  std::array<unsigned char, 32> base64;
  const int size =
      EVP_EncodeBlock(base64.data(), reinterpret_cast<const unsigned char*>(raw.data()),
                      static_cast<int>(raw.size()));
  return {sha256.finish_hex(),
          to_hex(std::as_bytes(std::span(raw))),
          {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(size)}};
}

}  // namespace blobs::s3
