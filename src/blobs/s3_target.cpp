#include "blobs/s3_target.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

namespace blobs::s3 {
namespace {

[[noreturn]] void refuse(std::string_view why) {
  throw std::invalid_argument(
      fmt::format("{} Write s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION.", why));
}

bool all_of_set(std::string_view text, std::string_view extra) {
  return std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || extra.contains(c);
  });
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto digits = text.substr(i + 1, 2);
    if (digits.size() < 2 ||
        !std::ranges::all_of(digits, [](unsigned char c) { return std::isxdigit(c) != 0; }))
      refuse("A % in the address of the bucket begins no code.");
    out += static_cast<char>(std::stoi(std::string(digits), nullptr, 16));
    i += 2;
  }
  return out;
}

std::map<std::string, std::string, std::less<>> parameters(std::string_view query) {
  std::map<std::string, std::string, std::less<>> found;
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    const std::string name(pair.substr(0, equals));
    if (name != "endpoint" && name != "region" && name != "style")
      refuse(fmt::format("The address of the bucket has a part '{}' that is not known.", name));
    found[name] = percent_decoded(pair.substr(std::min(equals + 1, pair.size())));
  }
  return found;
}

// "http" or "https", "://", a host and perhaps a port; nothing else.
void set_endpoint(Target& target, std::string endpoint) {
  if (endpoint.ends_with('/')) endpoint.pop_back();
  const auto after = endpoint.find("://");
  const auto scheme = std::string_view(endpoint).substr(0, after);
  if (after == std::string::npos || (scheme != "http" && scheme != "https"))
    refuse("The endpoint must begin with http:// or https://.");
  target.host = endpoint.substr(after + 3);
  if (target.host.contains('@'))
    refuse("Credentials do not belong into the endpoint: set S3_ACCESS_KEY and S3_SECRET_KEY.");
  if (target.host.empty() || !all_of_set(target.host, ".-_:[]ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    refuse("The endpoint must be a host, perhaps with a port, without a path.");
  const std::string usual = scheme == "http" ? ":80" : ":443";
  if (target.host.ends_with(usual)) target.host.resize(target.host.size() - usual.size());
  target.origin = fmt::format("{}://{}", scheme, target.host);
}

}  // namespace

Target target_from(std::string_view url) {
  constexpr std::string_view kScheme = "s3://";
  if (!url.starts_with(kScheme)) refuse("This is no address of a bucket.");
  url.remove_prefix(kScheme.size());
  const auto question = std::min(url.find('?'), url.size());
  const auto given = parameters(url.substr(std::min(question + 1, url.size())));
  const auto path = url.substr(0, question);
  const auto slash = std::min(path.find('/'), path.size());

  Target target;
  target.bucket = path.substr(0, slash);
  if (target.bucket.size() < 3 || target.bucket.size() > 63 || !all_of_set(target.bucket, ".-"))
    refuse("A bucket's name has 3 to 63 characters of a-z 0-9 . and -.");
  target.prefix = path.substr(std::min(slash + 1, path.size()));
  if (target.prefix.ends_with('/')) target.prefix.pop_back();
  if (target.prefix.size() > 200 || target.prefix.starts_with('/') ||
      target.prefix.contains("//") || target.prefix.contains("..") ||
      !all_of_set(target.prefix, "-_./"))
    refuse("A prefix has characters of a-z 0-9 - _ . and single slashes.");
  if (!target.prefix.empty()) target.prefix += '/';
  if (const auto region = given.find("region"); region != given.end())
    target.region = region->second;
  if (target.region.empty() || !all_of_set(target.region, "-_"))
    refuse("The region is not a name.");
  const auto endpoint = given.find("endpoint");
  set_endpoint(target, endpoint != given.end()
                           ? endpoint->second
                           : fmt::format("https://s3.{}.amazonaws.com", target.region));
  const auto style = given.find("style");
  if (style != given.end() && style->second != "path" && style->second != "virtual")
    refuse("The style is path or virtual.");
  if (style != given.end() && style->second == "virtual") {
    const auto scheme = target.origin.substr(0, target.origin.find("://") + 3);
    target.host = fmt::format("{}.{}", target.bucket, target.host);
    target.origin = scheme + target.host;
  } else {
    target.root = "/" + target.bucket;
  }
  return target;
}

}  // namespace blobs::s3
