#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "blobs/blobs.h"

namespace blobs {

Handle::~Handle() {
  if (fd_ >= 0) close(fd_);
}

SpoolFile::~SpoolFile() {
  if (handle_.fd() >= 0) unlink(path_.c_str());  // nothing to do for one that was moved away
}

int Disk::write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return -1;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return 0;
}

int Disk::sync_file(int fd) { return fdatasync(fd); }

int Disk::sync_folder(int fd) { return fsync(fd); }

int Disk::move_new(const char* from, int folder_fd, const char* to) {
  if (renameat2(AT_FDCWD, from, folder_fd, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -1;
  // A file system without RENAME_NOREPLACE: a link does not replace either.
  if (linkat(AT_FDCWD, from, folder_fd, to, 0) != 0) return -1;
  return unlink(from);
}

}  // namespace blobs
