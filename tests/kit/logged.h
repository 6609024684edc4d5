// What the program logs while one of these lives.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "kit/folder.h"

namespace kit {

class Logged {
 public:
  Logged() : before_(dup(STDERR_FILENO)) {
    const int file = open((folder_ / "log").c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
    dup2(file, STDERR_FILENO);
    close(file);
  }
  ~Logged() {
    dup2(before_, STDERR_FILENO);
    close(before_);
  }
  std::string text() const {
    std::ifstream file(folder_ / "log");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

 private:
  Folder folder_;
  int before_;
};

}  // namespace kit
