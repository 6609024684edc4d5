#include "loadtest/client.h"

#include <algorithm>
#include <stdexcept>

#include "loadtest/exchange.h"

namespace loadtest {
namespace {

constexpr std::size_t kSpareHandles = 64;
constexpr long kConnectionsKept = 20'000;

}  // namespace

boost::json::value Answer::json() const {
  boost::json::error_code ec;
  auto value = boost::json::parse(body, ec);
  return ec ? boost::json::value() : value;
}

Outcome Answer::outcome() const {
  if (status == 0) return {Ending::failed, trouble};
  if (status >= 200 && status < 400) return {};
  const auto problem = json();
  const auto* code = problem.is_object() ? problem.get_object().if_contains("code") : nullptr;
  std::string kind = std::to_string(status);
  if (code && code->is_string()) kind += " " + std::string(code->get_string().c_str());
  return {status == 429 || status == 503 ? Ending::refused : Ending::failed, kind};
}

Client::Client(Loop& loop, Target target)
    : loop_(loop), target_(std::move(target)), multi_(curl_multi_init()) {
  if (!multi_) throw std::runtime_error("libcurl does not start");
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Client::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Client::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kConnectionsKept);
  loop_.on_socket([this](int fd, bool readable, bool writable) {
    act(fd, (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0));
  });
}

Client::~Client() {
  abandon();
  loop_.on_socket([](int, bool, bool) {});
  ++timer_;
  for (CURL* easy : spare_) curl_easy_cleanup(easy);
  curl_multi_cleanup(multi_);
}

int Client::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  Loop& loop = static_cast<Client*>(self)->loop_;
  if (what == CURL_POLL_REMOVE)
    loop.forget(fd);
  else
    loop.watch(fd, what & CURL_POLL_IN, what & CURL_POLL_OUT);
  return 0;
}

int Client::on_timer(CURLM*, long wait_ms, void* self) {
  auto& client = *static_cast<Client*>(self);
  const std::uint64_t setting = ++client.timer_;
  if (wait_ms < 0) return 0;
  client.loop_.at(now() + std::chrono::milliseconds(wait_ms), [&client, setting] {
    if (client.timer_ == setting) client.act(CURL_SOCKET_TIMEOUT, 0);
  });
  return 0;
}

void Client::act(curl_socket_t fd, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, events, &running);
  finish_done();
}

// Whoever is resumed may send again, so each is taken out before the next is asked for.
void Client::finish_done() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_, &left))
    if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
}

void Client::finish(CURL* easy, CURLcode code) {
  const auto found = std::ranges::find(exchanges_, easy, &Exchange::easy);
  if (found == exchanges_.end()) return;
  const auto exchange = *found;
  *found = std::move(exchanges_.back());
  exchanges_.pop_back();
  curl_multi_remove_handle(multi_, easy);
  exchange->end(code);
  spare_.push_back(exchange->release());
  if (spare_.size() > kSpareHandles) {
    curl_easy_cleanup(spare_.back());
    spare_.pop_back();
  }
  exchange->resume();
}

void Client::abandon() {
  while (!exchanges_.empty()) {
    exchanges_.back()->forget();
    finish(exchanges_.back()->easy(), CURLE_ABORTED_BY_CALLBACK);
  }
}

CURL* Client::take_easy() {
  if (spare_.empty()) return curl_easy_init();
  CURL* easy = spare_.back();
  spare_.pop_back();
  curl_easy_reset(easy);
  return easy;
}

Browser::Browser(Client& client, std::string name, bool shares_connections)
    : client_(client), name_(std::move(name)), share_(curl_share_init()) {
  curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
  if (!shares_connections) curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
}

Browser::~Browser() { curl_share_cleanup(share_); }

void Browser::Sending::await_suspend(std::coroutine_handle<> waiter) {
  Client& client = browser_.client_;
  auto exchange = std::make_shared<Exchange>(browser_, call_, answer_, waiter);
  client.exchanges_.push_back(exchange);
  curl_multi_add_handle(client.multi_, exchange->easy());
}

std::vector<std::string> Browser::cookies() const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(),
                                                                 curl_easy_cleanup);
  curl_easy_setopt(easy.get(), CURLOPT_SHARE, share_);
  curl_slist* list = nullptr;
  curl_easy_getinfo(easy.get(), CURLINFO_COOKIELIST, &list);
  std::vector<std::string> lines;
  for (const curl_slist* each = list; each; each = each->next) lines.emplace_back(each->data);
  curl_slist_free_all(list);
  return lines;
}

void Browser::add_cookie(const std::string& line) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(),
                                                                 curl_easy_cleanup);
  curl_easy_setopt(easy.get(), CURLOPT_SHARE, share_);
  curl_easy_setopt(easy.get(), CURLOPT_COOKIELIST, line.c_str());
}

}  // namespace loadtest
