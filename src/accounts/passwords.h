// Password rules and hashes: Argon2id or bcrypt to write, both to read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "accounts/accounts.h"

namespace accounts {

inline constexpr std::size_t kPasswordBytesMax = 1'024;

// 503: too many passwords are being looked at.
Error hashes_busy();

class Passwords {
 public:
  Passwords(Entropy& entropy, const Settings& settings);

  // Is it long enough, not a common one, and more than the person's own name? password-weak.
  Result<void> check(std::string_view password, std::string_view email,
                     std::string_view name) const;

  // In PHC form ($argon2id$…) or crypt form ($2b$…), with a salt of its own.
  std::string hash(std::string_view password) const;
  bool matches(std::string_view password, const std::string& hash) const;
  // Was this hash made with other parameters than hash() uses now?
  bool is_stale(std::string_view hash) const;

 private:
  std::string bcrypt(std::string_view password) const;

  Entropy& entropy_;
  PasswordHash kind_;
  int min_length_;
  std::string prefix_;  // what a current hash begins with
};

}  // namespace accounts
