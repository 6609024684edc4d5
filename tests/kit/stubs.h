// A mail server and a webhook's other end, on loopback, that do what a test tells them.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace kit {

// One connection as lines. Waiting longer than 10 s for anything is the connection's end.
class Lines {
 public:
  explicit Lines(int fd) : fd_(fd) {}
  bool read_line(std::string& line);  // without its end; false: the client has closed
  std::string read_bytes(std::size_t count);
  void write(std::string_view text) const;

 private:
  bool receive();
  int fd_;
  std::string got_;
};

// Takes connections on a free port, one after the other.
class Listener {
 public:
  explicit Listener(std::function<void(Lines&)> talk);
  ~Listener();
  Listener(const Listener&) = delete;

  std::uint16_t port() const { return port_; }
  void hang_up(bool always) { hangs_up_ = always; }  // as soon as somebody calls
  int calls() const { return calls_; }

 private:
  void serve();

  std::function<void(Lines&)> talk_;
  std::atomic<bool> hangs_up_ = false;
  std::atomic<int> calls_ = 0;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

struct TakenMail {
  std::string from, to;
  std::string text;        // the whole message, head and body
  std::string credential;  // what the client signed in with
};

class MailStub {
 public:
  std::string url(std::string_view user = "") const;  // user: "name:password@"
  std::vector<TakenMail> mails() const;
  int calls() const { return listener_.calls(); }
  void hang_up(bool always) { listener_.hang_up(always); }
  void refuse(bool refused) { refused_ = refused; }  // "451 not now" to every recipient

 private:
  void talk(Lines& lines);

  mutable std::mutex mutex_;
  std::vector<TakenMail> mails_;
  std::atomic<bool> refused_ = false;
  Listener listener_{[this](Lines& lines) { talk(lines); }};
};

struct TakenCall {
  std::string request;  // "POST /hook HTTP/1.1"
  std::vector<std::string> headers;
  std::string body;
  std::string header(std::string_view name) const;  // of lower-case name; empty when absent
};

class WebhookStub {
 public:
  std::string url(std::string_view path = "/hook") const;
  std::vector<TakenCall> calls() const;
  // The answer's first line after the version, and more header lines, each with its end.
  void answer(std::string status, std::string headers = "");

 private:
  void talk(Lines& lines);

  mutable std::mutex mutex_;
  std::vector<TakenCall> calls_;
  std::string status_ = "204 No Content";
  std::string headers_;
  Listener listener_{[this](Lines& lines) { talk(lines); }};
};

}  // namespace kit
