// Bodies that are made while they are sent: whole or visibly not, ended with the session, no faster
// than the client takes them.
#include <doctest/doctest.h>

#include <chrono>

#include "kit/test_server.h"

namespace {

using http::testing::Client;
using http::testing::TestServer;

constexpr std::string_view kAsk = "GET /api/made HTTP/1.1\r\nHost: x\r\nCookie: sid=ana\r\n\r\n";

std::string ten_numbers() {
  std::string text;
  for (char n = '0'; n <= '9'; ++n) text.append(1'000, n);
  return text;
}

bool soon(const auto& holds) {
  for (int i = 0; i < 500; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace

TEST_CASE("a body made while it is sent comes in chunks, and the connection goes on after it") {
  TestServer server;
  auto client = server.connect();
  for (int i = 0; i < 2; ++i) {
    client.send(kAsk);
    const auto reply = client.read();
    CHECK(reply.status == 200);
    CHECK(reply.header("transfer-encoding") == "chunked");
    CHECK(reply.header("content-length").empty());
    CHECK(reply.body == ten_numbers());
  }
  CHECK(soon([&] { return server.sources == 0; }));
}

TEST_CASE("HTTP/1.0 gets it without chunks, up to the end of the connection") {
  TestServer server;
  auto client = server.connect();
  client.send("GET /api/made HTTP/1.0\r\nCookie: sid=ana\r\n\r\n");
  const auto all = client.read_to_end();
  CHECK(all.find("transfer-encoding") == std::string::npos);
  CHECK(all.ends_with("\r\n\r\n" + ten_numbers()));
}

TEST_CASE("a body that breaks off is cut, never ended as if it were whole") {
  TestServer server;
  server.breaks_at = 3;
  auto client = server.connect();
  client.send(kAsk);
  const auto all = client.read_to_end();
  CHECK(all.find(std::string(1'000, '2')) != std::string::npos);
  CHECK_FALSE(all.ends_with("0\r\n\r\n"));
  CHECK(soon([&] { return server.sources == 0; }));
}

TEST_CASE("what a client does not take is not made, and it ends when the client goes") {
  TestServer server;
  server.endless = true;
  {
    auto client = server.connect();
    client.send(kAsk);
    CHECK(soon([&] { return server.slices > 10; }));
    int before = -1;
    CHECK(soon([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      return std::exchange(before, server.slices.load()) == server.slices;
    }));
    CHECK(server.sources == 1);
  }
  CHECK(soon([&] { return server.sources == 0; }));
}

TEST_CASE("a body ends with the session of who asked for it") {
  TestServer server;
  server.endless = true;
  auto client = server.connect();
  client.send(kAsk);
  CHECK(soon([&] { return server.slices > 3; }));
  server.gate.say("ana", http::Gatekeeper::Standing::ended);  // too early: she is still signed in
  for (char n = '0'; n <= '9'; ++n) client.read_to(std::string(1'000, n));
  CHECK(server.sources == 1);
  server.gate.end("ana");
  const auto all = client.read_to_end();
  CHECK_FALSE(all.ends_with("0\r\n\r\n"));
  CHECK(soon([&] { return server.sources == 0; }));
}
