// The one main of every test program. The darkroom's zygote must be forked before any thread
// starts, so it is opened here and lent to the fixtures.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <curl/curl.h>

#include <chrono>
#include <csignal>

#include "darkroom.h"
#include "imaging/imaging.h"
#include "kit/ran.h"

namespace {
imaging::Darkroom* lent = nullptr;
}  // namespace

REGISTER_LISTENER("ran", 1, kit::Ran);

imaging::Darkroom& kit::darkroom() { return *lent; }

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  // Patient: on a busy machine a test must not fail because a decoder had to wait for its turn.
  const auto darkroom = imaging::Darkroom::open({.cpu_s = 60, .wall = std::chrono::minutes(5)});
  lent = darkroom.get();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  doctest::Context context(argc, argv);
  return context.run();
}
