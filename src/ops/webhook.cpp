#include "ops/webhook.h"

#include <curl/curl.h>

#include <memory>

#include <fmt/format.h>

#include "ops/base64.h"

namespace ops {
namespace {

constexpr long kWebhookConnectMs = 5'000;
constexpr long kWebhookMs = 10'000;
constexpr std::string_view kSecretPrefix = "whsec_";

using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

std::string bytes_of_hex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  return bytes;
}

std::size_t drop_answer(char*, std::size_t size, std::size_t count, void* left) {
  auto& bytes_left = *static_cast<std::size_t*>(left);
  if (size * count > bytes_left) return 0;  // nobody answers a webhook with a film
  bytes_left -= size * count;
  return size * count;
}

Headers headers_for(const Webhook& hook, const std::string& id, std::int64_t seconds,
                    const std::string& body) {
  curl_slist* list = nullptr;
  for (const std::string& line :
       {std::string("content-type: application/json"), std::string("user-agent: asbuilt"),
        std::string("expect:"), fmt::format("webhook-id: {}", id),
        fmt::format("webhook-timestamp: {}", seconds),
        fmt::format("webhook-signature: {}", webhook_signature(hook, id, seconds, body))})
    list = curl_slist_append(list, line.c_str());
  return {list, curl_slist_free_all};
}

}  // namespace

std::string webhook_secret_from(std::string_view server_secret) {
  return std::string(kSecretPrefix) +
         to_base64(bytes_of_hex(HmacSha256(server_secret).hex_of("asbuilt webhook")));
}

bool is_webhook_secret(std::string_view text) {
  if (!text.starts_with(kSecretPrefix)) return false;
  const auto key = from_base64(text.substr(kSecretPrefix.size()));
  return key && key->size() >= 24 && key->size() <= 64;
}

std::string webhook_signature(const Webhook& hook, std::string_view id, std::int64_t seconds,
                              std::string_view body) {
  const auto encoded =
      std::string_view(hook.secret).substr(std::min(kSecretPrefix.size(), hook.secret.size()));
  const HmacSha256 hmac(from_base64(encoded).value_or(""));
  return "v1," + to_base64(bytes_of_hex(hmac.hex_of(fmt::format("{}.{}.{}", id, seconds, body))));
}

std::optional<std::string> post_webhook(const Webhook& hook, const std::string& id,
                                        std::int64_t now_ms, const std::string& body) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 curl_easy_cleanup);
  const Headers headers = headers_for(hook, id, now_ms / 1'000, body);
  std::size_t answer_left = 64 * 1024;
  curl_easy_setopt(curl.get(), CURLOPT_URL, hook.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_POST, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, drop_answer);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer_left);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT_MS, kWebhookConnectMs);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, kWebhookMs);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  const CURLcode outcome = curl_easy_perform(curl.get());
  if (outcome != CURLE_OK) return std::string(curl_easy_strerror(outcome));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status >= 200 && status < 300) return std::nullopt;
  return fmt::format("it answered {}", status);
}

}  // namespace ops
