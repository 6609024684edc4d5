// Who may go on: one at a time per key, and so many at a time in all.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace blobs {

class KeyTurns {
 public:
  class Turn {
   public:
    Turn(KeyTurns& turns, std::string key) : turns_(turns), key_(std::move(key)) {}
    ~Turn() {
      {
        const std::lock_guard lock(turns_.mutex_);
        turns_.taken_.erase(key_);
      }
      turns_.given_back_.notify_all();
    }
    Turn(const Turn&) = delete;

   private:
    KeyTurns& turns_;
    const std::string key_;
  };

  // Waits while somebody else has it.
  Turn of(std::string_view key) {
    std::string mine(key);
    std::unique_lock lock(mutex_);
    given_back_.wait(lock, [&] { return !taken_.contains(mine); });
    taken_.insert(mine);
    return {*this, std::move(mine)};
  }

 private:
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::set<std::string, std::less<>> taken_;
};

class Gate {
 public:
  explicit Gate(int most) : free_(most) {}

  class Pass {
   public:
    explicit Pass(Gate& gate) : gate_(&gate) {}
    Pass(Pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    ~Pass() {
      if (!gate_) return;
      {
        const std::lock_guard lock(gate_->mutex_);
        ++gate_->free_;
      }
      gate_->left_.notify_one();
    }

   private:
    Gate* gate_;
  };

  // Nothing when it stayed full for so long.
  std::optional<Pass> enter(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    if (!left_.wait_for(lock, patience, [&] { return free_ > 0; })) return {};
    --free_;
    return std::optional<Pass>(std::in_place, *this);
  }

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  int free_;
};

}  // namespace blobs
