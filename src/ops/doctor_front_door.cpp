// The doctor goes out and comes in as people do: through PUBLIC_URL, over every address its name
// has, with a claim to be somebody else.
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <set>

#include "ops/doctor_checks.h"

namespace ops {
namespace {

constexpr long kPatienceMs = 10'000;
constexpr std::int64_t kDayS = 86'400;
constexpr std::int64_t kCertificateDays = 14;
constexpr const char* kClaimed = "192.0.2.66";  // an address that nobody has

struct Answer {
  std::string error;  // empty: it answered
  long status = 0;
  std::string location;
  std::string hsts;
  std::int64_t certificate_ends_s = 0;
};

std::size_t take_header(char* text, std::size_t size, std::size_t count, void* into) {
  std::string_view line(text, size * count);
  std::string name(line.substr(0, line.find(':')));
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (name == "strict-transport-security") {
    line.remove_prefix(std::min(line.find(':') + 1, line.size()));
    static_cast<Answer*>(into)->hsts = line;
  }
  return size * count;
}

std::size_t take_nothing(char*, std::size_t size, std::size_t count, void*) { return size * count; }

std::int64_t certificate_end(CURL* curl) {
  curl_certinfo* chain = nullptr;
  if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain ||
      chain->num_of_certs < 1)
    return 0;
  for (const auto* line = chain->certinfo[0]; line; line = line->next) {
    const std::string_view text(line->data);
    if (text.starts_with("Expire date:")) return curl_getdate(line->data + 12, nullptr);
  }
  return 0;
}

struct Visit {
  std::string url;
  std::string at;  // "name:443:192.0.2.1": go there, whatever the name says; may be empty
  bool claims = false;
};

Answer call_on(const Visit& visit) {
  Answer answer;
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  using List = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;
  const List at(visit.at.empty() ? nullptr : curl_slist_append(nullptr, visit.at.c_str()),
                curl_slist_free_all);
  const auto claim = fmt::format("X-Forwarded-For: {}", kClaimed);
  const List headers(visit.claims ? curl_slist_append(nullptr, claim.c_str()) : nullptr,
                     curl_slist_free_all);
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(curl.get(), option, value);
  };
  set(CURLOPT_URL, visit.url.c_str());
  set(CURLOPT_TIMEOUT_MS, kPatienceMs);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CERTINFO, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_HEADERFUNCTION, take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&answer));
  set(CURLOPT_WRITEFUNCTION, take_nothing);
  if (at) set(CURLOPT_RESOLVE, at.get());
  if (headers) set(CURLOPT_HTTPHEADER, headers.get());
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program writes the environment
  if (const char* roots = std::getenv("SSL_CERT_FILE")) set(CURLOPT_CAINFO, roots);
  if (const auto code = curl_easy_perform(curl.get()); code != CURLE_OK)
    answer.error = curl_easy_strerror(code);
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  char* location = nullptr;
  curl_easy_getinfo(curl.get(), CURLINFO_REDIRECT_URL, &location);
  if (location) answer.location = location;
  answer.certificate_ends_s = certificate_end(curl.get());
  return answer;
}

struct Door {
  bool https = false;
  std::string host, port;
};

Door door_of(std::string_view url) {
  Door door{url.starts_with("https://"), {}, {}};
  url.remove_prefix(url.find("//") + 2);
  url = url.substr(0, url.find('/'));
  const auto colon = url.rfind(':');
  const bool has_port = colon != std::string_view::npos && url.back() != ']';
  door.host = url.substr(0, has_port ? colon : url.size());
  door.port = has_port ? std::string(url.substr(colon + 1)) : door.https ? "443" : "80";
  return door;
}

std::set<std::string> addresses_of(const Door& door) {
  std::set<std::string> found;
  addrinfo* list = nullptr;
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  if (::getaddrinfo(door.host.c_str(), door.port.c_str(), &wanted, &list) != 0) return found;
  for (const auto* each = list; each; each = each->ai_next) {
    char text[NI_MAXHOST];
    if (::getnameinfo(each->ai_addr, each->ai_addrlen, text, sizeof text, nullptr, 0,
                      NI_NUMERICHOST) == 0)
      found.insert(text);
  }
  ::freeaddrinfo(list);
  return found;
}

