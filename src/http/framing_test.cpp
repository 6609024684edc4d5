#include "http/framing.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "kit/test_server.h"

namespace {

using http::Head;

struct Vector {
  const char* name;
  std::string head;
  int status = 400;
};

// A request line and headers, with the empty line that ends them.
std::string request(std::string_view line, std::string_view headers = "Host: x\r\n") {
  return fmt::format("{}\r\n{}\r\n", line, headers);
}
std::string with(std::string_view headers) {
  return request("POST /api/canary HTTP/1.1", "Host: x\r\n" + std::string(headers));
}

std::string many_headers(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += fmt::format("X-{}: 1\r\n", i);
  return out;
}

std::vector<Vector> line_vectors() {
  return {
      {"no target", request("GET HTTP/1.1")},
      {"no version", request("GET /")},
      {"nothing but a word", request("GET")},
      {"two spaces before the target", request("GET  / HTTP/1.1")},
      {"two spaces before the version", request("GET /  HTTP/1.1")},
      {"tab instead of space", request("GET\t/\tHTTP/1.1")},
      {"space after the version", request("GET / HTTP/1.1 ")},
      {"space before the method", request(" GET / HTTP/1.1")},
      {"HTTP/0.9", request("GET / HTTP/0.9")},
      {"HTTP/2.0", request("GET / HTTP/2.0")},
      {"HTTP/1.2", request("GET / HTTP/1.2")},
      {"HTTP/1.10", request("GET / HTTP/1.10")},
      {"lower-case version", request("GET / http/1.1")},
      {"a method that is no word", request("G(T / HTTP/1.1")},
      {"absolute form", request("GET http://x/ HTTP/1.1")},
      {"absolute form of another host", request("GET http://evil/api/canary HTTP/1.1")},
      {"authority form", request("CONNECT x:80 HTTP/1.1")},
      {"asterisk form", request("OPTIONS * HTTP/1.1")},
      {"a target without its slash", request("GET api/hello HTTP/1.1")},
      {"a fragment", request("GET /#top HTTP/1.1")},
      {"a raw byte above ASCII in the target", request("GET /\xc3\xa4 HTTP/1.1")},
      {"DEL in the target", request("GET /\x7f HTTP/1.1")},
      {"an empty line first", "\r\n" + request("GET / HTTP/1.1")},
      {"a lone line feed first", "\n" + request("GET / HTTP/1.1")},
      {"a lone line feed ends the request line", "GET / HTTP/1.1\nHost: x\r\n\r\n"},
      {"a carriage return inside the request line", "GET /\r HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"NUL in the target", std::string("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 28)},
  };
}

