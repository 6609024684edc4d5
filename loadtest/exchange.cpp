#include "loadtest/exchange.h"

#include <algorithm>
#include <cstring>

namespace loadtest {
namespace {

constexpr long kConnectMs = 10'000;
constexpr long kPatienceMs = 30'000;       // for an answer, beyond the time a paced body takes
constexpr std::size_t kSpoonful = 16'384;  // of a paced body at once

// In words, and few of them: they are counted.
std::string trouble_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
      return "no connection";
    case CURLE_OPERATION_TIMEDOUT:
      return "no answer in time";
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
      return "cut off";
    default:
      return curl_easy_strerror(code);
  }
}

double nominal_s(const Call& call) {
  return call.bytes_per_s > 0 ? static_cast<double>(call.body.size()) / call.bytes_per_s : 0;
}

}  // namespace

Exchange::Exchange(Browser& browser, Call& call, Answer& answer, std::coroutine_handle<> waiter)
    : browser_(browser),
      call_(call),
      answer_(answer),
      waiter_(waiter),
      book_(call.route.empty() ? nullptr : browser.client_.book()),
      easy_(browser.client_.take_easy()) {
  set_up();
  if (call_.method != Method::get) set_body();
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
}

Exchange::~Exchange() {
  curl_slist_free_all(headers_);
  if (easy_) curl_easy_cleanup(easy_);
}

CURL* Exchange::release() {
  curl_easy_setopt(easy_, CURLOPT_SHARE, nullptr);  // a reset leaves it, and the browser may go
  return std::exchange(easy_, nullptr);
}

void Exchange::set_up() {
  const Target& target = browser_.client_.target();
  curl_easy_setopt(easy_, CURLOPT_URL, (target.url + call_.path).c_str());
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  if (!target.ca_file.empty()) curl_easy_setopt(easy_, CURLOPT_CAINFO, target.ca_file.c_str());
  curl_easy_setopt(easy_, CURLOPT_SHARE, browser_.cookies_);
  curl_easy_setopt(easy_, CURLOPT_COOKIEFILE, "");  // the cookies of the share
  curl_easy_setopt(easy_, CURLOPT_USERAGENT, browser_.name_.c_str());
  curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);  // as browsers
  curl_easy_setopt(easy_, CURLOPT_PIPEWAIT, 1L);                          // on one connection then
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_PROXY, "");  // the server itself is measured
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
  const auto sending_ms = static_cast<long>(nominal_s(call_) * 1'000);
  curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, kPatienceMs + sending_ms);
}

void Exchange::set_body() {
  if (call_.method == Method::patch) curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, "PATCH");
  curl_easy_setopt(easy_, CURLOPT_POST, 1L);
  const auto size = static_cast<curl_off_t>(call_.body.size());
  curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, size);
  if (call_.bytes_per_s > 0) {
    curl_easy_setopt(easy_, CURLOPT_READFUNCTION, &Exchange::on_read);
    curl_easy_setopt(easy_, CURLOPT_READDATA, this);
  } else {
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, call_.body.c_str());
  }
  headers_ = curl_slist_append(headers_, ("content-type: " + call_.type).c_str());
  headers_ = curl_slist_append(headers_, "expect:");  // as browsers: the body follows at once
}

std::size_t Exchange::on_body(char* data, std::size_t, std::size_t size, void* self) {
  static_cast<Exchange*>(self)->answer_.body.append(data, size);
  return size;
}

std::size_t Exchange::on_read(char* to, std::size_t, std::size_t size, void* self) {
  return static_cast<Exchange*>(self)->give(to, size);
}

// As much of the body as a line of that speed has carried by now. The last byte goes when the
// line's time is over: earlier, and the server's own time would hide in it.
std::size_t Exchange::give(char* to, std::size_t most) {
  if (!began_) began_ = now();
  const std::size_t spoon = std::min({call_.body.size() - given_, most, kSpoonful});
  const double carried = static_cast<double>(micros(now() - *began_)) / 1e6 * call_.bytes_per_s;
  if (carried < static_cast<double>(given_ + spoon)) {
    go_on_later(given_ + spoon);
    return CURL_READFUNC_PAUSE;
  }
  std::memcpy(to, call_.body.data() + given_, spoon);
  given_ += spoon;
  return spoon;
}

void Exchange::go_on_later(std::size_t bytes) {
  const std::chrono::duration<double> span(static_cast<double>(bytes) / call_.bytes_per_s);
  browser_.client_.loop().at(*began_ + std::chrono::duration_cast<Span>(span),
                             [self = weak_from_this()] {
                               if (const auto alive = self.lock(); alive && alive->easy_)
                                 curl_easy_pause(alive->easy_, CURLPAUSE_CONT);
                             });
}

void Exchange::note_version(CURLcode code) {
  long version = 0;
  curl_easy_getinfo(easy_, CURLINFO_HTTP_VERSION, &version);
  if (code == CURLE_OK) browser_.client_.http_ = version == CURL_HTTP_VERSION_2_0 ? "2" : "1.1";
}

// A phone's slow line is not the server's time: what a paced body takes by itself does not count.
void Exchange::end(CURLcode code) {
  const Time ended = now();
  const auto counted =
      micros(ended - call_.due) - static_cast<std::int64_t>(nominal_s(call_) * 1e6);
  answer_.latency_micros = std::max<std::int64_t>(0, counted);
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK)
    answer_.status = static_cast<int>(status);
  else
    answer_.trouble = trouble_of(code);
  note_version(code);
  if (book_) book_->record(call_.route, ended, answer_.latency_micros, answer_.outcome());
}

}  // namespace loadtest
