#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "server/setup_parts.h"

extern char** environ;

namespace server {

bool has_program(const std::string& name) {
  for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/local/bin/"})
    if (access((folder + name).c_str(), X_OK) == 0) return true;
  return false;
}

bool systemd_runs() { return access("/run/systemd/system", F_OK) == 0; }

int run(const std::vector<std::string>& command) {
  fmt::print("  $ {}\n", fmt::join(command, " "));
  std::fflush(stdout);
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
  pid_t pid = 0;
  const int failed =
      ::posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (failed != 0 || ::waitpid(pid, &status, 0) < 0) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void must_run(const std::vector<std::string>& command, const std::string& otherwise) {
  if (run(command) != 0) throw std::runtime_error(otherwise);
}

}  // namespace server
