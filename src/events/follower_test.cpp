// The one reader of the log: each event once, in order, whatever goes wrong meanwhile.
#include <doctest/doctest.h>

#include <condition_variable>
#include <thread>

#include "events/events.h"
#include "kit/database.h"

namespace {

// What a follower was told; refuses when asked to.
class Heard {
 public:
  bool hear(const Passage& passage) {
    const std::lock_guard lock(mutex_);
    if (refusals_ > 0 && !passage.rows.empty()) return --refusals_, false;
    if (first_after_ < 0) first_after_ = passage.after;
    fits_ = fits_ && (upto_ < 0 || passage.after == upto_);
    upto_ = passage.upto;
    for (const auto& row : passage.rows) seqs_.push_back(*row.seq);
    changed_.notify_all();
    return true;
  }
  std::vector<std::int64_t> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [&] { return seqs_.size() >= count; });
    return seqs_;
  }
  void refuse(int times) {
    const std::lock_guard lock(mutex_);
    refusals_ = times;
  }
  bool fits() {
    const std::lock_guard lock(mutex_);
    return fits_;
  }
  std::int64_t first_after() {
    const std::lock_guard lock(mutex_);
    return first_after_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::int64_t> seqs_;
  std::int64_t first_after_ = -1, upto_ = -1;
  bool fits_ = true;
  int refusals_ = 0;
};

struct Followed {
  std::unique_ptr<kit::TestDatabase> database = kit::TestDatabase::migrated();
  SystemEntropy entropy;
  Ids ids{database->clock(), entropy};
  Events events{ids};
  Sealer sealer{**database, events};
  Heard heard;

  void append(int times = 1) {
    REQUIRE((*database)->write([&](db::Tx& tx) -> Result<void> {
      for (int i = 0; i < times; ++i)
        events.append(tx, {"thing.done", "a", std::nullopt, std::nullopt, "{}", i});
      return {};
    }));
  }
  Follower follow(std::int64_t back) {
    return Follower(**database, events, back,
                    [this](const Passage& passage) { return heard.hear(passage); });
  }
};

std::vector<std::int64_t> from_to(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> seqs;
  for (auto seq = first; seq <= last; ++seq) seqs.push_back(seq);
  return seqs;
}

}  // namespace

TEST_CASE("a follower hears each event once and in order, from many writers") {
  Followed log;
  log.append(1);
  const auto follower = log.follow(100);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 30; ++i) log.append(3);
      });
  }
  CHECK(log.heard.wait_for(721) == from_to(1, 721));
  CHECK(log.heard.fits());
}

TEST_CASE("a follower begins a few events before the last one") {
  Followed log;
  log.append(50);
  REQUIRE(log.sealer.seal_now());
  const auto follower = log.follow(10);
  CHECK(log.heard.wait_for(10) == from_to(41, 50));
  CHECK(log.heard.first_after() == 40);
}

TEST_CASE(
    "while nobody wants to hear nothing is read; then the last events are, and no gap after") {
  Followed log;
  log.append(30);
  REQUIRE(log.sealer.seal_now());
  std::atomic<bool> wanted = false;
  Follower follower(
      **log.database, log.events, 10,
      [&](const Passage& passage) { return log.heard.hear(passage); },
      [&] { return wanted.load(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  CHECK(log.heard.first_after() == -1);
  wanted = true;
  follower.post([] {});
  CHECK(log.heard.wait_for(10) == from_to(21, 30));
  wanted = false;
  log.append(4);
  wanted = true;
  follower.post([] {});
  CHECK(log.heard.wait_for(14) == from_to(21, 34));
  CHECK(log.heard.fits());
}

TEST_CASE("what could not be taken comes again") {
  Followed log;
  const auto follower = log.follow(10);
  log.heard.refuse(3);
  log.append(5);
  CHECK(log.heard.wait_for(5) == from_to(1, 5));
  CHECK(log.heard.fits());
}

TEST_CASE("a posted task runs on the follower's thread, before what is heard next") {
  Followed log;
  auto follower = log.follow(10);
  log.append(1);
  log.heard.wait_for(1);
  std::atomic<bool> ran = false;
  std::thread::id where;
  follower.post([&] {
    where = std::this_thread::get_id();
    ran = true;
  });
  for (int i = 0; i < 2'000 && !ran; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK(ran);
  CHECK(where != std::this_thread::get_id());
}

TEST_CASE("what another process sealed is heard too, though no bell rings for it") {
  Followed log;
  Events here(log.ids);  // as this process has it: its bell is not the sealer's
  const Follower follower(**log.database, here, 10,
                          [&](const Passage& passage) { return log.heard.hear(passage); });
  log.append(1);
  CHECK(log.heard.wait_for(1) == from_to(1, 1));
  log.append(2);
  CHECK(log.heard.wait_for(3) == from_to(1, 3));
}

TEST_CASE("an event is heard within a moment of its commit") {
  Followed log;
  const auto follower = log.follow(10);
  log.append(1);
  log.heard.wait_for(1);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto began = log.database->clock().monotonic_ms();
  log.append(1);
  CHECK(log.heard.wait_for(2).size() == 2);
  CHECK(log.database->clock().monotonic_ms() - began < 2'000);
}