// The address that everybody types answers on each address its name has: a phone with IPv6 tries
// that first.
bool check_addresses(const Patient& patient, const Door& door, const std::string& url,
                     std::vector<Finding>& findings) {
  const auto addresses = addresses_of(door);
  std::string silent;
  for (const auto& address : addresses) {
    const auto bare = address.contains(':') ? "[" + address + "]" : address;
    const auto answer =
        call_on({url + "/api/live", door.host + ":" + door.port + ":" + bare, false});
    if (!answer.error.empty() || answer.status != 200)
      silent += fmt::format(
          " {} ({})", address,
          answer.error.empty() ? fmt::format("status {}", answer.status) : answer.error);
  }
  const bool fine = !addresses.empty() && silent.empty();
  std::string why = fmt::format("{} answers on {} addresses.", url, addresses.size());
  if (addresses.empty()) why = door.host + " leads nowhere.";
  if (!silent.empty()) why = fmt::format("{} is not well on:{}.", url, silent);
  judge(findings, "address", fine, Verdict::fail, why,
        fmt::format("See that the name leads here, the proxy runs and passes to port {}, ports 80 "
                    "and 443 are open, and its certificate is good.",
                    patient.port));
  return fine;
}

void check_https(const Patient& patient, const Door& door, const std::string& url,
                 std::vector<Finding>& findings) {
  const auto answer = call_on({url + "/api/live", {}, false});
  const auto days = (answer.certificate_ends_s - patient.clock.now_ms() / 1000) / kDayS;
  judge(findings, "certificate", answer.certificate_ends_s > 0 && days >= kCertificateDays,
        days >= 0 ? Verdict::warn : Verdict::fail,
        fmt::format("The certificate is good for {} more days.", days),
        "Renewing does not work: certbot renew --dry-run says why.");
  judge(findings, "hsts", answer.hsts.contains("max-age=31536000"), Verdict::fail,
        answer.hsts.empty() ? "Browsers are not told to stay with https (HSTS)."
                            : "HSTS:" + answer.hsts.substr(0, answer.hsts.find('\r')),
        "Take the site file that ships: /usr/share/asbuilt/nginx.conf.");
  if (door.port != "443") return;
  const auto plain = call_on({"http://" + door.host + "/", {}, false});
  judge(findings, "redirect", !plain.error.empty() || plain.location.starts_with("https://"),
        Verdict::fail, "http leads to https, or nowhere.",
        "Take the site file that ships: /usr/share/asbuilt/nginx.conf.");
}

// What the server made of a visitor that came through the front door.
void check_proxy(const Patient& patient, const Door& door, const std::string& url,
                 std::vector<Finding>& findings) {
  const auto answer = call_on({url + patient.expect_visit(), {}, true});
  const auto seen = patient.visit();
  const auto trusted = patient.number("TRUST_PROXY");
  std::string why = fmt::format("A visitor through {} has the address {}; TRUST_PROXY={}.", url,
                                seen ? seen->client_ip : "?", trusted);
  std::string advice;
  const auto hops = seen ? 1 + std::ranges::count(seen->forwarded_for, ',') : 0;
  if (!seen) {
    why = fmt::format("{} is answered by something else (status {}).", url, answer.status);
    advice = "The proxy must pass /api/ to this server, and to this server alone.";
  } else if (seen->client_ip == kClaimed) {
    why += " It is what the visitor claims: anybody may be anybody, and rate limits stop nobody.";
    advice =
        "Set TRUST_PROXY to the number of your proxies: 0 without, 1 behind one. The proxy must "
        "set X-Forwarded-For itself.";
  } else if (trusted == 0 && seen->forwarded_for != kClaimed) {
    why += " A proxy is in front: all people share its address, and its rate limits.";
    advice = "Set TRUST_PROXY=1.";
  } else if (hops < trusted) {
    why += fmt::format(" Only {} proxies told of it.", hops);
    advice = fmt::format("Set TRUST_PROXY={}.", hops);
  } else if (door.https && !seen->over_https) {
    why += " The proxy does not say that it came over https.";
    advice = "The proxy must set X-Forwarded-Proto.";
  }
  judge(findings, "proxy", advice.empty(), Verdict::fail, why, advice);
}

}  // namespace

void check_front_door(const Patient& patient, std::vector<Finding>& findings) {
  auto url = patient.setting("PUBLIC_URL");
  while (url.ends_with('/')) url.pop_back();
  judge(findings, "https", url.starts_with("https://"), Verdict::fail,
        url.empty() ? "PUBLIC_URL is not set." : "People open " + url + ".",
        "Passwords and photos go in the clear. asbuilt setup --domain … brings https.");
  if (url.empty()) return;
  const Door door = door_of(url);
  if (!check_addresses(patient, door, url, findings)) return;
  if (door.https) check_https(patient, door, url, findings);
  check_proxy(patient, door, url, findings);
}

}  // namespace ops
