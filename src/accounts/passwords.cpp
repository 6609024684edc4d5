#include "accounts/passwords.h"

#include <crypt.h>
#include <sodium.h>

#include <array>
#include <cerrno>
#include <memory>
#include <span>
#include <stdexcept>
#include <system_error>

#include "base/hex.h"
#include "limits/limits.h"

namespace accounts {
namespace {

// OWASP's floor for Argon2id: 19 MiB, two passes; the library has one lane.
constexpr std::size_t kMemoryKib = 19 * 1024;
constexpr unsigned long long kPasses = 2;
constexpr std::size_t kBcryptSaltBytes = 16;
constexpr std::size_t kBcryptBytesMax = 72;

// bcrypt ignores what is beyond 72 bytes: longer passwords go through SHA-256 first.
std::string for_bcrypt(std::string_view password) {
  return password.size() > kBcryptBytesMax ? sha256_hex(password) : std::string(password);
}

std::string crypt_text(const std::string& password, const std::string& setting) {
  const auto data = std::make_unique<crypt_data>();  // 32 KiB: too much for a small stack
  const char* made = crypt_r(password.c_str(), setting.c_str(), data.get());
  if (!made || made[0] == '*') throw std::runtime_error("crypt refused the hash's setting");
  return made;
}

// With a salt of its own, by the library from the kernel.
std::string argon2id(std::string_view password) {
  std::array<char, crypto_pwhash_argon2id_STRBYTES> encoded;
  if (crypto_pwhash_argon2id_str(encoded.data(), password.data(), password.size(), kPasses,
                                 kMemoryKib * 1024) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot hash a password");
  return encoded.data();
}

}  // namespace

Error hashes_busy() {
  Error error = error_of(problems::kUnavailable,
                         "Many people sign in at this moment. Wait a few seconds and try again.");
  error.retry_after_s = limits::with_jitter(5);
  return error;
}

Passwords::Passwords(Entropy& entropy, const Settings& settings)
    : entropy_(entropy),
      kind_(settings.password_hash),
      min_length_(settings.password_min_length),
      prefix_(kind_ == PasswordHash::bcrypt
                  ? fmt::format("$2b${:02}$", settings.bcrypt_rounds)
                  : fmt::format("$argon2id$v=19$m={},t={},p=1$", kMemoryKib, kPasses)) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be started");
}

std::string Passwords::hash(std::string_view password) const {
  return kind_ == PasswordHash::bcrypt ? bcrypt(password) : argon2id(password);
}

std::string Passwords::bcrypt(std::string_view password) const {
  std::array<char, kBcryptSaltBytes> salt;
  entropy_.fill(std::as_writable_bytes(std::span(salt)));
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting;
  const auto rounds = static_cast<unsigned long>(std::stoi(prefix_.substr(4, 2)));
  if (!crypt_gensalt_rn("$2b$", rounds, salt.data(), salt.size(), setting.data(), setting.size()))
    throw std::runtime_error("crypt has no bcrypt");
  return crypt_text(for_bcrypt(password), setting.data());
}

bool Passwords::matches(std::string_view password, const std::string& hash) const {
  if (password.size() > kPasswordBytesMax) return false;
  if (hash.starts_with("$argon2"))
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
  return equal_in_constant_time(crypt_text(for_bcrypt(password), hash), hash);
}

bool Passwords::is_stale(std::string_view hash) const { return !hash.starts_with(prefix_); }

}  // namespace accounts
