#include "db/pg_pool.h"

#include <chrono>

namespace db::postgres {
namespace {
std::int64_t steady_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}
}  // namespace

Pool::Pool(std::string url, const Profile& profile, int max, int idle_ms)
    : url_(std::move(url)), profile_(profile), max_(max), idle_ms_(idle_ms) {}

Pool::Lease::~Lease() {
  if (connection_) pool_->give_back(std::move(connection_));
}

Pool::Lease Pool::take() {
  if (auto idle = find_idle()) return {*this, std::move(idle)};
  try {
    return {*this, std::make_unique<PgConnection>(url_, profile_)};
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

// An idle connection, or nothing and the right to make one.
std::unique_ptr<PgConnection> Pool::find_idle() {
  std::unique_lock lock(mutex_);
  const auto room = [&] { return busy_ < max_; };
  if (!freed_.wait_for(lock, std::chrono::milliseconds(profile_.connect_ms), room))
    throw Failure(Trouble::busy, "all connections to PostgreSQL are in use");
  ++busy_;
  if (idle_.empty()) return nullptr;
  auto connection = std::move(idle_.back().connection);
  idle_.pop_back();
  return connection;
}

void Pool::give_back(std::unique_ptr<PgConnection> connection) noexcept {
  if (connection) connection->rollback();
  std::deque<Idle> closing;  // outside the lock
  {
    const std::lock_guard lock(mutex_);
    --busy_;
    const std::int64_t now = steady_ms();
    if (connection && connection->usable()) idle_.push_back({std::move(connection), now});
    while (!idle_.empty() && idle_.front().since_ms + idle_ms_ < now) {
      closing.push_back(std::move(idle_.front()));
      idle_.pop_front();
    }
  }
  freed_.notify_one();
}

void Pool::forget_idle() {
  std::deque<Idle> closing;
  const std::lock_guard lock(mutex_);
  closing.swap(idle_);
}

void Pool::count(Vitals& vitals) const {
  const std::lock_guard lock(mutex_);
  vitals.connections_busy += busy_;
  vitals.connections_max += max_;
  vitals.connections_open += busy_ + static_cast<int>(idle_.size());
}

}  // namespace db::postgres
