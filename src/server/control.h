// The way from a command line to the running server: a socket in the data folder that only its
// owner can open. One JSON command in, one JSON answer out.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "server/commands.h"

namespace server {

class ControlSocket {
 public:
  ControlSocket(std::string path, std::function<Spoken(const Command&)> answer);
  ~ControlSocket();

 private:
  void serve();
  void answer_one(int client) const;

  std::string path_;
  std::function<Spoken(const Command&)> answer_;
  int listener_ = -1;
  std::thread thread_;
};

// Sends a command to the server behind `path`. Nothing when no server answers.
std::optional<Spoken> ask_server(const std::string& path, const Command& command);

}  // namespace server
