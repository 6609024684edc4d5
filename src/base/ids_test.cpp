#include <doctest/doctest.h>

#include <set>

#include "base/hex.h"
#include "base/ids.h"
#include "base/scalars.h"

TEST_CASE("ids are UUIDv7, carry their time and never repeat") {
  SystemClock clock;
  SystemEntropy entropy;
  const Ids ids(clock, entropy);
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) {
    const std::string id = ids.next_text();
    CHECK(is_uuid7(id));
    CHECK(std::abs(uuid7_time_ms(id) - clock.now_ms()) < 60'000);
    seen.insert(id);
  }
  CHECK(seen.size() == 1'000);
}

TEST_CASE("only the lower-case canonical form of version 7 is an id") {
  const std::string good = "0199a0b0-1234-7abc-8def-0123456789ab";
  CHECK(is_uuid7(good));
  for (const char* bad :
       {"0199A0B0-1234-7abc-8def-0123456789ab", "0199a0b0-1234-4abc-8def-0123456789ab",
        "0199a0b0-1234-7abc-cdef-0123456789ab", "0199a0b012347abc8def0123456789ab",
        "0199a0b0-1234-7abc-8def-0123456789a", "0199a0b0-1234-7abc-8def-0123456789a/"})
    CHECK_MESSAGE(!is_uuid7(bad), bad);
}

TEST_CASE("SHA-256, HMAC and base64url give the published values") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, test case 2
  CHECK(HmacSha256("Jefe").hex_of("what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  // RFC 4648, section 10
  CHECK(to_base64url("foobar") == "Zm9vYmFy");
  CHECK(to_base64url("foob") == "Zm9vYg");
  CHECK(from_base64url("Zm9vYg") == "foob");
  for (const char* bad : {"Zm9vYh", "Z", "Zm9v=", "Zm 9"}) CHECK_MESSAGE(!from_base64url(bad), bad);
}

TEST_CASE("text that one of the databases would refuse is not clean") {
  CHECK(is_clean_utf8("größe 測量 🙂"));
  for (const std::string& bad :
       {std::string("a\0b", 3), std::string("\xc0\xaf"), std::string("\xed\xa0\x80"),
        std::string("\xf5\x80\x80\x80"), std::string("\xe2\x82")})
    CHECK(!is_clean_utf8(bad));
  CHECK(code_points("größe") == 5);
  CHECK(!is_clean_text("a\rb", 0, 10));
  CHECK(is_clean_text("a\nb", 0, 3));
}
