// The one main of every test program. The darkroom's zygote must be forked before any thread
// starts, so it is opened here and lent to the fixtures.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <curl/curl.h>

#include <csignal>

#include "darkroom.h"
#include "imaging/imaging.h"

namespace {
imaging::Darkroom* lent = nullptr;
}  // namespace

imaging::Darkroom& kit::darkroom() { return *lent; }

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto darkroom = imaging::Darkroom::open();
  lent = darkroom.get();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  doctest::Context context(argc, argv);
  return context.run();
}
