// The program with a leak: of what is freed, one block in four is not. For hand_over.mjs, which
// shows that a server that leaks is replaced without anybody noticing.
#include <cstdlib>
#include <new>

#include "server/cli.h"

namespace {

void* take(std::size_t bytes) {
  if (void* block = std::malloc(bytes)) return block;
  throw std::bad_alloc();
}

thread_local unsigned freed = 0;

void give(void* block) noexcept {
  if (++freed % 4 != 0) std::free(block);
}

}  // namespace

void* operator new(std::size_t bytes) { return take(bytes); }
void* operator new[](std::size_t bytes) { return take(bytes); }
void operator delete(void* block) noexcept { give(block); }
void operator delete[](void* block) noexcept { give(block); }
void operator delete(void* block, std::size_t) noexcept { give(block); }
void operator delete[](void* block, std::size_t) noexcept { give(block); }

int main(int argc, char** argv) { return server::run_cli(argc, argv, {}); }
