#include <doctest/doctest.h>

#include "base/limits.h"
#include "kit/test_server.h"

namespace {

using http::testing::Answered;
using http::testing::Client;
using http::testing::TestServer;

constexpr std::string_view kHello = "GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n";

std::string code_of(const Answered& answered) {
  boost::json::error_code error;
  const auto problem = boost::json::parse(answered.body, error);
  if (error || !problem.is_object()) return "no problem+json: " + answered.body;
  const auto& code = problem.at("code").as_string();
  CHECK(answered.header("content-type") == "application/problem+json");
  CHECK(problem.at("status").as_int64() == answered.status);
  CHECK(problem.at("type").as_string() == "/problems/" + std::string(code));
  return std::string(code);
}

// A thread that writes, of which the test says when it commits, and how.
class HeldWrites final : public http::Writes {
 public:
  bool has_room() const override { return room; }
  void submit(Work work, Settled settled) override {
    work();
    const std::lock_guard lock(mutex_);
    held_.push_back(std::move(settled));
    came_.notify_all();
  }
  void commit(std::size_t count, const std::optional<Error>& error) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return held_.size() == count; });
    for (auto& settled : held_) settled(error);
    held_.clear();
  }

  std::atomic<bool> room = true;

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Settled> held_;
};

}  // namespace

TEST_CASE("pipelined requests are answered in order on one connection") {
  TestServer server;
  auto client = server.connect();
  std::string requests;
  for (int i = 1; i <= 50; ++i)
    requests += fmt::format("GET /api/things/a?limit={} HTTP/1.1\r\nHost: x\r\n\r\n", i);
  client.send(requests);
  for (int i = 1; i <= 50; ++i)
    CHECK(client.read().body == fmt::format(R"({{"n":{},"text":"a"}})", i));
}

TEST_CASE("bodies are told apart from the request that follows, in either framing") {
  TestServer server;
  auto client = server.connect();
  const std::string json = R"({"n":1,"text":"x"})";
  const std::string head =
      "POST /api/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  client.send(head + fmt::format("Content-Length: {}\r\n\r\n{}", json.size(), json));
  client.send(head +
              fmt::format("Transfer-Encoding: chunked\r\n\r\n3\r\n{}\r\n{:X}\r\n{}\r\n0\r\n\r\n",
                          json.substr(0, 3), json.size() - 3, json.substr(3)));
  client.send(kHello);
  CHECK(client.read().body == json);
  const auto second = client.read();
  CHECK(second.status == 201);
  CHECK(second.body == json);
  CHECK(client.read().status == 200);
}

