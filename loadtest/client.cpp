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

Connections::Connections(Client& client) : client_(client), multi_(curl_multi_init()) {
  if (!multi_) throw std::runtime_error("libcurl does not start");
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Connections::on_change);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Connections::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kConnectionsKept);
}

Connections::~Connections() {
  curl_multi_cleanup(multi_);
  client_.loop().forget_all(*this);
}

int Connections::on_change(CURL*, curl_socket_t fd, int what, void* self, void*) {
  auto& connections = *static_cast<Connections*>(self);
  Loop& loop = connections.client_.loop();
  if (what == CURL_POLL_REMOVE)
    loop.forget(fd);
  else
    loop.watch(fd, connections, what & CURL_POLL_IN, what & CURL_POLL_OUT);
  return 0;
}

int Connections::on_timer(CURLM*, long wait_ms, void* self) {
  auto& connections = *static_cast<Connections*>(self);
  const std::uint64_t setting = ++*connections.timer_;
  if (wait_ms < 0) return 0;
  connections.client_.loop().at(now() + std::chrono::milliseconds(wait_ms),
                                [&connections, setting, timer = std::weak_ptr(connections.timer_)] {
                                  if (const auto alive = timer.lock(); alive && *alive == setting)
                                    connections.act(CURL_SOCKET_TIMEOUT, 0);
                                });
  return 0;
}

void Connections::on_socket(int fd, bool readable, bool writable) {
  act(fd, (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0));
}

// Whoever is resumed may send again, or let go of these connections: all that is done is taken out
// before, and nothing here is touched after.
void Connections::act(curl_socket_t fd, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, events, &running);
  std::vector<std::pair<std::shared_ptr<Exchange>, CURLcode>> done;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;  // gone with the handle
    if (auto exchange = client_.take_out(message->easy_handle))
      done.emplace_back(std::move(exchange), code);
  }
  Client& client = client_;
  for (const auto& [exchange, code] : done) client.finish(*exchange, code);
}

Client::Client(Loop& loop, Target target)
    : loop_(loop), target_(std::move(target)), shared_(*this) {}

Client::~Client() {
  abandon();
  for (CURL* easy : spare_) curl_easy_cleanup(easy);
}

// The exchange of that handle is under way no longer.
std::shared_ptr<Exchange> Client::take_out(const CURL* easy) {
  const auto found = std::ranges::find(exchanges_, easy, &Exchange::easy);
  if (found == exchanges_.end()) return nullptr;
  auto exchange = std::exchange(*found, exchanges_.back());
  exchanges_.pop_back();
  exchange->browser().connections_.end(exchange->easy());
  return exchange;
}

void Client::finish(Exchange& exchange, CURLcode code) {
  exchange.end(code);
  CURL* easy = exchange.release();
  if (spare_.size() < kSpareHandles)
    spare_.push_back(easy);
  else
    curl_easy_cleanup(easy);
  exchange.resume();
}

void Client::abandon() {
  while (!exchanges_.empty()) {
    const auto exchange = take_out(exchanges_.back()->easy());
    exchange->forget();
    finish(*exchange, CURLE_ABORTED_BY_CALLBACK);
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
    : client_(client),
      name_(std::move(name)),
      cookies_(curl_share_init()),
      own_(shares_connections ? nullptr : std::make_unique<Connections>(client)),
      connections_(own_ ? *own_ : client.shared_) {
  curl_share_setopt(cookies_, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
}

Browser::~Browser() { curl_share_cleanup(cookies_); }

void Browser::Sending::await_suspend(std::coroutine_handle<> waiter) {
  const auto exchange = std::make_shared<Exchange>(browser_, call_, answer_, waiter);
  browser_.client_.exchanges_.push_back(exchange);
  browser_.connections_.begin(exchange->easy());
}

std::vector<std::string> Browser::cookies() const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(),
                                                                 curl_easy_cleanup);
  curl_easy_setopt(easy.get(), CURLOPT_SHARE, cookies_);
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
  curl_easy_setopt(easy.get(), CURLOPT_SHARE, cookies_);
  curl_easy_setopt(easy.get(), CURLOPT_COOKIELIST, line.c_str());
}

}  // namespace loadtest
