// Telling another program by HTTP, signed as in Standard Webhooks (standardwebhooks.com).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ops {

struct Webhook {
  std::string url;     // http:// or https://; may hold a token of its own, so it is never logged
  std::string secret;  // whsec_ and base64 of 24 to 64 bytes
};

// A secret that stays the same as long as the server's own does.
std::string webhook_secret_from(std::string_view server_secret);
bool is_webhook_secret(std::string_view text);

// `v1,` and base64 of HMAC-SHA256 over "id.seconds.body".
std::string webhook_signature(const Webhook& hook, std::string_view id, std::int64_t seconds,
                              std::string_view body);

// Posts JSON; anything but 2xx within 10 s has failed, and no redirect is followed. Why it was not
// taken, in words without secrets; nothing when it was.
std::optional<std::string> post_webhook(const Webhook& hook, const std::string& id,
                                        std::int64_t now_ms, const std::string& body);

}  // namespace ops
