#include "db/pg_tools.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include "db/pg_plain.h"

extern char** environ;

namespace db::postgres {
namespace {
namespace fs = std::filesystem;

constexpr int kConnectMs = 5'000;
constexpr auto kLookEvery = std::chrono::milliseconds(100);
using Words = std::vector<std::string>;

// Where the server is, as libpq's variables: a command line, which everybody can read, names no
// password.
Words environment_of(const std::string& url) {
  Words environment;
  for (char** each = environ; *each; ++each)
    if (!std::string_view(*each).starts_with("PG")) environment.emplace_back(*each);
  if (url.empty()) return environment;
  char* wrong = nullptr;
  PQconninfoOption* const options = PQconninfoParse(url.c_str(), &wrong);
  if (!options) {
    const std::string why = wrong ? wrong : "no memory";
    PQfreemem(wrong);
    throw Failure(Trouble::statement, "the database URL cannot be read: " + why);
  }
  for (const PQconninfoOption* each = options; each->keyword; ++each)
    if (each->val && each->envvar)
      environment.push_back(fmt::format("{}={}", each->envvar, each->val));
  PQconninfoFree(options);
  return environment;
}

std::vector<char*> pointers(Words& words) {
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

// A child with its complaints in a file; killed when it is still there at the end.
class Child {
 public:
  Child(Words command, Words environment, const fs::path& complaints) : complaints_(complaints) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, 2, complaints.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    const int failed = posix_spawnp(&pid_, command.front().c_str(), &files, &attributes,
                                    pointers(command).data(), pointers(environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (failed)
      throw Failure(Trouble::statement,
                    fmt::format("cannot run {}: {}. It comes with PostgreSQL's client programs.",
                                command.front(), std::generic_category().message(failed)));
    name_ = command.front();
  }
  Child(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    std::error_code ignored;
    fs::remove(complaints_, ignored);
  }

  // True when it has ended well. Throws when it has ended otherwise.
  bool has_ended() {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == 0) return false;
    pid_ = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
    std::ifstream file(complaints_);
    std::ostringstream said;
    said << file.rdbuf();
    throw Failure(Trouble::statement,
                  fmt::format("{} failed: {}", name_, said.str().substr(0, 500)));
  }

 private:
  pid_t pid_ = 0;
  std::string name_;
  const fs::path complaints_;
};

fs::path complaints_beside(const fs::path& snapshot) { return snapshot.string() + ".err"; }

void run(const Words& command, const std::string& url, const fs::path& snapshot, const GoOn& go_on,
         std::int64_t total) {
  Child child(command, environment_of(url), complaints_beside(snapshot));
  while (!child.has_ended()) {
    std::this_thread::sleep_for(kLookEvery);
    std::error_code not_yet;
    const auto size = fs::file_size(snapshot, not_yet);
    const auto done = not_yet ? 0 : static_cast<std::int64_t>(size);
    if (go_on && !go_on(std::min(done, total), total))
      throw Failure(Trouble::busy, "the copy was ended");
  }
}

void sync_file(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool durable = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!durable) throw Failure(Trouble::lost, "a copy of the database could not be made durable");
}
}  // namespace

void dump(const std::string& url, const fs::path& into, const GoOn& go_on) {
  const std::string size =
      Plain(url, kConnectMs).run("SELECT pg_database_size(current_database()) / 4");  // packed
  run({"pg_dump", "--format=custom", "--compress=1", "--no-owner", "--no-privileges",
       "--no-password", "--file=" + into.string()},
      url, into, go_on, std::stoll(size));
  sync_file(into);
}

void restore(const fs::path& snapshot, const std::string& url) {
  run({"pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
       "--no-password", "--dbname=", snapshot.string()},
      url, snapshot, {}, 0);
}

void read_through(const fs::path& snapshot) {
  run({"pg_restore", "--file=/dev/null", snapshot.string()}, "", snapshot, {}, 0);
}

bool is_empty(const std::string& url) {
  return Plain(url, kConnectMs).run("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'") ==
         "0";
}

// What stands last in a URL wins.
std::string make_database(const std::string& url, const std::string& name) {
  Plain(url, kConnectMs)
      .run(fmt::format("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name));
  return fmt::format("{}{}dbname={}", url, url.find('?') == url.npos ? '?' : '&', name);
}

void drop_databases(const std::string& url, const std::string& prefix, const std::string& before) {
  for (;;) {
    const std::string name =
        Plain(url, kConnectMs)
            .run(fmt::format("SELECT datname FROM pg_database WHERE datname >= '{}' AND "
                             "datname < '{}' LIMIT 1",
                             prefix, before));
    if (name.empty()) return;
    drop_database(url, name);
  }
}

void drop_database(const std::string& url, const std::string& name) {
  Plain(url, kConnectMs).run(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name));
}

}  // namespace db::postgres
