#include "db/sqlite_writer.h"

#include <algorithm>
#include <chrono>

#include "base/deadline.h"
#include "base/limits.h"
#include "base/log.h"
#include "db/url.h"

namespace db::sqlite {
namespace {
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// A caller waits a little longer than the writer waits for the lock, so that it hears the reason.
constexpr milliseconds kPatience{1'000};
}  // namespace

Writer::Writer(const Settings& settings)
    : settings_(settings),
      path_(sqlite_path(settings.url)),
      connection_(std::make_unique<SqliteConnection>(path_, Role::writer, settings.write_busy_ms)),
      thread_([this] { loop(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_one();
  thread_.join();
}

void Writer::before_group_commit(std::function<void(Tx&)> finish) {
  const std::lock_guard lock(hook_mutex_);
  finish_group_ = std::move(finish);
}

void Writer::count(Vitals& vitals) const {
  const std::lock_guard lock(mutex_);
  vitals.groups = groups_;
  vitals.group_writes = group_writes_;
  vitals.writes_waiting = static_cast<std::int64_t>(queue_.size());
}

Result<void> Writer::write(const Body& body) {
  Pending pending;
  pending.work = [&body](SqliteConnection&, Tx& tx) { return body(tx); };
  if (std::this_thread::get_id() == thread_.get_id()) return write_now(pending);
  return submit(pending);
}

void Writer::write_along(std::move_only_function<void()> work, Settled settled) {
  auto rider = std::make_unique<Pending>();
  rider->ride = std::move(work);
  rider->settled = std::move(settled);
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_ && queue_.size() < ceilings::kPoolQueue) queue_.push_back(rider.release());
  }
  if (rider) return rider->settled(busy_error());
  work_.notify_one();
}

bool Writer::has_room() const {
  const std::lock_guard lock(mutex_);
  return queue_.size() < ceilings::kPoolQueue;
}

// Of who rides along: what it writes becomes part of it, and ends with the group.
Result<void> Writer::write_now(Pending& part) {
  if (!rider_) throw std::logic_error("only who rides along writes on the writer's thread");
  run(part);
  if (part.thrown) std::rethrow_exception(part.thrown);
  if (part.error) return *std::move(part.error);
  rider_->kept = rider_->kept || part.kept;
  for (auto& then : part.after_commit) rider_->after_commit.push_back(std::move(then));
  return {};
}

void Writer::run_script(std::string_view script) {
  Pending pending;
  pending.work = [script](SqliteConnection& connection, Tx&) {
    connection.script(script);
    return true;
  };
  if (const auto done = submit(pending); !done)
    throw Failure(Trouble::busy, "the database is busy: " + done.error().detail);
}

Result<void> Writer::submit(Pending& pending) {
  const milliseconds patience = milliseconds(settings_.write_busy_ms) + kPatience;
  const auto deadline = SteadyClock::now() + milliseconds(Deadline::within_ms(patience.count()));
  {
    std::unique_lock lock(mutex_);
    if (stopping_ || queue_.size() >= ceilings::kPoolQueue) return busy_error();
    queue_.push_back(&pending);
    work_.notify_one();
    const auto finished = [&] { return pending.state == State::finished; };
    if (!pending.finished.wait_until(lock, deadline, finished)) {
      if (pending.state == State::queued) {
        std::erase(queue_, &pending);
        return busy_error();
      }
      pending.finished.wait(lock, finished);  // it runs: only its outcome is the truth
    }
  }
  if (pending.thrown) std::rethrow_exception(pending.thrown);
  if (pending.error) return *std::move(pending.error);
  for (const auto& then : pending.after_commit) then();
  return {};
}

void Writer::loop() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      work_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
    }
    if (begin()) run_group();
  }
}

// Takes the write lock before anything leaves the queue: who waits for it can still withdraw.
bool Writer::begin() {
  try {
    if (!connection_)
      connection_ =
          std::make_unique<SqliteConnection>(path_, Role::writer, settings_.write_busy_ms);
    connection_->begin();
    return true;
  } catch (const Failure& failure) {
    log_error("cannot begin to write", {{"reason", failure.what()}});
    if (failure.trouble() != Trouble::busy) abandon();
    refuse_queued(answer_for(failure, 5));
    return false;
  }
}

