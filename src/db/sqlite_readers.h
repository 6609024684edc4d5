// Connections that read SQLite: as many as threads read at once, kept for the next.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "db/sqlite_connection.h"

namespace db::sqlite {

class Readers {
 public:
  explicit Readers(const Settings& settings);

  // Runs body in a snapshot, on the calling thread. Errors: unavailable.
  Result<void> read(const Body& body);

  void count(Vitals& vitals) const;

 private:
  std::unique_ptr<SqliteConnection> take();
  void give_back(std::unique_ptr<SqliteConnection> connection);

  const Settings settings_;
  const std::string path_;

  mutable std::mutex mutex_;                             // guards all below
  std::vector<std::unique_ptr<SqliteConnection>> idle_;  // the most recently used last: it is warm
  int busy_ = 0;
};

}  // namespace db::sqlite
