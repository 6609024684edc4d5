// Devices that are known: a mark that says "somebody signed in to this account here", so that
// strangers who guess at the account do not lock its owner out.
#include "accounts/accounts.h"
#include "base/hex.h"

namespace accounts {
namespace {

constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kNonceChars = 22;  // base64url of 16 bytes

std::string signed_words(std::string_view nonce, std::string_view account) {
  return fmt::format("device\n{}\n{}", nonce, account);
}

}  // namespace

// nonce.hmac: nothing of it is stored, and nobody else's opens this account's count.
bool Accounts::is_known(const Visitor& from, std::string_view account) const {
  const std::string_view mark = from.device_mark;
  if (mark.size() <= kNonceChars || mark[kNonceChars] != '.') return false;
  const auto words = signed_words(mark.substr(0, kNonceChars), account);
  bool known = false;
  for (const HmacSha256& key : session_keys_)
    known |= equal_in_constant_time(mark.substr(kNonceChars + 1), key.hex_of(words));
  return known;
}

// A device that is known keeps its mark, and so its count.
std::string Accounts::device_mark(const Visitor& from, std::string_view account) {
  if (is_known(from, account)) return from.device_mark;
  std::string bytes(kNonceBytes, '\0');
  entropy_.fill(std::as_writable_bytes(std::span(bytes)));
  const auto nonce = to_base64url(bytes);
  return nonce + "." + session_keys_.front().hex_of(signed_words(nonce, account));
}

}  // namespace accounts
