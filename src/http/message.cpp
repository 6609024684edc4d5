#include "http/message.h"

#include <unistd.h>

namespace http {

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
  }
  return "";
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

std::string_view Request::cookie(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      auto pair = rest.substr(0, end);
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
        return pair.substr(name.size() + 1);
    }
  }
  return {};
}

FileBody::FileBody(FileBody&& other) noexcept
    : fd(std::exchange(other.fd, -1)), size_bytes(other.size_bytes) {}

FileBody& FileBody::operator=(FileBody&& other) noexcept {
  std::swap(fd, other.fd);
  std::swap(size_bytes, other.size_bytes);
  return *this;
}

FileBody::~FileBody() {
  if (fd >= 0) ::close(fd);
}

Spooled::Spooled(Spooled&& other) noexcept
    : path(std::exchange(other.path, {})),
      fd(std::exchange(other.fd, -1)),
      size_bytes(other.size_bytes),
      sha256(std::move(other.sha256)),
      file_name(std::move(other.file_name)),
      meta(std::move(other.meta)) {}

Spooled::~Spooled() {
  // A file that somebody renamed is no longer at `path`, so unlink finds nothing to remove.
  if (!path.empty()) ::unlink(path.c_str());
  if (fd >= 0) ::close(fd);
}

}  // namespace http
