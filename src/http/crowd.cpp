#include "http/crowd.h"

namespace http {

bool Crowd::is_counted(const std::string& address) const {
  return most_ > 0 && !uncapped_.has(address);
}

bool Crowd::enter(const std::string& address) {
  if (!is_counted(address)) return true;
  const std::lock_guard lock(mutex_);
  int& open = open_[customer_of(address)];
  if (open >= most_) return false;
  ++open;
  return true;
}

void Crowd::leave(const std::string& address) {
  if (!is_counted(address)) return;
  const std::lock_guard lock(mutex_);
  const auto at = open_.find(customer_of(address));
  if (at != open_.end() && --at->second == 0) open_.erase(at);
}

}  // namespace http
