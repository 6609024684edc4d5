#include "http/pool.h"

#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <mutex>
#include <string>

namespace {

using http::Importance;
using http::Pool;

// One thread, held until let_go(), that writes down who ran.
class Held {
 public:
  Held() {
    pool_.submit([this] { gate_.get_future().wait(); });
    while (pool_.load().busy == 0) std::this_thread::yield();
  }
  void add(char who, Importance importance) {
    pool_.submit([this, who] { order_ += who; }, importance);
  }
  std::string let_go() {
    std::promise<void> last;
    gate_.set_value();
    pool_.submit([&] { last.set_value(); }, Importance::spare);
    last.get_future().wait();
    return order_;
  }
  Pool& pool() { return pool_; }

 private:
  std::promise<void> gate_;
  std::string order_;  // by the pool's one thread
  Pool pool_{1, 10};
};

void wait_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

}  // namespace

TEST_CASE("of what waits for a thread the more important goes first, else who came first") {
  Held held;
  held.add('s', Importance::spare);
  held.add('n', Importance::normal);
  held.add('1', Importance::important);
  held.add('v', Importance::vital);
  held.add('2', Importance::important);
  CHECK(held.let_go() == "v12ns");
}

TEST_CASE("once what may be shed has waited for long, the newest of it goes first") {
  Held held;
  held.add('a', Importance::normal);
  held.add('1', Importance::important);
  wait_ms(150);
  held.add('b', Importance::normal);
  held.add('2', Importance::important);
  CHECK(held.let_go() == "12ba");
}

TEST_CASE("what would only come too late finds no room, what matters more does") {
  Held held;
  held.add('n', Importance::normal);
  CHECK(held.pool().has_room(Importance::normal));
  wait_ms(1'100);
  CHECK_FALSE(held.pool().has_room(Importance::normal));
  CHECK(held.pool().has_room(Importance::important));
  CHECK(held.pool().load().oldest_ms >= 1'100);
  held.let_go();
}

TEST_CASE("a full queue has room for nobody") {
  Held held;
  for (int i = 0; i < 10; ++i) held.add('n', Importance::important);
  CHECK_FALSE(held.pool().has_room(Importance::vital));
  held.let_go();
}

TEST_CASE("slow reading never takes every thread") {
  std::promise<void> gate;
  const auto open = gate.get_future().share();
  std::promise<void> wrote;
  Pool pool(4, 100);
  for (int i = 0; i < 8; ++i) pool.submit([open] { open.wait(); }, Importance::normal);
  pool.submit([&] { wrote.set_value(); }, Importance::important);
  CHECK(wrote.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready);
  // A busy machine starts the other threads later than the one that wrote, which may be busy yet.
  for (int i = 0; i < 500 && pool.load().busy != 3; ++i) wait_ms(20);
  CHECK(pool.load().busy == 3);
  gate.set_value();
}
