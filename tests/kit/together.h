// Several acts at the same moment, each on a thread of its own.
#pragma once

#include <barrier>
#include <thread>
#include <vector>

namespace kit {

template <class... Act>
void together(Act&&... acts) {
  std::barrier start(sizeof...(acts));
  const auto run = [&](auto& act) {
    start.arrive_and_wait();
    act();
  };
  std::vector<std::jthread> threads;
  (threads.emplace_back([&] { run(acts); }), ...);
}

}  // namespace kit
