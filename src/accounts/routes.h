// The HTTP face of accounts, and who is calling.
#pragma once

#include "accounts/accounts.h"
#include "http/http.h"

namespace accounts {

// Reads the session cookie. Outlived by the accounts.
class Gate final : public http::Gatekeeper {
 public:
  explicit Gate(Accounts& accounts);
  Result<Caller> identify(const http::Request& head) override;
  std::optional<Caller> recognise(const http::Request& head) override;
  Standing vouch(const Caller& caller) override;

 private:
  Accounts& accounts_;
  std::string_view cookie_;
};

// By which a device is known that somebody signed in on.
std::string_view device_cookie_name(const Settings& settings);

void add_routes(http::Router& router, Accounts& accounts);

}  // namespace accounts
