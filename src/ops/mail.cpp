#include "ops/mail.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <memory>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "ops/base64.h"

namespace ops {
namespace {

constexpr long kMailConnectMs = 5'000;
constexpr long kMailMs = 20'000;
constexpr std::size_t kLineBytes = 72;     // of quoted-printable, which allows 76
constexpr std::size_t kEncodedBytes = 42;  // of one encoded word, which may have 75 characters

bool is_plain(std::string_view text) {
  for (const char c : text)
    if (c < 0x20 || c > 0x7e) return false;
  return true;
}

// Control characters would end the header line, or begin another.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, 200))
    line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return line;
}

// RFC 2047, in words that end between characters.
std::string header_text(std::string_view text) {
  const std::string line = one_line(text);
  if (is_plain(line)) return line;
  std::string out;
  for (std::size_t from = 0; from < line.size();) {
    std::size_t to = std::min(from + kEncodedBytes, line.size());
    while (to < line.size() && (line[to] & 0xc0) == 0x80) --to;
    out += fmt::format("{}=?utf-8?B?{}?=", from == 0 ? "" : "\r\n ",
                       to_base64(std::string_view(line).substr(from, to - from)));
    from = to;
  }
  return out;
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
    const bool plain = (c > 0x20 && c < 0x7f && c != '=' && !(c == '.' && column == 0)) ||
                       (c == ' ' && !ends_line);
    const std::string piece =
        plain ? std::string(1, c) : fmt::format("={:02X}", static_cast<unsigned char>(c));
    if (column + piece.size() > kLineBytes) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  }
  return out + "\r\n";
}

std::string_view host_of(std::string_view url) {
  url.remove_prefix(std::min(url.find("://") + 3, url.size()));
  url = url.substr(0, url.find('/'));
  url.remove_prefix(url.rfind('@') + 1);  // npos + 1 is 0
  if (url.starts_with('[')) return url.substr(1, url.find(']') - 1);
  return url.substr(0, url.find(':'));
}

struct Unread {
  std::string_view text;
};

std::size_t read_mail(char* to, std::size_t size, std::size_t count, void* from) {
  auto& unread = *static_cast<Unread*>(from);
  const auto bytes = std::min(size * count, unread.text.size());
  std::memcpy(to, unread.text.data(), bytes);
  unread.text.remove_prefix(bytes);
  return bytes;
}

long use_ssl(Privacy privacy) {
  if (privacy == Privacy::always) return CURLUSESSL_ALL;
  return privacy == Privacy::none ? CURLUSESSL_NONE : CURLUSESSL_TRY;
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  return text.size() <= 254 && at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find_first_of(" <>,;:\"()@", at + 1) == std::string_view::npos &&
         text.find_first_of(" <>,;:\"()") == std::string_view::npos && is_plain(text);
}

std::string write_mail(const MailServer& server, const Mail& mail) {
  const std::time_t seconds = mail.at_ms / 1'000;
  const auto domain = server.from.substr(server.from.find('@') + 1);
  return fmt::format(
      "Date: {:%a, %d %b %Y %H:%M:%S} +0000\r\nFrom: Asbuilt <{}>\r\nTo: <{}>\r\nSubject: {}\r\n"
      "Message-ID: <{}@{}>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
      "\r\n{}",
      fmt::gmtime(seconds), server.from, mail.to, header_text(mail.subject), mail.id, domain,
      quoted_printable(mail.text));
}

Privacy privacy_of(std::string_view url) {
  const auto host = host_of(url);
  if (url.starts_with("smtps:")) return Privacy::always;
  if (host == "localhost" || host == "::1" || host.starts_with("127.")) return Privacy::none;
  const auto authority = url.substr(0, url.find('/', std::min(url.find("://") + 3, url.size())));
  return authority.find('@') == std::string_view::npos ? Privacy::if_it_can : Privacy::always;
}

std::optional<std::string> send_mail(const MailServer& server, const Mail& mail) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> to(
      curl_slist_append(nullptr, fmt::format("<{}>", mail.to).c_str()), curl_slist_free_all);
  const std::string message = write_mail(server, mail);
  Unread unread{message};
  curl_easy_setopt(curl.get(), CURLOPT_URL, server.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl.get(), CURLOPT_USE_SSL, use_ssl(privacy_of(server.url)));
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, fmt::format("<{}>", server.from).c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, read_mail);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &unread);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT_MS, kMailConnectMs);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, kMailMs);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  const CURLcode outcome = curl_easy_perform(curl.get());
  if (outcome == CURLE_OK) return std::nullopt;
  long code = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &code);
  std::string why = fmt::format("{}: {}", host_of(server.url), curl_easy_strerror(outcome));
  if (code >= 400) why += fmt::format(" (it answered {})", code);
  return why;
}

}  // namespace ops
