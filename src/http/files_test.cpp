#include <doctest/doctest.h>

#include "http/client.h"
#include "http/conditional.h"
#include "http/web_files.h"
#include "kit/test_server.h"

namespace {

using http::testing::TestServer;

constexpr std::string_view kHash =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
constexpr embedded::File kFiles[] = {
    {"/index.html", "<html>", kHash},
    {"/index.html.br", "br<html>", "b"},
    {"/index.html.gz", "gz<html>", "c"},
    {"/assets/app-1a2b.js", "let a;", "d"},
    {"/sw.js", "self", "e"},
};

// A request for the file with these headers.
struct Ask {
  const char* range;
  int status;
  const char* content_range;
  std::size_t size;
};

}  // namespace

TEST_CASE("one byte range is honoured in each of its forms, anything else gets the whole file") {
  TestServer server;
  const auto whole = server.get("/api/file");
  REQUIRE(whole.body.size() == TestServer::kFileBytes);
  CHECK(whole.header("accept-ranges") == "bytes");
  for (const auto& [range, status, content_range, size] :
       std::initializer_list<Ask>{{"bytes=0-0", 206, "bytes 0-0/200000", 1},
                                  {"bytes=0-99999", 206, "bytes 0-99999/200000", 100'000},
                                  {"bytes=199999-", 206, "bytes 199999-199999/200000", 1},
                                  {"bytes=100-999999999", 206, "bytes 100-199999/200000", 199'900},
                                  {"bytes=-500", 206, "bytes 199500-199999/200000", 500},
                                  {"bytes=-999999", 206, "bytes 0-199999/200000", 200'000},
                                  {"bytes=200000-", 416, "bytes */200000", 0},
                                  {"bytes=-0", 416, "bytes */200000", 0},
                                  {"bytes=5-3", 200, "", 200'000},
                                  {"bytes=a-", 200, "", 200'000},
                                  {"bytes=-", 200, "", 200'000},
                                  {"bytes=0-1,5-6", 200, "", 200'000},
                                  {"lines=0-1", 200, "", 200'000}}) {
    CAPTURE(range);
    const auto reply = server.get("/api/file", fmt::format("Range: {}\r\n", range));
    CHECK(reply.status == status);
    CHECK(reply.header("content-range") == content_range);
    CHECK(reply.body.size() == size);
    const auto from = size == 500 ? 199'500u : 0u;
    if (size == 500 || size == 100'000) CHECK(reply.body == whole.body.substr(from, size));
  }
}

TEST_CASE("a file is answered 304 by its tag, and in part only while the tag still holds") {
  TestServer server;
  CHECK(server.get("/api/file", "If-None-Match: \"v0\", \"v1\"\r\n").status == 304);
  CHECK(server.get("/api/file", "If-None-Match: *\r\n").status == 304);
  CHECK(server.get("/api/file", "Range: bytes=0-1\r\nIf-Range: \"v1\"\r\n").status == 206);
  CHECK(server.get("/api/file", "Range: bytes=0-1\r\nIf-Range: \"v0\"\r\n").status == 200);
  const auto head = server.ask("HEAD /api/file HTTP/1.1\r\nHost: x\r\n\r\n", true);
  CHECK(head.header("content-length") == "200000");
}

TEST_CASE("the web app is served: files as they are, its own paths as index.html") {
  TestServer server({}, kFiles);
  for (const auto path : {"/", "/index.html", "/review/queue", "/link"}) {
    const auto page = server.get(path);
    CHECK(page.body == "<html>");
    CHECK(page.header("content-type") == "text/html; charset=utf-8");
    CHECK(page.header("cache-control") == "no-cache");
  }
  const auto script = server.get("/assets/app-1a2b.js");
  CHECK(script.body == "let a;");
  CHECK(script.header("cache-control") == "public, max-age=31536000, immutable");
  CHECK(server.get("/sw.js").header("cache-control") == "no-cache");
  CHECK(server.get("/assets/gone-9.js").status == 404);
  CHECK(server.get("/api/gone").status == 404);
  CHECK(server.post("/review/queue", "{}").header("allow") == "GET, HEAD");
}

TEST_CASE("a file goes out in the coding the browser takes, each with its own tag") {
  TestServer server({}, kFiles);
  const auto plain = server.get("/");
  const auto brotli = server.get("/", "Accept-Encoding: gzip, deflate, br\r\n");
  CHECK(brotli.body == "br<html>");
  CHECK(brotli.header("content-encoding") == "br");
  CHECK(brotli.header("vary") == "accept-encoding");
  CHECK(server.get("/", "Accept-Encoding: gzip, br;q=0\r\n").body == "gz<html>");
  CHECK(plain.header("etag") == fmt::format("\"{}\"", kHash.substr(0, 32)));
  CHECK(plain.header("etag") != brotli.header("etag"));
  CHECK(server.get("/", fmt::format("If-None-Match: {}\r\n", plain.header("etag"))).status == 304);
}

TEST_CASE("without a web app inside, the server says how to build one") {
  TestServer server;
  const auto page = server.get("/");
  CHECK(page.status == 200);
  CHECK(page.body.contains("./dev build"));
}

TEST_CASE("a coding is taken when it is listed with a weight above nothing") {
  CHECK(http::accepts("gzip, br", "br"));
  CHECK(http::accepts("br;q=0.1", "br"));
  CHECK_FALSE(http::accepts("br;q=0", "br"));
  CHECK_FALSE(http::accepts("br;q=0.000", "br"));
  CHECK_FALSE(http::accepts("brotli", "br"));
  CHECK_FALSE(http::accepts("", "br"));
}

TEST_CASE("the same bytes have the same tag, other bytes another") {
  CHECK(http::etag_of("a") == http::etag_of("a"));
  CHECK(http::etag_of("a") != http::etag_of("b"));
}
