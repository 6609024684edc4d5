#include "blobs/s3_sign.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <chrono>
#include <span>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/hex.h"

namespace blobs::s3 {
namespace {

std::string keyed_hash(std::string_view key, std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned size = 0;
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
            reinterpret_cast<const unsigned char*>(message.data()), message.size(), out.data(),
            &size))
    throw std::runtime_error("HMAC is not available in OpenSSL");
  return {reinterpret_cast<const char*>(out.data()), size};
}

std::string names_of(const Fields& headers) {
  std::string names;
  for (const auto& [name, value] : headers) {
    if (!names.empty()) names += ';';
    names += name;
  }
  return names;
}

std::string canonical(const Unsigned& request) {
  std::string text =
      fmt::format("{}\n{}\n{}\n", request.method, request.path, encoded_query(request.query));
  for (const auto& [name, value] : request.headers) text += fmt::format("{}:{}\n", name, value);
  text += fmt::format("\n{}\n{}", names_of(request.headers),
                      request.headers.find("x-amz-content-sha256")->second);
  return text;
}

}  // namespace

std::string encoded(std::string_view text, bool keep_slash) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~' || (c == '/' && keep_slash);
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string encoded_query(const Fields& query) {
  std::string out;
  for (const auto& [name, value] : query) {
    if (!out.empty()) out += '&';
    out += fmt::format("{}={}", encoded(name, false), encoded(value, false));
  }
  return out;
}

std::string signing_time(std::int64_t now_ms) {
  const std::chrono::sys_seconds time{std::chrono::seconds(now_ms / 1'000)};
  return fmt::format("{:%Y%m%dT%H%M%SZ}", time);
}

std::string authorization(const Unsigned& request, const S3Keys& keys, std::string_view region) {
  const std::string& time = request.headers.find("x-amz-date")->second;
  const std::string day = time.substr(0, 8);
  const std::string scope = fmt::format("{}/{}/s3/aws4_request", day, region);
  const std::string to_sign =
      fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", time, scope, sha256_hex(canonical(request)));
  std::string key = "AWS4" + keys.secret;
  for (const std::string_view part :
       {std::string_view(day), region, std::string_view("s3"), std::string_view("aws4_request")})
    key = keyed_hash(key, part);
  const std::string signature = keyed_hash(key, to_sign);
  return fmt::format("AWS4-HMAC-SHA256 Credential={}/{},SignedHeaders={},Signature={}", keys.access,
                     scope, names_of(request.headers), to_hex(std::as_bytes(std::span(signature))));
}

}  // namespace blobs::s3
