// Browsers: what a person sends through, each with its own cookies and connections. Requests run on
// the loop through libcurl; what comes of each is written into the book.
#pragma once

#include <curl/curl.h>

#include <boost/json.hpp>
#include <coroutine>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/book.h"
#include "loadtest/loop.h"

namespace loadtest {

enum class Method { get, post, patch };

struct Call {
  std::string_view route;  // a literal, under which it is counted; empty: not counted
  Method method = Method::get;
  std::string path;
  std::string body;
  std::string type = "application/json";
  Time due = now();        // when it should begin: latency counts from here
  double bytes_per_s = 0;  // of the body on its way up; 0: as fast as it goes
};

struct Answer {
  int status = 0;       // 0: none came
  std::string trouble;  // then: why
  std::string body;
  std::int64_t latency_micros = 0;

  bool ok() const { return status >= 200 && status < 300; }
  // Null when it is no JSON.
  boost::json::value json() const;
  Outcome outcome() const;
};

struct Target {
  std::string url;      // "http://127.0.0.1:5000", without a slash at its end
  std::string ca_file;  // empty: the system's
};

class Exchange;  // a request under way
class Client;

// Connections to the server, used again for whoever sends through them. (Not curl's share of
// connections: two handles that run in one multi corrupt it.)
class Connections final : private Watcher {
 public:
  explicit Connections(Client& client);
  ~Connections();
  Connections(const Connections&) = delete;

  void begin(CURL* easy) { curl_multi_add_handle(multi_, easy); }
  void end(CURL* easy) { curl_multi_remove_handle(multi_, easy); }

 private:
  static int on_change(CURL*, curl_socket_t fd, int what, void* self, void*);
  static int on_timer(CURLM*, long wait_ms, void* self);
  void on_socket(int fd, bool readable, bool writable) override;
  void act(curl_socket_t fd, int events);

  Client& client_;
  CURLM* multi_;
  // Counts settings of the timer: an older one does nothing, nor does one whose connections are
  // gone.
  std::shared_ptr<std::uint64_t> timer_ = std::make_shared<std::uint64_t>(0);
};

// All that is under way. Lives on the loop's thread.
class Client {
 public:
  Client(Loop& loop, Target target);
  ~Client();
  Client(const Client&) = delete;

  // Where calls are written from now on; may be null.
  void write_into(Book* book) { book_ = book; }
  Book* book() const { return book_; }
  std::size_t under_way() const { return exchanges_.size(); }
  void abandon();  // ends all that is under way, unrecorded

  Loop& loop() { return loop_; }
  const Target& target() const { return target_; }
  std::string_view http() const { return http_; }  // what the last answer came by

 private:
  friend class Connections;
  friend class Exchange;
  friend class Browser;
  std::shared_ptr<Exchange> take_out(const CURL* easy);
  void finish(Exchange& exchange, CURLcode code);
  CURL* take_easy();

  Loop& loop_;
  Target target_;
  Connections shared_;
  Book* book_ = nullptr;
  std::string_view http_;
  std::vector<CURL*> spare_;
  std::vector<std::shared_ptr<Exchange>> exchanges_;
};

class Browser {
 public:
  // `shares_connections`: with all others that do, as people behind one proxy.
  Browser(Client& client, std::string name, bool shares_connections = false);
  ~Browser();
  Browser(const Browser&) = delete;

  class Sending {
   public:
    Sending(Browser& browser, Call call) : browser_(browser), call_(std::move(call)) {}
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waiter);
    Answer await_resume() { return std::move(answer_); }

   private:
    friend class Exchange;
    Browser& browser_;
    Call call_;
    Answer answer_;
  };

  // co_await send(call)
  Sending send(Call call) { return {*this, std::move(call)}; }

  // The cookies as they lie there, to be put into another browser.
  std::vector<std::string> cookies() const;
  void add_cookie(const std::string& line);

  Client& client() { return client_; }

 private:
  friend class Client;
  friend class Exchange;
  Client& client_;
  std::string name_;  // as User-Agent
  CURLSH* cookies_;
  std::unique_ptr<Connections> own_;  // or the client's shared ones
  Connections& connections_;
};

}  // namespace loadtest
