// An EventSource for tests: listens to GET /api/events on a thread of its own, and keeps what it
// hears.
#pragma once

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "kit/server.h"

namespace kit {

class Ear {
  static constexpr int kPatienceMs = 20'000;

 public:
  struct Event {
    std::string id, name;
    boost::json::value data;
    std::string at(std::string_view key) const {
      const auto* text = data.as_object().if_contains(key);
      return text && text->is_string() ? std::string(text->as_string()) : "";
    }
  };

  // `last_id`: as a browser that comes back by itself says.
  Ear(ServerFixture& fx, const std::string& cookie, const std::string& query = "",
      const std::string& last_id = "")
      : url_(fx.base_url() + "/api/events" + query), cookie_("cookie: " + cookie) {
    if (!last_id.empty()) last_id_ = "last-event-id: " + last_id;
    thread_ = std::thread([this] { run(); });
    const bool ready = !wait_for("ready").empty();
    REQUIRE_MESSAGE(ready, "the stream was answered ", refusal(), " instead of `ready`");
  }
  ~Ear() {
    stopping_ = true;
    thread_.join();
  }

  // The events of this kind up to the n-th; what came so far when it does not come.
  std::vector<Event> wait_for(const std::string& name, std::size_t count = 1) {
    std::unique_lock lock(mutex_);
    const auto enough = [&] { return named(name).size() >= count || ended_; };
    changed_.wait_for(lock, std::chrono::milliseconds(kPatienceMs), enough);
    return named(name);
  }
  // What was said of photos so far, in order.
  std::vector<Event> photos() {
    const std::lock_guard lock(mutex_);
    return named("photo");
  }
  // Waits until an event of this kind and photo came; false when it does not.
  bool hears(const std::string& kind, const std::string& photo, int within_ms = 20'000) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(within_ms), [&] {
      return std::ranges::any_of(events_, [&](const Event& event) {
        return event.name == "photo" && event.at("kind") == kind && event.at("photo_id") == photo;
      });
    });
  }
  // Was the stream ended by the server? It may have come back since.
  bool breaks_within(int ms) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(ms), [&] { return breaks_ > 0; });
  }
  // What refused it for good; 0 while it listens, and when nobody answers.
  long refusal() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(kPatienceMs), [&] { return ended_; });
    return status_;
  }

 private:
  std::vector<Event> named(const std::string& name) const {
    std::vector<Event> found;
    for (const auto& event : events_)
      if (event.name == name) found.push_back(event);
    return found;
  }

  static std::size_t on_bytes(char* bytes, std::size_t, std::size_t count, void* self) {
    auto& ear = *static_cast<Ear*>(self);
    ear.rest_.append(bytes, count);
    std::size_t end;
    while ((end = ear.rest_.find("\n\n")) != std::string::npos) {
      ear.take(ear.rest_.substr(0, end));
      ear.rest_.erase(0, end + 2);
    }
    return count;
  }

  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Ear*>(self)->stopping_ ? 1 : 0;
  }

  void take(const std::string& block) {
    Event event;
    for (std::size_t at = 0; at < block.size();) {
      const auto end = std::min(block.find('\n', at), block.size());
      const std::string line = block.substr(at, end - at);
      if (line.starts_with("id: ")) event.id = line.substr(4);
      if (line.starts_with("event: ")) event.name = line.substr(7);
      if (line.starts_with("data: ")) event.data = boost::json::parse(line.substr(6));
      at = end + 1;
    }
    if (!event.id.empty()) last_id_ = "last-event-id: " + event.id;
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    changed_.notify_all();
  }

  // Like a browser: comes back by itself, until it is refused.
  void run() {
    while (!stopping_) {
      const long status = listen();
      const std::lock_guard lock(mutex_);
      ++breaks_;
      ended_ = status != 200;
      status_ = status;
      changed_.notify_all();
      if (ended_) return;
    }
  }

  long listen() {
    CURL* curl = curl_easy_init();
    curl_slist* headers = curl_slist_append(nullptr, cookie_.c_str());
    if (!last_id_.empty()) headers = curl_slist_append(headers, last_id_.c_str());
    curl_easy_setopt(curl, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, this);
    long status = 0;
    if (curl_easy_perform(curl) != CURLE_COULDNT_CONNECT)
      curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    rest_.clear();
    return status;
  }

  const std::string url_, cookie_;
  std::string last_id_;
  std::string rest_;  // of a block not whole yet
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::vector<Event> events_;
  int breaks_ = 0;
  bool ended_ = false;
  long status_ = 0;
  std::thread thread_;
};

// Signs in once more; the cookie of that session.
inline std::string cookie_of(ServerFixture& fx, const Person& person) {
  auto client = fx.stranger();
  const auto reply = client.sign_in(person.email, std::string(kPassword));
  const auto& cookie = reply.headers.at("set-cookie");
  return cookie.substr(0, cookie.find(';'));
}

}  // namespace kit
