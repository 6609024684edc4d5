#include "base/log.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

namespace {

std::string logged(std::string_view text) {
  std::string out;
  logging::append_text(out, text);
  return out;
}

}  // namespace

TEST_CASE("plain text stands in the log as it is") {
  CHECK(logged("Größe 12 µm – 施工") == "\"Größe 12 µm – 施工\"");
  CHECK(logged("say \"no\" \\ yes") == R"("say \"no\" \\ yes")");
}

TEST_CASE("nothing a client sends ends a line, colours a terminal or turns the writing around") {
  CHECK(logged("a\r\nb") == R"("a\u000d\u000ab")");
  CHECK(logged(std::string_view("a\0b", 3)) == R"("a\u0000b")");
  CHECK(logged("\x1b[31mred") == R"("\u001b[31mred")");
  CHECK(logged("\xc2\x9b"
               "31m") == R"("\u009b31m")");
  CHECK(logged("\xe2\x80\xae"
               "gpj.exe") == R"("\u202egpj.exe")");
  CHECK(logged("\xe2\x80\xa8") == R"("\u2028")");
  CHECK(logged("\x7f") == R"("\u007f")");
}

TEST_CASE("every byte there is makes a line that parses") {
  for (int lead = 0; lead < 256; ++lead)
    for (int second = 0; second < 256; ++second) {
      const std::string text{'a', static_cast<char>(lead), static_cast<char>(second), 'z'};
      const std::string line = logged(text);
      boost::system::error_code error;
      boost::json::parse(line, error);
      CHECK_FALSE_MESSAGE(error, lead, " ", second);
      CHECK(line.find('\n') == std::string::npos);
    }
}

TEST_CASE("a text of a megabyte is cut") {
  CHECK(logged(std::string(1'000'000, 'x')).size() < 2'100);
}