TEST_CASE("a connection ends when the client or HTTP/1.0 wants it, and stays otherwise") {
  TestServer server;
  auto stays = server.connect();
  for (int i = 0; i < 3; ++i) {
    stays.send(kHello);
    CHECK(stays.read().header("connection").empty());
  }
  for (const auto request : {"GET /api/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                             "GET /api/hello HTTP/1.0\r\n\r\n"}) {
    auto client = server.connect();
    client.send(request);
    CHECK(client.read().header("connection") == "close");
    CHECK(client.read_to_end().empty());
  }
}

TEST_CASE("a path that is not there is 404, another method 405 with what is allowed") {
  TestServer server;
  CHECK(code_of(server.get("/api/nothing")) == "not-found");
  CHECK(code_of(server.get("/api/hello/")) == "not-found");
  const auto wrong = server.post("/api/things/a", "{}");
  CHECK(code_of(wrong) == "method-not-allowed");
  CHECK(wrong.header("allow") == "GET, HEAD, DELETE");
  for (const auto method : {"OPTIONS", "TRACE", "BREW", "get"}) {
    const auto reply = server.ask(fmt::format("{} /api/hello HTTP/1.1\r\nHost: x\r\n\r\n", method));
    CHECK(reply.status == 405);
    CHECK(reply.header("allow") == "GET, HEAD");
  }
}

TEST_CASE("escapes are decoded once, and what two readers may see differently is refused") {
  TestServer server;
  CHECK(server.get("/api/things/a%20b?limit=%31").body == R"({"n":1,"text":"a b"})");
  CHECK(server.get("/api/%68ello").status == 200);
  CHECK(server.get("/api/things/%2541").body == R"({"n":0,"text":"%41"})");
  for (const auto path : {"/api/things/a%2Fb", "/api/things/%00", "/api/things/%zz",
                          "/api/things/%4", "/api/things/%ff", "/api/things/a?limit=%ff"})
    CHECK(code_of(server.get(path)) == "malformed-request");
}

TEST_CASE("input is read into its type, and each wrong field is named") {
  TestServer server;
  CHECK(server.get("/api/things/a?limit=201").body.contains("a whole number from 1 to 200"));
  CHECK(code_of(server.get("/api/things/a?limt=1")) == "unknown-field");
  CHECK(code_of(server.get("/api/things/a?limit=1&limit=2")) == "unknown-field");
  CHECK(code_of(server.post("/api/notes", R"({"n":1,"text":"","more":1})")) == "unknown-field");
  CHECK(server.post("/api/notes", R"({"n":"1"})").body.contains(R"("field":"text")"));
  CHECK(code_of(server.post("/api/notes", R"({"n":1)")) == "invalid-request");
  CHECK(code_of(server.post("/api/notes", "[]")) == "invalid-request");
  CHECK(server.post("/api/notes", "").status == 400);
  CHECK(code_of(server.post("/api/notes", "n=1", "Content-Type: text/plain\r\n")) ==
        "unsupported-media-type");
}

TEST_CASE("who is signed out gets 401, who lacks the role 403") {
  TestServer server;
  CHECK(code_of(server.get("/api/admin")) == "signed-out");
  CHECK(code_of(server.get("/api/admin", "Cookie: sid=ana\r\n")) == "denied");
  CHECK(server.get("/api/admin", "Cookie: a=b; sid=root\r\n").status == 200);
  CHECK(server.get("/api/hello", "Cookie: xsid=ana\r\n").body == R"({"n":1,"text":"hello "})");
}

TEST_CASE("an unsafe request that a browser sends for another site is refused") {
  http::ServerSettings settings;
  settings.public_url = "https://photos.example.org/";
  TestServer server(settings);
  const auto status = [&](std::string_view headers) {
    return server
        .ask(fmt::format("DELETE /api/things/a HTTP/1.1\r\nHost: x:1\r\nCookie: sid=ana\r\n{}\r\n",
                         headers))
        .status;
  };
  CHECK(status("") == 204);
  CHECK(status("Origin: http://x:1\r\n") == 204);
  CHECK(status("Origin: https://photos.example.org\r\n") == 204);
  CHECK(status("Sec-Fetch-Site: same-origin\r\nOrigin: http://x:1\r\n") == 204);
  CHECK(status("Sec-Fetch-Site: cross-site\r\n") == 403);
  CHECK(status("Sec-Fetch-Site: same-site\r\n") == 403);
  CHECK(status("Origin: null\r\n") == 403);
  CHECK(status("Origin: http://x:1.evil\r\n") == 403);
  CHECK(status("Origin: https://photos.example.org.evil\r\n") == 403);
  CHECK(server.get("/api/hello", "Sec-Fetch-Site: cross-site\r\n").status == 200);
}

TEST_CASE("counted routes tell what is left, and a spent quota says when to come back") {
  TestServer server;
  const auto counted = server.get("/api/hello");
  CHECK(counted.header("ratelimit-policy") == "\"api\";q=42;w=900");
  CHECK(counted.header("ratelimit") == "\"api\";r=41;t=7");
  CHECK(server.get("/api/canary").header("ratelimit").empty());
  const auto spent = server.get("/api/spent");
  CHECK(code_of(spent) == "rate-limited");
  CHECK(spent.header("retry-after") == "3");
}

TEST_CASE("a fault is a 500 with an incident number and no inner words") {
  TestServer server;
  const auto reply = server.get("/api/fault");
  CHECK(code_of(reply) == "fault");
  CHECK(reply.body.contains(R"("incident":")" + reply.header("x-request-id")));
  CHECK_FALSE(reply.body.contains("burns"));
}

TEST_CASE("a body beyond the limit is refused before it is read, naming the setting") {
  TestServer server;
  auto client = server.connect();
  client.send("POST /api/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000000\r\n\r\n");
  const auto reply = client.read();
  CHECK(code_of(reply) == "body-too-large");
  CHECK(reply.body.contains("MAX_JSON_MB"));
  CHECK(reply.header("connection") == "close");
  auto endless = server.connect();
  endless.send("POST /api/notes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(65536, ' ') + "\r\n";
  for (int i = 0; i < 17; ++i) endless.send(chunk);
  CHECK(code_of(endless.read()) == "body-too-large");
}

TEST_CASE("100-continue is said once the request is let in, and not otherwise") {
  TestServer server;
  auto client = server.connect();
  const std::string head =
      "POST /api/notes HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
      "Content-Type: application/json\r\nContent-Length: ";
  client.send(head + "18\r\n\r\n");
  CHECK(client.read().status == 100);
  client.send(R"({"n":1,"text":"x"})");
  CHECK(client.read().status == 201);
  client.send(head + "20000000\r\n\r\n");
  CHECK(client.read().status == 413);
}

TEST_CASE("JSON has an entity tag and is answered 304; HEAD is GET without its body") {
  TestServer server;
  const auto first = server.get("/api/hello");
  const auto etag = first.header("etag");
  CHECK(etag.size() == 34);
  CHECK(first.header("cache-control") == "private, no-cache");
  const auto again = server.get("/api/hello", fmt::format("If-None-Match: W/{}\r\n", etag));
  CHECK(again.status == 304);
  CHECK(again.header("etag") == etag);
  CHECK(again.header("content-length").empty());
  CHECK(server.get("/api/hello", "If-None-Match: \"other\"\r\n").status == 200);
  const auto head = server.ask("HEAD /api/hello HTTP/1.1\r\nHost: x\r\n\r\n", true);
  CHECK(head.status == 200);
  CHECK(head.header("etag") == etag);
  CHECK(head.header("content-length") == std::to_string(first.body.size()));
}

TEST_CASE("every reply carries the headers that make browsers careful") {
  http::ServerSettings settings;
  settings.public_url = "https://photos.example.org";
  TestServer server(settings);
  for (const auto path : {"/api/hello", "/api/nothing", "/", "/problems/not-found"}) {
    const auto reply = server.get(path);
    CHECK(reply.header("x-content-type-options") == "nosniff");
    CHECK(reply.header("content-security-policy").contains("default-src 'none'"));
    CHECK_FALSE(reply.header("content-security-policy").contains("unsafe"));
    CHECK(reply.header("cross-origin-embedder-policy") == "require-corp");
    CHECK(reply.header("permissions-policy") == "camera=(self), geolocation=(self)");
    CHECK(reply.header("strict-transport-security") == "max-age=31536000");
    CHECK_FALSE(reply.header("date").empty());
    CHECK_FALSE(reply.header("x-request-id").empty());
  }
}

TEST_CASE("every problem has its page") {
  TestServer server;
  for (const auto& [slug, problem] : server.router.problems()) {
    const auto page = server.get(fmt::format("/problems/{}", slug));
    CHECK(page.status == 200);
    CHECK(page.body.contains(http::escape_html(problem->title)));
  }
  CHECK(server.get("/problems/unheard-of").status == 404);
}

TEST_CASE("a client's address is believed only as far as proxies are trusted") {
  const auto ip = [](int hops, std::string_view headers) {
    http::ServerSettings settings;
    settings.trusted_proxies = hops;
    settings.proxies = *http::AddressList::parse("127.0.0.1,3.3.3.3,2.2.2.2");
    TestServer server(settings);
    return server.get("/api/ip", headers).body;
  };
  const auto said =
      "X-Forwarded-For: 1.1.1.1, 2.2.2.2\r\nX-Forwarded-For: 3.3.3.3\r\n"
      "X-Forwarded-Proto: https\r\n";
  CHECK(ip(0, said) == R"({"n":0,"text":"127.0.0.1"})");
  CHECK(ip(1, said) == R"({"n":1,"text":"3.3.3.3"})");
  CHECK(ip(2, said) == R"({"n":1,"text":"2.2.2.2"})");
  CHECK(ip(9, said) == R"({"n":1,"text":"1.1.1.1"})");
  CHECK(ip(1, "") == R"({"n":0,"text":"127.0.0.1"})");
  CHECK(ip(1, "X-Forwarded-For: <script>\r\n") == R"({"n":0,"text":"127.0.0.1"})");
}

TEST_CASE("a head that drips has one deadline in all, however often a byte comes") {
  http::ServerSettings settings;
  settings.head_timeout_ms = 400;
  TestServer server(settings);
  auto client = server.connect();
  client.send("GET /api/canary HTTP/1.1\r\nX: ");
  int drips = 0;
  for (; drips < 2'000 && !client.peek(); ++drips) {
    client.send("a");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(drips < 2'000);
  CHECK(client.read().status == 408);
}

TEST_CASE("an idle connection is closed in silence") {
  http::ServerSettings settings;
  settings.idle_timeout_ms = 100;
  TestServer server(settings);
  auto client = server.connect();
  client.send(kHello);
  CHECK(client.read().status == 200);
  CHECK(client.read_to_end().empty());
}

TEST_CASE("work that would begin after its deadline, or finds the queue full, is 503") {
  http::ServerSettings settings;
  settings.heavy_threads = 1;
  TestServer server(settings);
  std::vector<Client> clients;
  for (int i = 0; i < 2; ++i) {
    clients.push_back(server.connect());
    clients.back().send("GET /api/block HTTP/1.1\r\nHost: x\r\n\r\n");
    if (i == 0) server.wait_for_blocked(1);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(2'500));  // beyond a read's 2 s
  server.release();
  CHECK(clients[0].read().status == 200);
  const auto late = clients[1].read();
  CHECK(code_of(late) == "busy");
  CHECK_FALSE(late.header("retry-after").empty());
}

TEST_CASE("stop lets a running request finish, and takes no new connection") {
  TestServer server;
  auto busy = server.connect(), idle = server.connect();
  idle.send(kHello);
  CHECK(idle.read().status == 200);
  busy.send("GET /api/block HTTP/1.1\r\nHost: x\r\n\r\n");
  server.wait_for_blocked(1);
  const auto port = server.server->port();
  std::thread stopping([&] { server.server->stop(20'000); });
  CHECK(idle.read_to_end().empty());
  bool connected = true;  // each network thread closes its own door
  for (int i = 0; i < 500 && connected; ++i) {
    connected = Client(port).connected;
    if (connected) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK_FALSE(connected);
  server.release();
  const auto reply = busy.read();
  CHECK(reply.body == R"({"n":1,"text":"released"})");
  CHECK(reply.header("connection") == "close");
  stopping.join();
}

TEST_CASE("a port that is taken is said so, also when its owner shares ports") {
  TestServer first;
  http::ServerSettings settings;
  settings.port = first.server->port();
  CHECK_THROWS_WITH_AS(TestServer{settings}, doctest::Contains("cannot listen on 127.0.0.1"),
                       std::runtime_error);
}

TEST_CASE("what writes along is answered once all of it is durable, and told when it is lost") {
  HeldWrites writes;
  http::ServerSettings settings;
  settings.writes = &writes;
  TestServer server(settings);
  const std::string json = R"({"n":1,"text":"x"})";
  const std::string ask = fmt::format(
      "POST /api/kept HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Content-Length: {}\r\n\r\n{}",
      json.size(), json);
  auto one = server.connect();
  auto other = server.connect();
  one.send(ask);
  other.send(ask);
  writes.commit(2, std::nullopt);
  CHECK(one.read().body == json);
  CHECK(other.read().status == 201);
  CHECK(server.observer.seen(201) == 2);

  one.send(ask);
  writes.commit(1, error_of(::problems::kUnavailable));
  CHECK(code_of(one.read()) == "unavailable");
  CHECK(server.observer.seen(201) == 2);

  writes.room = false;
  one.send(ask);
  CHECK(code_of(one.read()) == "busy");
}
