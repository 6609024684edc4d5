#include "server/data_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "base/hex.h"

namespace server {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

DataDir::DataDir(std::string path) : path_(std::move(path)) {
  std::error_code ec;
  if (std::filesystem::create_directories(path_, ec))
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ec);
  if (ec || access(path_.c_str(), W_OK) != 0)
    throw std::runtime_error("DATA_DIR " + path_ + " cannot be written. Make it, or set DATA_DIR.");
}

DataDir::~DataDir() {
  if (lock_fd_ >= 0) close(lock_fd_);
}

bool DataDir::lock(const std::string& holder) {
  const int fd = open(file("lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) fail("open " + file("lock"));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    close(fd);
    return false;
  }
  lock_fd_ = fd;
  if (ftruncate(fd, 0) != 0 || pwrite(fd, holder.data(), holder.size(), 0) < 0)
    fail("write " + file("lock"));
  return true;
}

std::string DataDir::holder() const { return read_file(file("lock")); }

bool DataDir::in_use() const {
  if (lock_fd_ >= 0) return false;
  const int fd = open(file("lock").c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return false;
  const bool taken = flock(fd, LOCK_EX | LOCK_NB) != 0;
  close(fd);
  return taken;
}

std::string DataDir::own_secret(Entropy& entropy) const {
  const std::string path = file("session-secret");
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    if (errno != EEXIST) fail("make " + path);
    return read_file(path);
  }
  std::array<std::byte, 32> bytes;
  entropy.fill(bytes);
  const std::string secret = to_hex(bytes);
  const bool written =
      write(fd, secret.data(), secret.size()) == ssize_t(secret.size()) && fsync(fd) == 0;
  close(fd);
  if (!written) fail("write " + path);
  return secret;
}

}  // namespace server
