#include "server/control.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <system_error>

#include "base/json_read.h"
#include "base/log.h"

namespace server {
namespace {

constexpr std::size_t kMessageBytes = 1024 * 1024;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    throw std::runtime_error("DATA_DIR is too long a path for a socket: " + path);
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

std::string read_all(int fd) {
  std::string text;
  char buffer[4096];
  while (text.size() < kMessageBytes) {
    const ssize_t got = read(fd, buffer, sizeof buffer);
    if (got <= 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (put <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return shutdown(fd, SHUT_WR) == 0;
}

}  // namespace

ControlSocket::ControlSocket(std::string path, std::function<Spoken(const Command&)> answer)
    : path_(std::move(path)), answer_(std::move(answer)) {
  const sockaddr_un address = address_of(path_);
  unlink(path_.c_str());
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const mode_t before = umask(0177);
  const bool bound =
      bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  umask(before);
  if (!bound || listen(listener_, 4) != 0)
    throw std::system_error(errno, std::generic_category(), "listen on " + path_);
  thread_ = std::thread([this] { serve(); });
}

ControlSocket::~ControlSocket() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
  unlink(path_.c_str());
}

void ControlSocket::serve() {
  while (true) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
    if (client < 0) return;
    const timeval patience{5, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    answer_one(client);
    close(client);
  }
}

void ControlSocket::answer_one(int client) const {
  const auto command = json::read<Command>(read_all(client));
  Spoken spoken{false, "The command could not be read.\n"};
  try {
    if (command) spoken = answer_(*command);
  } catch (const std::exception& fault) {
    log_error("a command failed", {{"what", fault.what()}});
    spoken = {false, "The server made a mistake; its log says more.\n"};
  }
  write_all(client, json::to_text(spoken));
}

std::optional<Spoken> ask_server(const std::string& path, const Command& command) {
  const sockaddr_un address = address_of(path);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::optional<Spoken> answer;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      write_all(fd, json::to_text(command))) {
    const auto spoken = json::read<Spoken>(read_all(fd));
    if (spoken) answer = *spoken;
  }
  close(fd);
  return answer;
}

}  // namespace server
