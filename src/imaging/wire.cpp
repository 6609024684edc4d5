#include "imaging/wire.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace imaging {
namespace {
constexpr std::size_t kFdBytes = 4 * sizeof(int);
}

void Fd::reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

bool send_request(int socket, const std::string& text, const std::array<int, 4>& fds) {
  iovec data{const_cast<char*>(text.data()), text.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kFdBytes)> control{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* const head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(kFdBytes);
  std::memcpy(CMSG_DATA(head), fds.data(), kFdBytes);
  ssize_t sent = -1;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(text.size());
}

std::optional<Received> receive_request(int socket) {
  Received out;
  out.text.resize(kRequestMax);
  iovec data{out.text.data(), out.text.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kFdBytes)> control{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t got = -1;
  do {
    got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return std::nullopt;
  out.text.resize(static_cast<std::size_t>(got));
  const cmsghdr* const head = CMSG_FIRSTHDR(&message);
  if (!head || head->cmsg_len != CMSG_LEN(kFdBytes)) return std::nullopt;
  std::array<int, 4> fds{};
  std::memcpy(fds.data(), CMSG_DATA(head), kFdBytes);
  out.parcel = {Fd(fds[0]), Fd(fds[1]), Fd(fds[2]), Fd(fds[3])};
  return out;
}

}  // namespace imaging
