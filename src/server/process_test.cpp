#include "server/process.h"

#include <doctest/doctest.h>

#include <fmt/format.h>

TEST_CASE("libraries that were let go of are smaller, and work as before") {
  const std::int64_t before = server::resident_bytes();
  server::let_go_of_libraries();
  CHECK(server::resident_bytes() < before - (1 << 20));
  CHECK(fmt::format("{:.3f}", 0.5) == "0.500");
}
