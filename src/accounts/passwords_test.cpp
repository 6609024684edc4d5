#include "accounts/passwords.h"

#include <doctest/doctest.h>

namespace accounts {
namespace {

Passwords passwords_of(PasswordHash kind, int rounds = 4) {
  static SystemEntropy entropy;
  Settings settings;
  settings.password_hash = kind;
  settings.bcrypt_rounds = rounds;
  return Passwords(entropy, settings);
}

bool is_taken(std::string_view password, std::string_view email = "ana.kovac@example.org",
              std::string_view name = "Ana Kovač") {
  return static_cast<bool>(passwords_of(PasswordHash::bcrypt).check(password, email, name));
}

}  // namespace

TEST_CASE("a hash matches its own password and no other, with either algorithm") {
  for (const auto kind : {PasswordHash::argon2id, PasswordHash::bcrypt}) {
    const auto passwords = passwords_of(kind);
    for (const std::string& password :
         {std::string("violet harbour lantern"), std::string("Ünïcødé pässwörds"),
          std::string(72, 'x'), std::string(73, 'x'), std::string(1'024, 'y')}) {
      const auto hash = passwords.hash(password);
      CHECK(passwords.matches(password, hash));
      CHECK_FALSE(passwords.matches(password + "z", hash));
      CHECK_FALSE(passwords.matches(password.substr(1), hash));
      CHECK_FALSE(passwords.matches("", hash));
      CHECK_FALSE(passwords.is_stale(hash));
      CHECK(passwords.hash(password) != hash);
    }
  }
}

TEST_CASE("passwords that differ only beyond bcrypt's 72 bytes are told apart") {
  const auto passwords = passwords_of(PasswordHash::bcrypt);
  const auto hash = passwords.hash(std::string(80, 'x') + "a");
  CHECK(passwords.matches(std::string(80, 'x') + "a", hash));
  CHECK_FALSE(passwords.matches(std::string(80, 'x') + "b", hash));
}

TEST_CASE("hashes that others made are read") {
  const auto passwords = passwords_of(PasswordHash::argon2id);
  // Published test vectors: bcrypt's own, with the prefixes in use, and argon2's; the one with
  // four lanes is made by the reference implementation.
  CHECK(passwords.matches("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
  CHECK(passwords.matches("U*U", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
  CHECK(passwords.matches("password",
                          "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                          "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"));
  CHECK(passwords.matches("password",
                          "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQxNmJ5dGVzIQ"
                          "$9LFiNwlwJCAl7H0G/HRUsSHYKetEbGsp2B+k3YJeyUI"));
  CHECK(passwords.matches("password",
                          "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                          "$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA"));
  CHECK_FALSE(passwords.matches("password", "$argon2d$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFh"));
}

TEST_CASE("a hash with other parameters is stale") {
  const auto argon2id = passwords_of(PasswordHash::argon2id);
  CHECK(argon2id.is_stale("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFh"));
  CHECK(argon2id.is_stale(passwords_of(PasswordHash::bcrypt).hash("x")));
  CHECK(
      passwords_of(PasswordHash::bcrypt, 5).is_stale(passwords_of(PasswordHash::bcrypt).hash("x")));
}

TEST_CASE("passwords that are guessed first are refused") {
  for (const auto* password :
       {"", "short", "elevenchars", "password1234", "PasswordPassword", "123456789012",
        "qwertyuiop12", "abcdefghijklm", "aaaaaaaaaaaaaa", "abababababab", "administrator1",
        "letmeinletmein", "Willkommen2024!", "98765432109876", "ana.kovac@example.org",
        "Ana.Kovac2024", "kovač ana 123"})
    CHECK_MESSAGE(!is_taken(password), password);
  CHECK_FALSE(is_taken(std::string(1'025, 'a') + "bcdefgh"));
  CHECK_FALSE(is_taken("violet\xff harbour lantern"));
}

TEST_CASE("good passwords are taken as they are") {
  for (const auto* password : {"violet harbour lantern", "correct horse battery", "x7#kP2!mQ9$z",
                               "Kovač likes long walks", "пароль из слов", "   spaces count   "})
    CHECK_MESSAGE(is_taken(password), password);
}

}  // namespace accounts
