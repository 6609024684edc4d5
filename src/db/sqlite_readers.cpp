#include "db/sqlite_readers.h"

#include "base/limits.h"
#include "base/log.h"
#include "db/url.h"

namespace db::sqlite {

Readers::Readers(const Settings& settings) : settings_(settings), path_(sqlite_path(settings.url)) {
  give_back(take());  // so that a bad setting is told at start
}

std::unique_ptr<SqliteConnection> Readers::take() {
  {
    const std::lock_guard lock(mutex_);
    ++busy_;
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  try {
    return std::make_unique<SqliteConnection>(path_, Role::reader, settings_.read_busy_ms);
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

void Readers::give_back(std::unique_ptr<SqliteConnection> connection) {
  const std::lock_guard lock(mutex_);
  --busy_;
  const bool usable = connection && !connection->lost() && !connection->in_transaction();
  if (usable && idle_.size() < ceilings::kIdleReaders) idle_.push_back(std::move(connection));
}

Result<void> Readers::read(const Body& body) {
  try {
    struct Lent {
      Readers& readers;
      std::unique_ptr<SqliteConnection> connection;
      ~Lent() {
        if (connection) connection->rollback();
        readers.give_back(std::move(connection));
      }
    } lent{*this, take()};
    Tx tx(*lent.connection);
    lent.connection->begin();
    body(tx);
    lent.connection->commit();
    return {};
  } catch (const Failure& failure) {
    if (failure.trouble() != Trouble::busy) throw;
    log_warn("a read met a lock", {{"reason", failure.what()}});
    return busy_error();
  }
}

void Readers::count(Vitals& vitals) const {
  const std::lock_guard lock(mutex_);
  vitals.connections_busy = busy_;
  vitals.connections_max = static_cast<int>(ceilings::kIdleReaders);
  vitals.connections_open = busy_ + static_cast<int>(idle_.size());
}

}  // namespace db::sqlite
