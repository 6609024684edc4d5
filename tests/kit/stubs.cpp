#include "kit/stubs.h"

#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/listen.h"

namespace kit {

bool Lines::receive() {
  char buffer[4096];
  const ssize_t count = recv(fd_, buffer, sizeof buffer, 0);
  if (count > 0) got_.append(buffer, static_cast<std::size_t>(count));
  return count > 0;
}

bool Lines::read_line(std::string& line) {
  std::size_t end;
  while ((end = got_.find("\r\n")) == std::string::npos)
    if (!receive()) return false;
  line = got_.substr(0, end);
  got_.erase(0, end + 2);
  return true;
}

std::string Lines::read_bytes(std::size_t count) {
  while (got_.size() < count)
    if (!receive()) break;
  std::string bytes = got_.substr(0, count);
  got_.erase(0, bytes.size());
  return bytes;
}

void Lines::write(std::string_view text) const {
  [[maybe_unused]] const auto sent = send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
}

Listener::Listener(std::function<void(Lines&)> talk) : talk_(std::move(talk)) {
  const auto [listener, port] = listen_on_loopback(16);
  listener_ = listener;
  port_ = port;
  thread_ = std::thread([this] { serve(); });
}

Listener::~Listener() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

void Listener::serve() {
  while (true) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    ++calls_;
    const timeval patience{10, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    Lines lines(client);
    if (!hangs_up_) talk_(lines);
    close(client);
  }
}

std::string MailStub::url(std::string_view user) const {
  return fmt::format("smtp://{}127.0.0.1:{}", user, listener_.port());
}

std::vector<TakenMail> MailStub::mails() const {
  const std::lock_guard lock(mutex_);
  return mails_;
}

void MailStub::talk(Lines& lines) {
  TakenMail mail;
  std::string line;
  lines.write("220 stub\r\n");
  while (lines.read_line(line)) {
    if (line.starts_with("EHLO")) {
      lines.write("250-stub\r\n250 AUTH PLAIN\r\n");
    } else if (line.starts_with("AUTH PLAIN")) {
      if (line.size() == 10) {
        lines.write("334 \r\n");
        lines.read_line(line);
        line = "AUTH PLAIN " + line;
      }
      mail.credential = line.substr(11);
      lines.write("235 welcome\r\n");
    } else if (line.starts_with("MAIL FROM:")) {
      mail.from = line.substr(10);
      lines.write("250 fine\r\n");
    } else if (line.starts_with("RCPT TO:")) {
      mail.to += line.substr(8);
      lines.write(refused_ ? "451 not now\r\n" : "250 fine\r\n");
    } else if (line == "DATA") {
      lines.write("354 go on\r\n");
      while (lines.read_line(line) && line != ".")
        mail.text += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
      const std::lock_guard lock(mutex_);
      mails_.push_back(mail);
      lines.write("250 taken\r\n");
    } else if (line == "QUIT") {
      return lines.write("221 bye\r\n");
    } else {
      lines.write("500 what?\r\n");
    }
  }
}

std::string TakenCall::header(std::string_view name) const {
  for (const std::string& line : headers)
    if (line.starts_with(fmt::format("{}: ", name))) return line.substr(name.size() + 2);
  return {};
}

std::string WebhookStub::url(std::string_view path) const {
  return fmt::format("http://127.0.0.1:{}{}", listener_.port(), path);
}

std::vector<TakenCall> WebhookStub::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

void WebhookStub::answer(std::string status, std::string headers) {
  const std::lock_guard lock(mutex_);
  status_ = std::move(status);
  headers_ = std::move(headers);
}

void WebhookStub::talk(Lines& lines) {
  TakenCall call;
  std::string line;
  lines.read_line(call.request);
  while (lines.read_line(line) && !line.empty()) {
    for (char& c : line) {
      if (c == ':') break;
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    call.headers.push_back(line);
  }
  const std::string length = call.header("content-length");
  call.body = lines.read_bytes(length.empty() ? 0 : std::stoul(length));
  const std::lock_guard lock(mutex_);
  lines.write(fmt::format("HTTP/1.1 {}\r\n{}content-length: 0\r\nconnection: close\r\n\r\n",
                          status_, headers_));
  calls_.push_back(call);
}

}  // namespace kit
