// Which passwords are refused. The list is short on purpose: it holds what attackers try first,
// and length does the rest.
#include <algorithm>
#include <array>
#include <set>

#include "accounts/passwords.h"

namespace accounts {
namespace {

constexpr auto kCommon = std::to_array<std::string_view>(
    {"password",     "passwort",     "passw0rd",      "motdepasse", "contrasena",
     "qwerty",       "qwertyuiop",   "qwertz",        "azerty",     "asdfgh",
     "asdfghjkl",    "zxcvbnm",      "letmein",       "welcome",    "willkommen",
     "iloveyou",     "admin",        "administrator", "root",       "changeme",
     "secret",       "default",      "guest",         "master",     "dragon",
     "monkey",       "football",     "baseball",      "superman",   "batman",
     "sunshine",     "princess",     "trustno1",      "whatever",   "starwars",
     "computer",     "internet",     "samsung",       "liverpool",  "michael",
     "charlie",      "shadow",       "asbuilt",       "photos",     "reviewer",
     "crew",         "test",         "testtest",      "temp",       "correcthorsebatterystaple",
     "1q2w3e4r5t6y", "1qaz2wsx3edc", "q1w2e3r4t5y6",  "abc",        "demo"});

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

void remove_all(std::string& text, std::string_view word) {
  if (word.size() < 3) return;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at))
    text.erase(at, word.size());
}

// What is left when digits and punctuation are taken off both ends.
std::string_view core_of(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c & 0x80); };
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  return text;
}

bool is_common(std::string_view password) {
  const auto core = core_of(password);
  return std::ranges::any_of(kCommon, [&](std::string_view word) {
    std::string rest(core);
    remove_all(rest, word);  // so that "passwordpassword1" is as bad as "password1"
    return password == word || core == word || (rest.empty() && !core.empty());
  });
}

// 111111111111, abababababab, 123456789012, abcdefghijkl
bool is_pattern(std::string_view password) {
  if (std::set<char>(password.begin(), password.end()).size() < 5) return true;
  std::size_t steps = 0;
  for (std::size_t i = 1; i < password.size(); ++i) {
    const int step = password[i] - password[i - 1];
    steps += step == 1 || step == 0 || step == -1 || (password[i - 1] == '9' && password[i] == '0');
  }
  return steps * 10 >= (password.size() - 1) * 8;
}

// Is it little more than the person's own email and name?
bool is_own_name(std::string password, const std::string& email, const std::string& name) {
  const std::size_t before = password.size();
  remove_all(password, email);
  remove_all(password, std::string_view(email).substr(0, email.find('@')));
  remove_all(password, name);
  for (std::size_t from = 0; from < name.size();) {
    const auto to = std::min(name.find(' ', from), name.size());
    remove_all(password, std::string_view(name).substr(from, to - from));
    from = to + 1;
  }
  return password.size() < before && password.size() < 6;
}

Error weak(std::string detail) { return field_error(kPasswordWeak, "password", std::move(detail)); }

}  // namespace

Result<void> Passwords::check(std::string_view password, std::string_view email,
                              std::string_view name) const {
  if (password.size() > kPasswordBytesMax)
    return weak(fmt::format("Use at most {} bytes.", kPasswordBytesMax));
  if (!is_clean_utf8(password)) return weak("Use text that can be typed.");
  if (code_points(password) < static_cast<std::size_t>(min_length_))
    return weak(
        fmt::format("Use at least {} characters; a few words in a row do well.", min_length_));
  const auto plain = lowered(password);
  if (is_common(plain) || is_pattern(plain))
    return weak("This one is among the first to be guessed. A few words in a row do well.");
  if (is_own_name(plain, lowered(email), lowered(name)))
    return weak("Use more than your own name or email.");
  return {};
}

}  // namespace accounts