std::vector<Vector> header_vectors() {
  return {
      {"a lone line feed ends a header", "GET / HTTP/1.1\r\nHost: x\nX: 1\r\n\r\n"},
      {"two lone line feeds end the head", "GET / HTTP/1.1\r\nHost: x\n\n"},
      {"a carriage return inside a value", request("GET / HTTP/1.1", "Host: x\r\nX: a\rb\r\n")},
      {"a doubled carriage return", request("GET / HTTP/1.1", "Host: x\r\r\n")},
      {"NUL in a value", std::string("GET / HTTP/1.1\r\nHost: x\r\nX: \0\r\n\r\n", 33)},
      {"folded with a space", with("X: a\r\n b\r\n")},
      {"folded with a tab", with("X: a\r\n\tb\r\n")},
      {"a fold right after the request line", request("GET / HTTP/1.1", " Host: x\r\n")},
      {"space before the colon", with("X : 1\r\n")},
      {"tab before the colon", with("X\t: 1\r\n")},
      {"space before Content-Length's colon", with("Content-Length : 5\r\n")},
      {"space inside a name", with("X Y: 1\r\n")},
      {"no colon", with("X\r\n")},
      {"an empty name", with(": 1\r\n")},
      {"a name above ASCII", with("X\xc3\xa4: 1\r\n")},
      {"a control character in a value", with("X: \x01\r\n")},
      {"DEL in a value", with("X: \x7f\r\n")},
      {"a vertical tab before chunked", with("Transfer-Encoding: \x0b"
                                             "chunked\r\n")},
      {"no Host", request("GET / HTTP/1.1", "")},
      {"an empty Host", request("GET / HTTP/1.1", "Host:\r\n")},
      {"two Hosts", with("Host: y\r\n")},
      {"the same Host twice", with("Host: x\r\n")},
      {"a Host with a path", request("GET / HTTP/1.1", "Host: x/y\r\n")},
      {"a Host with a user", request("GET / HTTP/1.1", "Host: a@x\r\n")},
      {"two hosts in one header", request("GET / HTTP/1.1", "Host: x, y\r\n")},
      {"101 headers", request("GET / HTTP/1.1", "Host: x\r\n" + many_headers(100)), 431},
      {"a 20-KiB header", with("X: " + std::string(20'000, 'a') + "\r\n"), 431},
      {"a 20-KiB target", request("GET /" + std::string(20'000, 'a') + " HTTP/1.1"), 431},
      {"two Content-Types", with("Content-Type: a/b\r\nContent-Type: c/d\r\n")},
      {"two Origins", with("Origin: http://x\r\nOrigin: http://y\r\n")},
      {"an unknown expectation", with("Expect: 200-ok\r\nContent-Length: 1\r\n")},
  };
}

std::vector<Vector> body_vectors() {
  return {
      {"CL and TE", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")},
      {"TE and CL", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")},
      {"TE and CL 0", with("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n")},
      {"two different CLs", with("Content-Length: 5\r\nContent-Length: 6\r\n")},
      {"the same CL twice", with("Content-Length: 5\r\nContent-Length: 5\r\n")},
      {"a list in CL", with("Content-Length: 5, 5\r\n")},
      {"CL with a plus", with("Content-Length: +5\r\n")},
      {"a negative CL", with("Content-Length: -5\r\n")},
      {"CL in hex", with("Content-Length: 0x5\r\n")},
      {"CL with a fraction", with("Content-Length: 5.0\r\n")},
      {"CL with a space inside", with("Content-Length: 1 0\r\n")},
      {"an empty CL", with("Content-Length:\r\n")},
      {"a CL beyond 64 bits", with("Content-Length: 18446744073709551621\r\n")},
      {"TE identity", with("Transfer-Encoding: identity\r\n")},
      {"TE gzip", with("Transfer-Encoding: gzip\r\n")},
      {"TE gzip, chunked", with("Transfer-Encoding: gzip, chunked\r\n")},
      {"TE chunked, identity", with("Transfer-Encoding: chunked, identity\r\n")},
      {"TE chunked, chunked", with("Transfer-Encoding: chunked, chunked\r\n")},
      {"TE chunked with a parameter", with("Transfer-Encoding: chunked;q=1\r\n")},
      {"TE Chunked", with("Transfer-Encoding: Chunked\r\n")},
      {"TE xchunked", with("Transfer-Encoding: xchunked\r\n")},
      {"TE quoted", with("Transfer-Encoding: \"chunked\"\r\n")},
      {"an empty TE", with("Transfer-Encoding:\r\n")},
      {"TE twice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")},
      {"TE chunked, then identity",
       with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")},
      {"TE in HTTP/1.0", request("POST / HTTP/1.0", "Host: x\r\nTransfer-Encoding: chunked\r\n")},
  };
}

// The bodies that stand after "Transfer-Encoding: chunked".
std::vector<Vector> chunk_vectors() {
  const std::string head =
      "POST /api/notes HTTP/1.1\r\nHost: x\r\n"
      "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  return {
      {"an extension", head + "2;x=1\r\n{}\r\n0\r\n\r\n"},
      {"a space after the size", head + "2 \r\n{}\r\n0\r\n\r\n"},
      {"a space before the size", head + " 2\r\n{}\r\n0\r\n\r\n"},
      {"a signed size", head + "+2\r\n{}\r\n0\r\n\r\n"},
      {"a size in 0x", head + "0x2\r\n{}\r\n0\r\n\r\n"},
      {"an empty size", head + "\r\n{}\r\n0\r\n\r\n"},
      {"a size that overflows", head + "10000000000000002\r\n{}\r\n0\r\n\r\n"},
      {"a lone line feed after the size", head + "2\n{}\r\n0\r\n\r\n"},
      {"a lone line feed after the data", head + "2\r\n{}\n0\r\n\r\n"},
      {"nothing after the data", head + "2\r\n{}0\r\n\r\n"},
      {"more data than the size", head + "1\r\n{}\r\n0\r\n\r\n"},
      {"a trailer", head + "2\r\n{}\r\n0\r\nX: 1\r\n\r\n"},
      {"a lone line feed at the end", head + "2\r\n{}\r\n0\r\n\n"},
  };
}

std::expected<Head, http::Refusal> parse(std::string_view bytes) {
  const auto end = http::find_head_end(bytes, 0);
  if (!end) return std::unexpected(end.error());
  REQUIRE(*end > 0);
  return http::parse_head(bytes.substr(0, *end));
}

}  // namespace

TEST_CASE("every ambiguous head is refused, and nothing after it on the connection is answered") {
  http::testing::TestServer server;
  auto vectors = line_vectors();
  for (const auto& more : {header_vectors(), body_vectors(), chunk_vectors()})
    vectors.insert(vectors.end(), more.begin(), more.end());
  REQUIRE(vectors.size() >= 90);
  for (const auto& [name, head, status] : vectors) {
    CAPTURE(name);
    auto client = server.connect();
    client.send(head + "GET /api/canary HTTP/1.1\r\nHost: x\r\n\r\n");
    client.finish_sending();
    const auto reply = client.read();
    CHECK(reply.status == status);
    CHECK(reply.header("connection") == "close");
    CHECK(client.read_to_end().empty());
  }
  CHECK(server.canaries == 0);
}

TEST_CASE("a head reads the same in one piece, and byte by byte") {
  const auto whole = with("Content-Length: 12\r\nX-A:  padded \r\n");
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const auto end =
        http::find_head_end(std::string_view(whole).substr(0, size), size > 4 ? size - 4 : 0);
    REQUIRE(end);
    CHECK(*end == 0);
  }
  const auto and_body = whole + "the body";
  const auto head = parse(and_body);
  REQUIRE(head);
  CHECK(head->method == "POST");
  CHECK(head->target == "/api/canary");
  CHECK(head->body == Head::Body::length);
  CHECK(head->length == 12);
  CHECK(head->headers.back() == http::Header{"x-a", "padded"});
  CHECK(head->keep_alive);
}

TEST_CASE("connection headers and versions decide whether the connection stays") {
  CHECK_FALSE(parse(with("Connection: close\r\n"))->keep_alive);
  CHECK_FALSE(parse(with("Connection: keep-alive, Close\r\n"))->keep_alive);
  CHECK_FALSE(parse(request("GET / HTTP/1.0"))->keep_alive);
  CHECK(parse(request("GET / HTTP/1.0", "Connection: Keep-Alive\r\n"))->keep_alive);
  CHECK(parse(request("GET / HTTP/1.0", ""))->headers.empty());
}

TEST_CASE("the largest honest heads pass: 100 headers, and just under 16 KiB") {
  CHECK(parse(request("GET / HTTP/1.1", "Host: x\r\n" + many_headers(99))));
  const auto filler = ceilings::kHeadBytes - with("X: \r\n").size();
  CHECK(parse(with("X: " + std::string(filler, 'a') + "\r\n")));
}

TEST_CASE("an expectation counts only where a body follows") {
  CHECK(parse(with("Expect: 100-Continue\r\nContent-Length: 1\r\n"))->expects_continue);
  CHECK_FALSE(parse(with("Expect: 100-continue\r\n"))->expects_continue);
}
