#include "kit/cut_line.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>

#include "kit/listen.h"

namespace kit {
namespace {
constexpr int kPollMs = 20;

bool send_all(int to, const char* bytes, ssize_t count) {
  while (count > 0) {
    const ssize_t sent = send(to, bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    count -= sent;
  }
  return true;
}
}  // namespace

CutLine::CutLine(const std::string& url) : url_(url) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> probe(PQconnectdb(url.c_str()), PQfinish);
  if (PQstatus(probe.get()) != CONNECTION_OK) throw std::runtime_error("no cluster to dial");
  const std::string host = PQhost(probe.get());
  cluster_port_ = std::stoi(PQport(probe.get()));
  if (host.starts_with('/')) socket_path_ = fmt::format("{}/.s.PGSQL.{}", host, cluster_port_);

  const auto [listener, port] = listen_on_loopback(64);
  listener_ = listener;
  port_ = port;
  acceptor_ = std::thread([this] { accept_all(); });
}

CutLine::~CutLine() {
  stopping_ = true;
  acceptor_.join();
  for (Pair& pair : pairs_) pair.pump.join();
  close(listener_);
}

std::string CutLine::url() const {
  const std::size_t at = url_.find('@');
  const std::size_t slash = url_.find('/', at);
  const std::string database = url_.substr(slash, url_.find('?') - slash);
  return fmt::format("{}127.0.0.1:{}{}?sslmode=disable&gssencmode=disable", url_.substr(0, at + 1),
                     port_, database);
}

int CutLine::dial() const {
  const int fd = socket(socket_path_.empty() ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int connected = -1;
  if (socket_path_.empty()) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(cluster_port_));
    connected = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  } else {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket_path_.c_str(), sizeof address.sun_path - 1);
    connected = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  if (connected != 0) throw std::runtime_error("the cluster does not take a connection");
  return fd;
}

void CutLine::accept_all() {
  while (!stopping_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, kPollMs) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    if (refused_) {
      close(client);
      continue;
    }
    const std::lock_guard lock(mutex_);
    Pair& pair = pairs_.emplace_back();
    pair.client = client;
    pair.server = dial();
    pair.pump = std::thread([this, &pair] { pump(pair); });
  }
}

bool CutLine::is_last_word(const std::string& bytes, Cut& cut) {
  const std::lock_guard lock(mutex_);
  if (words_.empty() || bytes.find(words_) == std::string::npos) return false;
  words_.clear();
  cut = cut_;
  return true;
}

void CutLine::pump(Pair& pair) {
  std::array<char, 65'536> buffer;
  std::string seen;  // of this client, so that words are found across reads
  while (!stopping_ && !pair.done) {
    if (frozen_) {
      std::this_thread::sleep_for(std::chrono::milliseconds(kPollMs));
      continue;
    }
    std::array<pollfd, 2> ready{{{pair.client, POLLIN, 0}, {pair.server, POLLIN, 0}}};
    if (poll(ready.data(), ready.size(), kPollMs) <= 0) continue;
    if (ready[1].revents != 0) {
      const ssize_t got = recv(pair.server, buffer.data(), buffer.size(), 0);
      if (got <= 0 || !send_all(pair.client, buffer.data(), got)) break;
    }
    if (ready[0].revents == 0) continue;
    const ssize_t got = recv(pair.client, buffer.data(), buffer.size(), 0);
    if (got <= 0) break;
    seen.append(buffer.data(), static_cast<std::size_t>(got));
    Cut cut{};
    const bool last = is_last_word(seen, cut);
    seen.erase(0, seen.size() > 64 ? seen.size() - 64 : 0);
    if (last && cut != Cut::answer) {
      ++cuts_;
      if (cut == Cut::question) break;
      shutdown(pair.client, SHUT_RDWR);
      while (!stopping_) std::this_thread::sleep_for(std::chrono::milliseconds(kPollMs));
      break;
    }
    if (!send_all(pair.server, buffer.data(), got)) break;
    if (last) {
      recv(pair.server, buffer.data(), buffer.size(), 0);  // the answer, which goes no further
      ++cuts_;
      break;
    }
  }
  close_both(pair);
}

void CutLine::close_both(Pair& pair) {
  shutdown(pair.client, SHUT_RDWR);
  close(pair.client);
  close(pair.server);
  pair.done = true;
}

void CutLine::cut_after(const std::string& words, Cut cut) {
  const std::lock_guard lock(mutex_);
  words_ = words;
  cut_ = cut;
}

void CutLine::cut_now() {
  const std::lock_guard lock(mutex_);
  for (Pair& pair : pairs_) pair.done = true;
  for (Pair& pair : pairs_)
    if (pair.pump.joinable()) pair.pump.join();
  pairs_.clear();
}

}  // namespace kit
