#include "http/reply.h"

namespace http {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return "Unknown";
  }
}

bool has_header(const Reply& reply, std::string_view name) {
  for (const auto& header : reply.headers)
    if (header.first == name) return true;
  return false;
}

bool is_read(Method method) { return method == Method::get || method == Method::head; }

// What a signed-in person is told stays in no cache, on no disk: the web app keeps what it shows,
// and its entity tags, in memory, so that lists still answer 304 (decision 0019). What anybody may
// read is asked for again each time.
std::string_view cache_control(const Request& request, const Reply& reply) {
  const bool open = request.caller.user_id.empty() && is_read(request.method) && reply.status < 400;
  return open ? "private, no-cache" : "no-store";
}

// A value that came from a client (a file's name) can never end the line it stands in.
void append_header(std::string& head, std::string_view name, std::string_view value) {
  head.append(name) += ": ";
  for (const char c : value) head += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  head += "\r\n";
}

void make_304(Reply& reply) {
  reply.status = 304;
  reply.body.clear();
  reply.static_body = {};
  reply.file.reset();
}

// Narrows a file to the range asked for.
void apply_range(const Request& request, Reply& reply, Outgoing& out) {
  const auto size = reply.file->size_bytes;
  reply.headers.emplace_back("accept-ranges", "bytes");
  switch (wanted_range(request, reply.etag, size, out.of_file)) {
    case RangeKind::whole:
      break;
    case RangeKind::part:
      reply.status = 206;
      reply.headers.emplace_back("content-range",
                                 fmt::format("bytes {}-{}/{}", out.of_file.first,
                                             out.of_file.first + out.of_file.count - 1, size));
      break;
    case RangeKind::unsatisfiable:
      reply.status = 416;
      reply.headers.emplace_back("content-range", fmt::format("bytes */{}", size));
      reply.file.reset();
      reply.content_type.clear();
      out.of_file = {};
  }
}

}  // namespace

std::string standing_headers(const ServerSettings& settings) {
  std::string_view policy = settings.content_security_policy;
  if (policy.empty()) policy = "default-src 'none'; frame-ancestors 'none'";
  auto out = fmt::format(
      "x-content-type-options: nosniff\r\ncontent-security-policy: {}\r\n"
      "referrer-policy: same-origin\r\ncross-origin-opener-policy: same-origin\r\n"
      "cross-origin-resource-policy: same-origin\r\n"
      "cross-origin-embedder-policy: require-corp\r\n"
      "permissions-policy: camera=(self), geolocation=(self)\r\n",
      policy);
  if (settings.public_url.starts_with("https://"))
    out += "strict-transport-security: max-age=31536000\r\n";
  return out;
}

Outgoing make_outgoing(const Request& request, Reply& reply, std::string_view standing,
                       std::string_view date, bool keep_alive) {
  Outgoing out;
  const bool may_be_kept = is_read(request.method) && reply.status == 200;
  if (may_be_kept && !reply.file && reply.etag.empty() && reply.content_type == "application/json")
    reply.etag = etag_of(bytes_of(reply));
  if (may_be_kept && names_etag(request.header("if-none-match"), reply.etag)) {
    make_304(reply);
  } else if (reply.status == 200 && reply.file) {
    apply_range(request, reply, out);
  }
  const bool bodiless = reply.status == 304 || reply.status == 204;
  out.has_body = !bodiless && request.method != Method::head;

  auto& head = out.head;
  head.reserve(standing.size() + 512);
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\ndate: {}\r\n", reply.status,
                 reason_of(reply.status), date);
  head += standing;
  for (const auto& [name, value] : reply.headers) append_header(head, name, value);
  if (!has_header(reply, "cache-control"))
    head.append("cache-control: ").append(cache_control(request, reply)) += "\r\n";
  if (!reply.etag.empty()) head.append("etag: ").append(reply.etag) += "\r\n";
  if (!request.id.empty()) head.append("x-request-id: ").append(request.id) += "\r\n";
  if (!keep_alive) head += "connection: close\r\n";
  if (!bodiless) {
    if (!reply.content_type.empty())
      head.append("content-type: ").append(reply.content_type) += "\r\n";
    const auto length = reply.file ? out.of_file.count : bytes_of(reply).size();
    if (!reply.stream && !reply.source)
      fmt::format_to(std::back_inserter(head), "content-length: {}\r\n", length);
  }
  head += "\r\n";
  return out;
}

}  // namespace http
