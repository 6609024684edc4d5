// `asbuilt user …` and others: run by the program itself when no server has the data folder, and by
// the running server otherwise, so that only one process writes.
#pragma once

#include <string>
#include <vector>

#include "accounts/accounts.h"

namespace server {

struct Command {
  std::string verb;  // add, list, role, password, disable, enable, link; alarms-test, alarms-secret
  std::string email;
  std::string role;      // for add and role; empty: crew
  std::string name;      // for add; empty: taken from the email
  std::string password;  // for add and password, from standard input; may be empty for add
  std::string url;       // for backup; empty: BACKUP_URL
};
BOOST_DESCRIBE_STRUCT(Command, (), (verb, email, role, name, password, url))

// What to print, and whether it worked.
struct Spoken {
  bool fine = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Spoken, (), (fine, text))

Spoken run_command(accounts::Accounts& accounts, const Command& command);

}  // namespace server
