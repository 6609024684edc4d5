// A client that speaks raw bytes, for what no well-behaved client would send.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace http::testing {

struct Answered {
  int status = 0;  // 0: the connection ended without a whole reply
  std::string head, body;

  std::string header(std::string_view name) const {
    const auto at = head.find(fmt::format("\r\n{}: ", name));
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

// One connection. Waiting longer than 20 s for anything counts as the connection's end.
class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{20, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  Client(Client&& other) noexcept
      : connected(other.connected), fd_(std::exchange(other.fd_, -1)), got_(other.got_) {}
  ~Client() {
    if (fd_ >= 0) ::close(fd_);
  }

  // False: the server has closed.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  void finish_sending() const { ::shutdown(fd_, SHUT_WR); }

  Answered read(bool head_only = false) {
    std::size_t end;
    while ((end = got_.find("\r\n\r\n")) == std::string::npos)
      if (!receive()) return {};
    Answered answered;
    answered.head = got_.substr(0, end + 2);
    got_.erase(0, end + 4);
    answered.status = std::atoi(answered.head.c_str() + 9);
    const auto length = std::strtoul(answered.header("content-length").c_str(), nullptr, 10);
    if (head_only) return answered;
    if (answered.header("transfer-encoding") == "chunked") {
      answered.body = read_chunks();
      return answered;
    }
    while (got_.size() < length)
      if (!receive()) return {};
    answered.body = got_.substr(0, length);
    got_.erase(0, length);
    return answered;
  }
  // Has the server sent something, or closed? Does not wait.
  bool peek() const {
    char byte;
    return ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
  }
  // Everything up to and with `words`, or until the server closes.
  std::string read_to(std::string_view words) {
    std::size_t at;
    while ((at = got_.find(words)) == std::string::npos)
      if (!receive()) return std::exchange(got_, {});
    auto text = got_.substr(0, at + words.size());
    got_.erase(0, text.size());
    return text;
  }
  // Everything until the server closes.
  std::string read_to_end() {
    while (receive()) continue;
    return std::exchange(got_, {});
  }

  bool connected = false;

 private:
  // Empty when the chunks do not end as they should.
  std::string read_chunks() {
    for (std::string body;;) {
      const auto size = std::strtoul(read_to("\r\n").c_str(), nullptr, 16);
      while (got_.size() < size + 2)
        if (!receive()) return {};
      body += got_.substr(0, size);
      got_.erase(0, size + 2);
      if (size == 0) return body;
    }
  }
  bool receive() {
    char buffer[16 * 1024];
    const auto count = ::recv(fd_, buffer, sizeof buffer, 0);
    if (count > 0) got_.append(buffer, static_cast<std::size_t>(count));
    return count > 0;
  }

  int fd_;
  std::string got_;
};

}  // namespace http::testing