void Writer::run_group() {
  const auto full = SteadyClock::now() + milliseconds(ceilings::kGroupMs);
  Group group;
  while (group.size() < ceilings::kGroupClosures && SteadyClock::now() < full) {
    Pending* const next = take();
    if (!next) break;
    group.push_back(next);
    if (!(next->ride ? ride(*next) : run(*next))) {
      abandon();
      return finish(group, busy_error());
    }
  }
  finish(group, commit());
}

// False: the transaction, or the disk below it, is gone.
bool Writer::ride(Pending& rider) {
  rider_ = &rider;
  rider.ride();
  rider_ = nullptr;
  return is_sound();
}

bool Writer::is_sound() const { return connection_->in_transaction() && !connection_->lost(); }

// False: as above.
bool Writer::run(Pending& pending) {
  try {
    run_behind_savepoint(pending);
  } catch (const Failure& failure) {
    if (failure.trouble() == Trouble::statement) {
      pending.thrown = std::current_exception();
    } else {
      log_error("the writer's transaction failed", {{"reason", failure.what()}});
      pending.error = answer_for(failure);
    }
  } catch (...) {
    pending.thrown = std::current_exception();
  }
  return is_sound();
}

void Writer::run_behind_savepoint(Pending& pending) {
  Tx tx(*connection_);
  connection_->savepoint();
  try {
    pending.kept = pending.work(*connection_, tx);
    if (pending.kept && connection_->failed())
      throw Failure(Trouble::statement, "a statement failed and its closure went on");
    if (pending.kept && connection_->has_dangling_keys())
      throw Failure(Trouble::statement, "a foreign key points nowhere");
  } catch (...) {
    pending.kept = false;
    connection_->rollback_to_savepoint();
    throw;
  }
  if (pending.kept) {
    connection_->release_savepoint();
    pending.after_commit = tx.take_after_commit();
  } else {
    connection_->rollback_to_savepoint();
  }
}

std::vector<std::function<void()>> Writer::finish_group() {
  const std::lock_guard lock(hook_mutex_);
  if (!finish_group_) return {};
  Tx tx(*connection_);
  finish_group_(tx);
  return tx.take_after_commit();
}

std::optional<Error> Writer::commit() {
  try {
    const auto after_commit = finish_group();
    connection_->commit();
    for (const auto& then : after_commit) then();
    return std::nullopt;
  } catch (const Failure& failure) {
    log_error("a group of writes did not commit", {{"reason", failure.what()}});
    abandon();
    return answer_for(failure);
  } catch (const std::exception& fault) {
    log_error("a group of writes did not commit", {{"reason", fault.what()}});
    abandon();
    return busy_error();
  }
}

Writer::Pending* Writer::take() {
  const std::lock_guard lock(mutex_);
  if (queue_.empty()) return nullptr;
  Pending* const next = queue_.front();
  queue_.pop_front();
  next->state = State::running;
  return next;
}

// A group's error goes to those who had something in it; the others keep their own outcome.
void Writer::finish(const Group& group, const std::optional<Error>& error) {
  for (Pending* const pending : group)
    if (error && pending->kept) {
      pending->error = error;
      pending->after_commit.clear();
    }
  {
    const std::lock_guard lock(mutex_);
    ++groups_;
    group_writes_ += static_cast<std::int64_t>(group.size());
  }
  end_all(group);
}

void Writer::refuse_queued(const Error& error) {
  Group refused;
  {
    const std::lock_guard lock(mutex_);
    refused.assign(queue_.begin(), queue_.end());
    queue_.clear();
    for (Pending* const pending : refused) pending->state = State::running;
  }
  for (Pending* const pending : refused) pending->error = error;
  end_all(refused);
}

// Whoever waits goes on, and their closure with them; who rode along hears it here.
void Writer::end_all(const Group& group) {
  std::vector<std::unique_ptr<Pending>> riders;
  {
    const std::lock_guard lock(mutex_);
    for (Pending* const pending : group) {
      if (pending->ride) {
        riders.emplace_back(pending);
        continue;
      }
      pending->state = State::finished;
      pending->finished.notify_one();
    }
  }
  for (const auto& rider : riders) settle(*rider);
}

void Writer::settle(Pending& rider) {
  try {
    for (const auto& then : rider.after_commit) then();
  } catch (const std::exception& fault) {
    log_error("what follows a write failed", {{"reason", fault.what()}});
  }
  rider.settled(rider.error);
}

// Undoes the group and, as nothing on it can be trusted after a failed write, drops the connection.
void Writer::abandon() noexcept {
  if (connection_) connection_->rollback();
  connection_.reset();
}

}  // namespace db::sqlite
