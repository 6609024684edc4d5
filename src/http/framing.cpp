#include "http/framing.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "http/problem.h"

namespace http {
namespace {

using std::string_view;

std::unexpected<Refusal> refuse(string_view why) {
  return std::unexpected(Refusal{&problems::kMalformed, why});
}

std::unexpected<Refusal> too_large(string_view why) {
  return std::unexpected(Refusal{&problems::kHeadTooLarge, why});
}

constexpr std::array<bool, 256> kTokenChars = [] {
  std::array<bool, 256> table{};
  for (const char c : string_view("!#$%&'*+-.^_`|~0123456789"
                                  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_token(string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return kTokenChars[c]; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equal_any_case(string_view text, string_view lower_case) {
  return std::ranges::equal(text, lower_case, {}, lower);
}

bool is_host(string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           string_view(".-_:[]").contains(c);
  });
}

string_view trim(string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool list_has(string_view list, string_view lower_case) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (equal_any_case(trim(list.substr(0, comma)), lower_case)) return true;
    list = comma == string_view::npos ? string_view() : list.substr(comma + 1);
  }
  return false;
}

// Cuts the next line, without its CRLF, off the front.
string_view next_line(string_view& rest) {
  const auto end = rest.find("\r\n");
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line;
}

std::expected<void, Refusal> read_request_line(string_view line, Head& head, bool& is_1_1) {
  const auto first = line.find(' ');
  const auto second = line.find(' ', first == string_view::npos ? first : first + 1);
  if (second == string_view::npos) return refuse("The request line has not three words.");
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, second - first - 1);
  const auto version = line.substr(second + 1);
  if (!is_token(head.method)) return refuse("The method is not a word.");
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return refuse("Only HTTP/1.1 and HTTP/1.0 are spoken here.");
  is_1_1 = version == "HTTP/1.1";
  if (!head.target.starts_with('/'))
    return refuse("The target must be a path on this server, beginning with a slash.");
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f && c != '#'; };
  if (!std::ranges::all_of(head.target, is_plain))
    return refuse("The target holds a character that must be escaped.");
  return {};
}

std::expected<Header, Refusal> read_header(string_view line) {
  if (line.front() == ' ' || line.front() == '\t')
    return refuse("A header line may not be folded.");
  const auto colon = line.find(':');
  if (colon == string_view::npos) return refuse("A header line has no colon.");
  const auto name = line.substr(0, colon);
  if (!is_token(name)) return refuse("A header's name is not a word followed by a colon.");
  const auto value = trim(line.substr(colon + 1));
  const auto is_plain = [](unsigned char c) { return (c >= ' ' && c != 0x7f) || c == '\t'; };
  if (!std::ranges::all_of(value, is_plain))
    return refuse("A header's value holds a control character.");
  Header header{std::string(name), std::string(value)};
  std::ranges::transform(header.first, header.first.begin(), lower);
  return header;
}

// The headers on which the framing or our decisions rest. Each may stand once.
struct Single {
  const std::string* host = nullptr;
  const std::string* length = nullptr;
  const std::string* encoding = nullptr;
  const std::string* expect = nullptr;
  const std::string* type = nullptr;
  const std::string* origin = nullptr;
  const std::string* fetch_site = nullptr;

  const std::string** slot(string_view name) {
    if (name == "host") return &host;
    if (name == "content-length") return &length;
    if (name == "transfer-encoding") return &encoding;
    if (name == "expect") return &expect;
    if (name == "content-type") return &type;
    if (name == "origin") return &origin;
    if (name == "sec-fetch-site") return &fetch_site;
    return nullptr;
  }
};

std::expected<void, Refusal> read_length(string_view text, Head& head) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || text.size() > 18 || !std::ranges::all_of(text, is_digit))
    return refuse("Content-Length is not a plain number.");
  for (const char c : text) head.length = head.length * 10 + static_cast<unsigned>(c - '0');
  if (head.length > 0) head.body = Head::Body::length;
  return {};
}

std::expected<void, Refusal> read_framing(const Single& single, bool is_1_1, Head& head) {
  if (!single.host && is_1_1) return refuse("The Host header is missing.");
  if (single.host && !is_host(*single.host)) return refuse("The Host header names no host.");
  if (single.encoding) {
    if (single.length) return refuse("Content-Length and Transfer-Encoding contradict each other.");
    if (!is_1_1) return refuse("HTTP/1.0 knows no Transfer-Encoding.");
    if (*single.encoding != "chunked")
      return refuse("The only Transfer-Encoding taken here is chunked.");
    head.body = Head::Body::chunked;
  }
  if (single.length)
    if (auto fine = read_length(*single.length, head); !fine) return fine;
  if (single.expect && is_1_1) {
    if (!equal_any_case(*single.expect, "100-continue"))
      return refuse("The only expectation met here is 100-continue.");
    head.expects_continue = head.body != Head::Body::none;
  }
  return {};
}

void read_connection(bool is_1_1, Head& head) {
  head.keep_alive = is_1_1;
  head.knows_chunks = is_1_1;
  for (const auto& [name, value] : head.headers) {
    if (name != "connection") continue;
    if (list_has(value, "close")) {
      head.keep_alive = false;
      return;
    }
    if (list_has(value, "keep-alive")) head.keep_alive = true;
  }
}

}  // namespace

std::expected<std::size_t, Refusal> find_head_end(string_view bytes, std::size_t scanned) {
  const auto reach = std::min(bytes.size(), ceilings::kHeadBytes);
  for (std::size_t i = scanned; i < reach; ++i) {
    const char c = bytes[i];
    if (c > '\r') continue;
    if (c == '\0') return refuse("The head holds a NUL.");
    if (c == '\r' && i + 1 < bytes.size() && bytes[i + 1] != '\n')
      return refuse("A carriage return stands alone in the head.");
    if (c != '\n') continue;
    if (i == 0 || bytes[i - 1] != '\r') return refuse("A line feed stands alone in the head.");
    if (i == 1) return refuse("The request begins with an empty line.");
    if (i >= 3 && bytes[i - 2] == '\n') return i + 1;
  }
  if (bytes.size() >= ceilings::kHeadBytes) return too_large("The head is larger than 16 KiB.");
  return 0;
}

std::expected<Head, Refusal> parse_head(string_view bytes) {
  Head head;
  bool is_1_1 = false;
  string_view rest = bytes;
  if (auto fine = read_request_line(next_line(rest), head, is_1_1); !fine)
    return std::unexpected(fine.error());
  head.headers.reserve(24);
  while (rest != "\r\n") {
    if (head.headers.size() == ceilings::kHeaders)
      return too_large("The head has more than 100 headers.");
    auto header = read_header(next_line(rest));
    if (!header) return std::unexpected(header.error());
    head.headers.push_back(std::move(*header));
  }
  Single single;
  for (const auto& [name, value] : head.headers) {
    const std::string** slot = single.slot(name);
    if (!slot) continue;
    if (*slot) return refuse("A header that may stand once stands twice.");
    *slot = &value;
  }
  if (auto fine = read_framing(single, is_1_1, head); !fine) return std::unexpected(fine.error());
  read_connection(is_1_1, head);
  return head;
}

}  // namespace http
