#include "http/multipart.h"

#include <doctest/doctest.h>

#include <fmt/format.h>

namespace {

using http::UploadForm;

constexpr std::string_view kMeta =
    "--B\r\nContent-Disposition: form-data; name=\"meta\"\r\n"
    "Content-Type: application/json\r\n\r\n{\"id\":1}\r\n";
constexpr std::string_view kFile =
    "--B\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n";

std::string form_of(std::string_view content) {
  return fmt::format("{}{}{}\r\n--B--\r\n", kMeta, kFile, content);
}

struct Outcome {
  bool done = false;
  std::string file, file_name, meta, why;
};

// Feeds the body in steps of `step` bytes.
Outcome read(std::string_view body, std::size_t step = 1'000'000) {
  UploadForm form("B", "photo", "meta");
  Outcome outcome;
  while (!body.empty()) {
    auto bytes = body.substr(0, step);
    body.remove_prefix(bytes.size());
    while (!bytes.empty()) {
      std::string_view piece;
      const auto state = form.next(bytes, piece);
      if (state == UploadForm::State::file_bytes) outcome.file += piece;
      outcome.done = state == UploadForm::State::done;
      if (state == UploadForm::State::bad) return {false, {}, {}, {}, form.why()};
    }
  }
  outcome.file_name = form.file_name;
  outcome.meta = form.meta;
  return outcome;
}

}  // namespace

TEST_CASE("a form reads the same however it is cut into pieces") {
  const std::string tricky = "\r\r\n\r\n--\r\n-\r\n--A\r\n--\r\nB--B\r\n--b--";
  for (const auto& content : {tricky, std::string("x"), std::string(), std::string("\r\n--")}) {
    const auto body = "preamble\r\n" + form_of(content) + "epilogue";
    for (std::size_t step = 1; step <= body.size(); ++step) {
      const auto outcome = read(body, step);
      CHECK(outcome.done);
      CHECK(outcome.file == content);
      CHECK(outcome.file_name == "a.jpg");
      CHECK(outcome.meta == "{\"id\":1}");
    }
  }
}

TEST_CASE("a file's content comes in as few pieces as it arrived in") {
  std::string content;
  for (int n = 0; n < 1'000; ++n) content += "\rA\r\n-\r\r\n--C";
  const auto body = form_of(content);
  UploadForm form("B", "photo", "meta");
  std::string_view bytes = body, piece;
  REQUIRE(form.next(bytes, piece) == UploadForm::State::file_bytes);
  CHECK(piece == content);
}

TEST_CASE("the meta part may stand after the file") {
  const auto outcome = read(fmt::format("{}bytes\r\n{}--B--", kFile, kMeta));
  CHECK(outcome.done);
  CHECK(outcome.file == "bytes");
  CHECK(outcome.meta == "{\"id\":1}");
}

TEST_CASE("a form cut at any byte is never done") {
  const auto body = form_of("some bytes of a picture");
  const auto end = body.rfind("--");  // what follows may be missing
  for (std::size_t size = 0; size < end + 2; ++size)
    CHECK_FALSE(read(std::string_view(body).substr(0, size), 7).done);
}

TEST_CASE("a form that is not exactly one file and one meta part is refused in words") {
  CHECK(read(fmt::format("{}--B--", kMeta)).why == "The part \"photo\" is missing.");
  CHECK(read(fmt::format("{}x\r\n--B--", kFile)).why == "The part \"meta\" is missing.");
  CHECK(read(fmt::format("{}{}--B--", kMeta, kMeta)).why ==
        "The part \"meta\" is there twice. Send it once.");
  CHECK(read(fmt::format("{0}x\r\n{0}x\r\n--B--", kFile)).why ==
        "The part \"photo\" is there twice. Send it once.");
  CHECK(read("--B\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n")
            .why.contains("\"other\" is not known"));
  CHECK(read("--B--").why == "The part \"photo\" is missing.");
}

TEST_CASE("malformed and oversized forms end early") {
  const std::string head = "--B\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n";
  CHECK(read(head + std::string(65'537, 'x')).why.contains("larger than 64 KiB"));
  for (const auto& body : {
           std::string("--B\r\n\r\n\r\n"),  // no Content-Disposition
           std::string("--B\r\nContent-Disposition: attachment\r\n\r\n"),
           std::string("--B\r\nContent-Disposition: form-data\r\n\r\n"),
           std::string("--B\r\nContent-Disposition: form-data; name=\"meta\r\n\r\n"),
           std::string("--B \r\n"),                 // padding
           std::string("--Bx\r\n"),                 // another boundary
           "--B\r\nX: " + std::string(9'000, 'x'),  // a part's head of 9 KB
           std::string(9'000, 'x'),                 // nothing but preamble
           form_of("x") + std::string(9'000, 'x'),  // a long epilogue
       })
    CHECK_FALSE(read(body).why.empty());
}

TEST_CASE("file names come as browsers and curl write them, and never with control characters") {
  const auto named = [](std::string_view name) {
    return read(fmt::format("{}--B\r\ncontent-disposition: Form-Data; name=photo; "
                            "filename=\"{}\"\r\n\r\nx\r\n--B--",
                            kMeta, name))
        .file_name;
  };
  CHECK(named("IMG 1; a=b.jpg") == "IMG 1; a=b.jpg");
  CHECK(named("Straße.jpg") == "Straße.jpg");
  CHECK(named("a%22b.jpg") == "a\"b.jpg");
  CHECK(named("a\\\"b.jpg") == "a\"b.jpg");
  CHECK(named("a\x01.jpg").empty());
  CHECK(named("\xff.jpg").empty());
}

TEST_CASE("a boundary is 1 to 70 printable characters of multipart/form-data") {
  CHECK(http::boundary_of("multipart/form-data; boundary=abc") == "abc");
  CHECK(http::boundary_of("Multipart/Form-Data; charset=x; boundary=\"a b\"") == std::nullopt);
  CHECK(http::boundary_of("multipart/form-data; charset=x; Boundary=\"abc\"") == "abc");
  CHECK(http::boundary_of("multipart/form-data; boundary=" + std::string(70, 'a')));
  CHECK_FALSE(http::boundary_of("multipart/form-data; boundary=" + std::string(71, 'a')));
  CHECK_FALSE(http::boundary_of("multipart/form-data; boundary="));
  CHECK_FALSE(http::boundary_of("multipart/form-data"));
  CHECK_FALSE(http::boundary_of("multipart/mixed; boundary=abc"));
  CHECK_FALSE(http::boundary_of("image/jpeg"));
}
