#include "http/problem.h"

#include "base/words.h"

namespace http {

int status_of(Code code) {
  switch (code) {
    case Code::invalid:
      return 400;
    case Code::unauthorized:
      return 401;
    case Code::denied:
      return 403;
    case Code::not_found:
      return 404;
    case Code::not_allowed:
      return 405;
    case Code::timed_out:
      return 408;
    case Code::conflict:
      return 409;
    case Code::gone:
      return 410;
    case Code::too_large:
      return 413;
    case Code::unsupported:
      return 415;
    case Code::unprocessable:
      return 422;
    case Code::rate_limited:
      return 429;
    case Code::head_too_large:
      return 431;
    case Code::fault:
      return 500;
    case Code::unavailable:
      return 503;
    case Code::storage_full:
      return 507;
  }
  return 500;
}

Reply problem_reply(const Error& error, std::string_view incident) {
  const Problem& problem = *error.problem;
  Reply reply;
  reply.status = status_of(problem.code);
  reply.problem = &problem;
  reply.content_type = "application/problem+json";
  auto& out = reply.body;
  out = fmt::format(R"({{"type":"/problems/{0}","title":)", problem.slug);
  json::append_string(out, problem.title);
  out += fmt::format(R"(,"status":{},"code":"{}","detail":)", reply.status, problem.slug);
  json::append_string(out, error.detail);
  out += ",\"fields\":[";
  for (const auto& field : error.fields) {
    if (&field != error.fields.data()) out += ',';
    out += "{\"field\":";
    json::append_string(out, field.field);
    out += ",\"detail\":";
    json::append_string(out, field.detail);
    out += '}';
  }
  out += ']';
  if (!incident.empty()) {
    out += ",\"incident\":";
    json::append_string(out, incident);
  }
  out += '}';
  if (error.retry_after_s)
    reply.headers.emplace_back("retry-after", fmt::format("{}", *error.retry_after_s));
  return reply;
}

Error rate_limited(int wait_s) {
  Error error =
      error_of(problems::kRateLimited, fmt::format("Wait {}, then go on.", wait_in_words(wait_s)));
  error.retry_after_s = wait_s;
  return error;
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  return out;
}

Reply problem_page(const Problem& problem) {
  Reply reply;
  reply.content_type = "text/html; charset=utf-8";
  reply.body = fmt::format(
      "<!doctype html><html lang=en><meta charset=utf-8>"
      "<meta name=viewport content=\"width=device-width\"><title>{0}</title>"
      "<h1>{0}</h1><p>{1}</p><p><small>{2} · HTTP {3}</small></p></html>\n",
      escape_html(problem.title), escape_html(problem.remedy), problem.slug,
      status_of(problem.code));
  reply.headers.emplace_back("cache-control", "public, max-age=3600");
  return reply;
}

}  // namespace http
