// How many connections each address has open, so that one of them cannot take all places.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "http/addresses.h"

namespace http {

// Safe from any thread. Addresses in `uncapped` are not counted; `most` 0 counts nobody.
class Crowd {
 public:
  Crowd(int most, const AddressList& uncapped) : most_(most), uncapped_(uncapped) {}

  bool enter(const std::string& address);  // false: it has its share
  void leave(const std::string& address);  // once for each enter() that was let in

 private:
  bool is_counted(const std::string& address) const;

  const int most_;
  const AddressList& uncapped_;
  std::mutex mutex_;
  std::unordered_map<std::string, int> open_;  // by customer
};

}  // namespace http
