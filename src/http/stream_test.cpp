// Endless replies: news in order, signs of life, slow clients, sessions that end, the server's
// stop.
#include <doctest/doctest.h>

#include <chrono>

#include "base/limits.h"
#include "kit/test_server.h"

namespace {

using http::Gatekeeper;
using http::testing::Client;
using http::testing::TestServer;
using Steady = std::chrono::steady_clock;

constexpr std::string_view kOpen = "GET /api/stream HTTP/1.1\r\nHost: x\r\nCookie: sid={}\r\n\r\n";

// A client whose stream is open, read up to its first words.
Client open(TestServer& server, const std::string& who = "ana") {
  auto client = server.connect();
  client.send(fmt::format(fmt::runtime(kOpen), who));
  client.read_to("retry: ");
  client.read_to("\n\n");
  return client;
}

std::int64_t ms_since(Steady::time_point began) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - began).count();
}

int threads_of_process() {
  return static_cast<int>(
      std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}));
}

// The server learns of a client's end a moment later.
bool ends_soon(http::Stream& stream) {
  for (int i = 0; i < 500; ++i) {
    if (!stream.pass("")) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace

TEST_CASE("a stream says what it is, keeps out of caches and buffers, and carries news in order") {
  TestServer server;
  auto client = server.connect();
  client.send(fmt::format(fmt::runtime(kOpen), "ana"));
  const auto reply = client.read(true);
  CHECK(reply.status == 200);
  CHECK(reply.header("content-type") == "text/event-stream");
  CHECK(reply.header("cache-control") == "no-store");
  CHECK(reply.header("x-accel-buffering") == "no");
  CHECK(reply.header("content-length").empty());
  CHECK(reply.header("etag").empty());
  CHECK(client.read_to("\n\n").starts_with("retry: "));
  for (int i = 1; i <= 3; ++i)
    CHECK(server.stream()->send({std::to_string(i), "note", R"({"n":1})"}));
  CHECK(client.read_to("id: 3\ndata: {\"n\":1}\n\n") ==
        "event: note\nid: 1\ndata: {\"n\":1}\n\nevent: note\nid: 2\ndata: {\"n\":1}\n\n"
        "event: note\nid: 3\ndata: {\"n\":1}\n\n");
}

TEST_CASE("a quiet stream shows that it lives, and up to where there was nothing to say") {
  http::ServerSettings settings;
  settings.heartbeat_ms = 50;
  TestServer server(settings);
  auto client = open(server);
  CHECK(client.read_to("\n\n") == ": still here\nevent: beat\ndata:\n\n");
  server.stream()->pass("77");
  CHECK(client.read_to("id: 77\ndata:\n\n").ends_with("event: beat\nid: 77\ndata:\n\n"));
  CHECK(client.read_to("\n\n") == ": still here\nevent: beat\ndata:\n\n");
}

TEST_CASE("a client that does not read is told to start anew and cut off; others get theirs") {
  TestServer server;
  auto slow = open(server);
  const auto stream = server.stream();
  auto quick = open(server, "ben");
  const auto other = server.stream();
  const std::string data(4'000, 'x');
  int taken = 0;
  while (taken < 10'000 && stream->send({std::to_string(taken), "note", data})) {
    CHECK(other->send({std::to_string(taken), "note", "{}"}));
    quick.read_to("data: {}\n\n");
    ++taken;
  }
  // The kernel's buffers and ours are small: no more than a few MB for one who does not read.
  REQUIRE(taken < 2'000);
  CHECK(static_cast<std::size_t>(taken + 1) * data.size() > ceilings::kStreamOutboxBytes);
  CHECK_FALSE(stream->send({"1", "note", "{}"}));
  const auto all = slow.read_to_end();
  CHECK(all.ends_with(fmt::format("event: reset\nid: {}\ndata: {{}}\n\n", taken)));
  CHECK(other->send({"last", "note", "{}"}));
  CHECK(quick.read_to("id: last").size() > 0);
}

TEST_CASE("a stream ends with its caller's session, and only that one") {
  TestServer server;
  auto ana = open(server);
  auto ben = open(server, "ben");
  const auto bens = server.stream();
  const auto began = Steady::now();
  server.gate.say("ana", Gatekeeper::Standing::ended);
  CHECK(ana.read_to_end().empty());
  CHECK(ms_since(began) < 1'000);
  CHECK(bens->send({"1", "note", "{}"}));
  CHECK(ben.read_to("data: {}\n\n") == "event: note\nid: 1\ndata: {}\n\n");
}

TEST_CASE("news waits while nobody knows whether the session holds") {
  TestServer server;
  auto ana = open(server);
  server.gate.say("ana", Gatekeeper::Standing::unknown);
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  CHECK(server.stream()->send({"1", "note", "{}"}));
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  CHECK_FALSE(ana.peek());
  server.gate.say("ana", Gatekeeper::Standing::good);
  CHECK(ana.read_to("data: {}\n\n") == "event: note\nid: 1\ndata: {}\n\n");
}

TEST_CASE("a person and the process have so many streams and no more; a closed one makes room") {
  http::ServerSettings settings;
  settings.streams_per_person = 2;
  settings.streams_max = 3;
  TestServer server(settings);
  auto first = std::make_unique<Client>(open(server));
  const auto firsts = server.stream();
  auto second = open(server);
  const auto refused = server.get("/api/stream", "Cookie: sid=ana\r\n");
  CHECK(refused.status == 503);
  CHECK(refused.body.contains("too-many-streams"));
  CHECK(refused.header("retry-after") == "30");
  auto ben = open(server, "ben");
  CHECK(server.get("/api/stream", "Cookie: sid=cem\r\n").status == 503);
  first.reset();  // the client goes away
  CHECK(ends_soon(*firsts));
  std::optional<Client> third;
  int status = 0;
  for (int i = 0; i < 100 && status != 200; ++i) {  // its place is free a moment later
    third.emplace(server.connect());
    third->send(fmt::format(fmt::runtime(kOpen), "ana"));
    status = third->read(true).status;
    if (status != 200) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(status == 200);
  CHECK(server.stream()->send({"1", "note", "{}"}));
}

TEST_CASE("HEAD of a stream is its head, and leaves nothing open") {
  TestServer server;
  auto client = server.connect();
  client.send("HEAD /api/stream HTTP/1.1\r\nHost: x\r\nCookie: sid=ana\r\n\r\n");
  const auto reply = client.read(true);
  CHECK(reply.header("content-type") == "text/event-stream");
  CHECK(client.read_to_end().empty());
  CHECK(ends_soon(*server.stream()));
}

TEST_CASE("two hundred streams take no thread each, and a stop does not wait for them") {
  http::ServerSettings settings;
  settings.streams_per_person = 200;
  TestServer server(settings);
  auto first = open(server);
  const int threads = threads_of_process();
  std::vector<Client> clients;
  for (int i = 1; i < 200; ++i) clients.push_back(open(server));
  CHECK(threads_of_process() == threads);
  const auto began = Steady::now();
  server.server->stop(20'000);
  CHECK(ms_since(began) < 2'000);
  for (auto& client : clients) CHECK(client.read_to_end().empty());
}

TEST_CASE("who is signed out gets no stream, and the contract names its type") {
  TestServer server;
  CHECK(server.get("/api/stream").status == 401);
  const auto contract = http::openapi(server.router, "1");
  CHECK(
      contract.contains(R"("text/event-stream":{"schema":{"$ref":"#/components/schemas/Note"}})"));
}
