#include "db/sqlite_pages.h"

#include <sqlite3.h>
#include <sys/mman.h>

#include <cstring>
#include <mutex>
#include <new>
#include <utility>

namespace db::sqlite {
namespace {

constexpr std::size_t kLeastBytes = 4'096;  // a page
constexpr std::size_t kSlotBytes =
    4'368;                              // and what SQLite 3.40 keeps beside it, at a multiple of 16
constexpr std::size_t kSlots = 32'768;  // the writer's cache and more readers than are kept

class Slots {
 public:
  Slots() noexcept {
    void* memory = ::mmap(nullptr, kSlots * kSlotBytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return;
    ::madvise(memory, kSlots * kSlotBytes, MADV_NOHUGEPAGE);
    begin_ = static_cast<std::byte*>(memory);
    untouched_ = begin_;
    end_ = begin_ + kSlots * kSlotBytes;
  }

  bool has(const void* memory) const noexcept { return memory >= begin_ && memory < end_; }

  // Nothing when all are taken.
  void* take() noexcept {
    const std::lock_guard lock(mutex_);
    if (!free_ && untouched_ == end_) return nullptr;
    ++taken_;
    if (free_) return std::exchange(free_, free_->next);
    return std::exchange(untouched_, untouched_ + kSlotBytes);
  }

  void give_back(void* slot) noexcept {
    const std::lock_guard lock(mutex_);
    free_ = new (slot) Free{free_};
    --taken_;
  }

  std::size_t taken() const noexcept {
    const std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  struct Free {
    Free* next;
  };
  std::byte* begin_ = nullptr;
  std::byte* end_ = nullptr;

  mutable std::mutex mutex_;  // guards all below
  std::byte* untouched_ = nullptr;
  Free* free_ = nullptr;
  std::size_t taken_ = 0;
};

// SQLite's functions are told nothing of whom they work for.
Slots& slots() {
  static Slots slots;
  return slots;
}
sqlite3_mem_methods& heap() {
  static sqlite3_mem_methods heap{};
  return heap;
}

void* take(int bytes) {
  const auto size = static_cast<std::size_t>(bytes);
  if (size > kLeastBytes && size <= kSlotBytes)
    if (void* slot = slots().take()) return slot;
  return heap().xMalloc(bytes);
}

void give_back(void* memory) {
  if (slots().has(memory))
    slots().give_back(memory);
  else
    heap().xFree(memory);
}

int size_of(void* memory) {
  return slots().has(memory) ? static_cast<int>(kSlotBytes) : heap().xSize(memory);
}

void* resize(void* memory, int bytes) {
  if (!slots().has(memory)) return heap().xRealloc(memory, bytes);
  if (static_cast<std::size_t>(bytes) <= kSlotBytes) return memory;
  void* larger = heap().xMalloc(bytes);
  if (!larger) return nullptr;
  std::memcpy(larger, memory, kSlotBytes);
  slots().give_back(memory);
  return larger;
}

}  // namespace

int keep_pages_apart() {
  if (const int failed = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &heap())) return failed;
  sqlite3_mem_methods ours = heap();
  ours.xMalloc = take;
  ours.xFree = give_back;
  ours.xRealloc = resize;
  ours.xSize = size_of;
  return sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
}

std::size_t pages_apart() { return slots().taken(); }

}  // namespace db::sqlite
