#include "base/hex.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace {
constexpr std::string_view kBase64url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::span<const std::byte> bytes_of(const unsigned char* data, std::size_t size) {
  return {reinterpret_cast<const std::byte*>(data), size};
}
}  // namespace

std::string to_hex(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::byte b : bytes) {
    out += kDigits[std::to_integer<unsigned>(b >> 4)];
    out += kDigits[std::to_integer<unsigned>(b & std::byte{15})];
  }
  return out;
}

bool is_sha256_hex(std::string_view text) {
  return text.size() == 64 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string to_base64url(std::string_view bytes) {
  std::string out;
  unsigned held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = (held << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += kBase64url[(held >> (bits - 6)) & 63];
  }
  if (bits > 0) out += kBase64url[(held << (6 - bits)) & 63];
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto at = kBase64url.find(c);
    if (at == std::string_view::npos) return std::nullopt;
    held = (held << 6) | static_cast<unsigned>(at);
    bits += 6;
    if (bits >= 8) out += static_cast<char>((held >> (bits -= 8)) & 255);
  }
  const bool stray_bits = (held & ((1U << bits) - 1)) != 0;
  if (text.size() % 4 == 1 || stray_bits) return std::nullopt;
  return out;
}

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not available in OpenSSL");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

std::string Sha256::finish_hex() {
  unsigned char digest[32];
  EVP_DigestFinal_ex(state_->context, digest, nullptr);
  return to_hex(bytes_of(digest, sizeof digest));
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish_hex();
}

namespace {
struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

const unsigned char* unsigned_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

MacContext open_hmac(std::string_view key) {
  EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  MacContext context(EVP_MAC_CTX_new(hmac));
  EVP_MAC_free(hmac);  // the context holds it
  char digest[] = "SHA256";
  const OSSL_PARAM with[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                             OSSL_PARAM_construct_end()};
  if (!context || EVP_MAC_init(context.get(), unsigned_of(key), key.size(), with) != 1)
    throw std::runtime_error("HMAC-SHA-256 is not available in OpenSSL");
  return context;
}
}  // namespace

struct HmacSha256::State {
  MacContext keyed;  // never used itself: messages go through copies
};

HmacSha256::HmacSha256(std::string_view key)
    : state_(std::make_unique<State>(State{open_hmac(key)})) {}
HmacSha256::~HmacSha256() = default;
HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;

std::string HmacSha256::hex_of(std::string_view message) const {
  const MacContext context(EVP_MAC_CTX_dup(state_->keyed.get()));
  unsigned char digest[32];
  std::size_t size = 0;
  if (!context || EVP_MAC_update(context.get(), unsigned_of(message), message.size()) != 1 ||
      EVP_MAC_final(context.get(), digest, &size, sizeof digest) != 1)
    throw std::runtime_error("HMAC-SHA-256 failed in OpenSSL");
  return to_hex(bytes_of(digest, size));
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}
