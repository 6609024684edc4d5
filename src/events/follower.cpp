#include "events/events.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"

namespace {
constexpr int kPollMs = 250;
constexpr int kReadAtOnce = 200;
// What is sealed meanwhile is read together: at most so many looks a second.
constexpr std::chrono::milliseconds kPause{20};
}  // namespace

Follower::Follower(db::Database& database, Events& events, std::int64_t back, Hear hear,
                   Wanted wanted)
    : database_(database),
      events_(events),
      back_(back),
      hear_(std::move(hear)),
      wanted_(std::move(wanted)),
      thread_([this] { run(); }) {}

Follower::~Follower() {
  stopping_ = true;
  events_.sealed().ring();
  thread_.join();
}

void Follower::post(Task task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  events_.sealed().ring();
}

void Follower::run() {
  bool more = true;  // there was something before we began
  while (!stopping_) {
    if (!more) events_.sealed().wait(kPollMs);
    if (stopping_) return;
    run_tasks();
    try {
      more = look();
    } catch (const std::exception& fault) {
      log_error("following the log failed", {{"why", fault.what()}});
      more = false;
    }
    std::this_thread::sleep_for(kPause);
  }
}

void Follower::run_tasks() {
  std::vector<Task> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
  }
  for (auto& task : tasks) task();
}

// True: there may be more at once.
bool Follower::look() {
  if (!wanted_()) {
    slept_ = true;
    return false;
  }
  const auto passage = read();
  if (!passage || !hear_(*passage)) return false;
  slept_ = false;
  position_ = passage->upto;
  return passage->rows.size() == kReadAtOnce;
}

Result<Passage> Follower::read() {
  return database_.read([&](db::Tx& tx) -> Result<Passage> {
    Passage passage;
    passage.after = position_.value_or(0);
    if (!position_ || slept_) passage.after = std::max(passage.after, events_.last_seq(tx) - back_);
    passage.rows = events_.list_since(tx, passage.after, kReadAtOnce);
    passage.upto = passage.rows.empty() ? passage.after : *passage.rows.back().seq;
    return passage;
  });
}
