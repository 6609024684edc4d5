#include "http/web_files.h"

#include <array>

#include <fmt/format.h>

namespace http {
namespace {

constexpr std::string_view kNoWebApp =
    "<!doctype html><html lang=en><meta charset=utf-8><title>No web app</title>"
    "<h1>The server runs, without a web app</h1>"
    "<p>This program was built before the web app was. Build both with <code>./dev build</code> "
    "and start it again. The API is described at <a href=\"/api/openapi.json\">"
    "/api/openapi.json</a>.</p></html>\n";

std::string_view type_of(std::string_view path) {
  struct Type {
    std::string_view ending, type;
  };
  constexpr std::array<Type, 16> kTypes = {{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".map", "application/json"},
      {".wasm", "application/wasm"},
      {".pdf", "application/pdf"},
      {".mjs", "text/javascript; charset=utf-8"},
  }};
  for (const auto& [ending, type] : kTypes)
    if (path.ends_with(ending)) return type;
  return "application/octet-stream";
}

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool looks_like_file(std::string_view path) {
  return path.substr(path.rfind('/') + 1).contains('.');
}

Reply no_web_app() {
  Reply reply;
  reply.content_type = "text/html; charset=utf-8";
  reply.static_body = kNoWebApp;
  reply.headers.emplace_back("cache-control", "no-store");
  return reply;
}

}  // namespace

bool accepts(std::string_view list, std::string_view coding) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto entry = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    const auto semicolon = entry.find(';');
    if (trim(entry.substr(0, semicolon)) != coding) continue;
    if (semicolon == std::string_view::npos) return true;
    const auto quality = trim(entry.substr(semicolon + 1));
    return quality.find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

WebFiles::WebFiles(std::span<const embedded::File> files) {
  for (const auto& file : files) files_.emplace(file.path, &file);
}

std::optional<Reply> WebFiles::find(const Request& request) const {
  std::string path = request.path;
  if (!files_.contains(path) && !looks_like_file(path)) path = "/index.html";
  const auto plain = files_.find(path);
  if (plain == files_.end()) {
    if (path != "/index.html") return std::nullopt;
    return no_web_app();
  }
  const embedded::File* file = plain->second;
  Reply reply;
  reply.content_type = type_of(path);
  reply.headers.emplace_back("vary", "accept-encoding");
  // Names under /assets/ carry a hash of their content, so they never change.
  reply.headers.emplace_back("cache-control", path.starts_with("/assets/")
                                                  ? "public, max-age=31536000, immutable"
                                                  : "no-cache");
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kCodings = {
      {{"br", ".br"}, {"gzip", ".gz"}}};
  for (const auto& [coding, ending] : kCodings) {
    const auto packed = files_.find(path + std::string(ending));
    if (packed == files_.end() || !accepts(request.header("accept-encoding"), coding)) continue;
    file = packed->second;
    reply.headers.emplace_back("content-encoding", coding);
    break;
  }
  reply.static_body = file->data;
  reply.etag = fmt::format("\"{}\"", file->sha256.substr(0, 32));
  return reply;
}

}  // namespace http
