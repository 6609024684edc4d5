// One request under way and its answer.
#pragma once

#include <optional>

#include "loadtest/client.h"

namespace loadtest {

class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  // All outlive it: they stand in the coroutine that waits.
  Exchange(Browser& browser, Call& call, Answer& answer, std::coroutine_handle<> waiter);
  ~Exchange();

  CURL* easy() const { return easy_; }
  CURL* release();  // to be used again
  Browser& browser() { return browser_; }
  void forget() { book_ = nullptr; }  // it is not recorded
  void end(CURLcode code);
  void resume() { waiter_.resume(); }

 private:
  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t on_read(char* to, std::size_t, std::size_t size, void* self);
  void set_up();
  void set_body();
  std::size_t give(char* to, std::size_t most);
  void go_on_later(std::size_t bytes);
  void note_version(CURLcode code);

  Browser& browser_;
  Call& call_;
  Answer& answer_;
  std::coroutine_handle<> waiter_;
  Book* book_;
  CURL* easy_;
  curl_slist* headers_ = nullptr;
  std::optional<Time> began_;  // a paced body
  std::size_t given_ = 0;      // of it
};

}  // namespace loadtest
