#include "server/notify.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "base/log.h"

namespace server {
namespace {

constexpr int kPatienceS = 10;

// NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program writes the environment after start
const char* env(const char* name) { return std::getenv(name); }

void tell(const std::string& state) {
  const char* path = env("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (!path || (path[0] != '/' && path[0] != '@')) return;
  const auto length = std::strlen(path);
  if (length >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path, length);
  if (path[0] == '@') address.sun_path[0] = '\0';  // a name that is no file
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  if (::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&address), size) < 0)
    log_warn("the supervisor could not be told", {{"what", state}});
  ::close(fd);
}

int connect_to(const std::string& address, std::uint16_t port) {
  const bool six = address.contains(':');
  sockaddr_in6 to6{.sin6_family = AF_INET6, .sin6_port = htons(port)};
  sockaddr_in to4{.sin_family = AF_INET, .sin_port = htons(port)};
  const int known = six ? ::inet_pton(AF_INET6, address.c_str(), &to6.sin6_addr)
                        : ::inet_pton(AF_INET, address.c_str(), &to4.sin_addr);
  if (known != 1) return -1;
  const int fd = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{kPatienceS, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const auto* to =
      six ? reinterpret_cast<const sockaddr*>(&to6) : reinterpret_cast<const sockaddr*>(&to4);
  if (::connect(fd, to, six ? sizeof to6 : sizeof to4) == 0) return fd;
  ::close(fd);
  return -1;
}

// An address of our own behind the first that is listened on.
std::string own(std::string_view hosts) {
  const auto first = hosts.substr(0, hosts.find(','));
  if (first.empty() || first == "0.0.0.0" || first == "localhost") return "127.0.0.1";
  return first == "::" ? "::1" : std::string(first);
}

bool answers(const std::string& address, std::uint16_t port) {
  const int fd = connect_to(address, port);
  if (fd < 0) return false;
  constexpr std::string_view kAsk =
      "GET /api/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
  char answer[64] = {};
  const bool sent = ::send(fd, kAsk.data(), kAsk.size(), MSG_NOSIGNAL) == ssize_t(kAsk.size());
  const bool got = sent && ::recv(fd, answer, sizeof answer - 1, 0) > 0;
  ::close(fd);
  return got && std::string_view(answer).starts_with("HTTP/1.1 200");
}

}  // namespace

void notify_ready(const std::string& words) {
  tell(fmt::format("READY=1\nSTATUS={}\nMAINPID={}", words, ::getpid()));
}

void notify_stopping() { tell("STOPPING=1\nSTATUS=finishing what is under way"); }

std::unique_ptr<Ticker> watchdog(std::string_view hosts, std::uint16_t port) {
  const char* granted = env("WATCHDOG_USEC");
  if (!granted || !env("NOTIFY_SOCKET")) return nullptr;
  const long long ms = std::atoll(granted) / 1000 / 2;
  if (ms <= 0 || ms > 3'600'000) return nullptr;
  return std::make_unique<Ticker>("watchdog", static_cast<int>(ms), [address = own(hosts), port] {
    if (answers(address, port)) return tell("WATCHDOG=1");
    log_warn("the server does not answer itself", {{"address", address}, {"port", port}});
  });
}

}  // namespace server
