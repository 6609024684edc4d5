// The data folder: made once, locked by the one server that uses it, home of the secret that
// development makes for itself.
#pragma once

#include <optional>
#include <string>

#include "base/ids.h"

namespace server {

class DataDir {
 public:
  // Makes the folder (mode 0700) when it is missing. Throws when it cannot be made or written.
  explicit DataDir(std::string path);
  DataDir(const DataDir&) = delete;
  ~DataDir();

  // Takes the lock until this object dies; `holder` is what others are told ("pid 12, port 5000").
  // False when another process has it.
  bool lock(const std::string& holder);
  // What the process that has the lock wrote about itself.
  std::string holder() const;
  // Is another process holding the lock now?
  bool in_use() const;

  // A secret of 64 hex digits that stays the same for this folder.
  std::string own_secret(Entropy& entropy) const;

  const std::string& path() const { return path_; }
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
  int lock_fd_ = -1;
};

}  // namespace server
