// `asbuilt setup`: from an installed package to a server that people can open. Asks little, writes
// the settings with a secret of its own, the web server's site and the certificate, starts
// everything, and says what to do next. Run again it keeps what it is not told to change.
#pragma once

#include <string>
#include <vector>

namespace server {

struct Setup {
  std::string domain;             // photos.example.org
  std::string mail;               // of the first admin, and for the certificate
  std::string backup_to;          // a folder, file:… or s3://…; "none"
  std::string port = "5000";      // of the program, behind the web server
  std::string users = "40";       // expected
  std::vector<std::string> more;  // further settings, KEY=VALUE
  std::string certificate, key;   // files; empty: by ACME
  std::string acme_server;        // empty: Let's Encrypt
  std::string root;               // write below this folder, and run nothing
  bool ask = true;                // false: never, what is missing has its default
};

// Returns the exit status. Throws with a line for the operator.
int run_setup(Setup setup);

}  // namespace server
