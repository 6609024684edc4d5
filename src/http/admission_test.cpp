#include "http/admission.h"

#include <doctest/doctest.h>

#include "base/deadline.h"
#include "kit/test_server.h"

namespace {

using http::Admission;
using http::Importance;

// Of a hundred, how many are let in?
int let_in(Admission& admission, Importance importance) {
  int in = 0;
  for (int i = 0; i < 100; ++i) in += admission.lets_in(importance);
  return in;
}

// A thread that is late by so much, for so long.
void be_late(Admission& admission, std::int64_t late_ms, std::int64_t for_ms,
             std::int64_t& now_ms) {
  for (const auto end = now_ms + for_ms; now_ms < end; now_ms += 20)
    admission.note(late_ms, now_ms);
}

}  // namespace

TEST_CASE("a thread that stays late takes on less of what may be shed, and recovers") {
  Admission admission;
  std::int64_t now_ms = 1'000;
  be_late(admission, 5, 1'000, now_ms);
  CHECK(let_in(admission, Importance::spare) == 100);

  be_late(admission, 400, 2'000, now_ms);
  const int normal = let_in(admission, Importance::normal);
  CHECK(normal < 50);
  CHECK(let_in(admission, Importance::spare) < normal);
  CHECK(let_in(admission, Importance::important) == 100);
  CHECK(let_in(admission, Importance::vital) == 100);

  be_late(admission, 5, 10'000, now_ms);
  CHECK(let_in(admission, Importance::normal) == 100);
}

TEST_CASE("one slow moment refuses nobody") {
  Admission admission;
  std::int64_t now_ms = 1'000;
  be_late(admission, 5, 1'000, now_ms);
  admission.note(5'000, now_ms += 20);
  be_late(admission, 5, 1'000, now_ms);
  CHECK(let_in(admission, Importance::spare) == 100);
}

TEST_CASE("a budget is given back when what held it is gone") {
  http::Budget budget(100);
  {
    http::Budget::Share share(budget), other(budget);
    CHECK(share.grow(60));
    CHECK_FALSE(other.grow(41));
    CHECK(other.grow(40));
    CHECK(budget.taken() == 100);
  }
  CHECK(budget.taken() == 0);
}

TEST_CASE("a deadline holds on its thread, and the nearer of two") {
  CHECK(Deadline::left_ms() == Deadline::kNone);
  CHECK(Deadline::within_ms(700) == 700);
  {
    const Deadline outer(10'000);
    CHECK(Deadline::within_ms(700) == 700);
    const Deadline inner(0);
    CHECK(Deadline::left_ms() == 0);
    const Deadline later(20'000);
    CHECK(Deadline::within_ms(700) == 0);
  }
  CHECK(Deadline::left_ms() == Deadline::kNone);
}

namespace http::testing {

TEST_CASE("when memory is short uploads are refused first, then connections end, then none begin") {
  TestServer server;
  const auto upload = [&] {
    return server.ask(
        "POST /api/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        "Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n");
  };
  server.server->set_pressure(Pressure::no_uploads);
  const auto refused = upload();
  CHECK(refused.status == 503);
  CHECK_FALSE(refused.header("retry-after").empty());
  CHECK(server.get("/api/hello").status == 200);

  server.server->set_pressure(Pressure::lean);
  auto kept = server.connect();
  kept.send("GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(kept.read().header("connection") == "close");

  server.server->set_pressure(Pressure::closed);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // who is let in meanwhile is in
  auto in_vain = server.connect();
  in_vain.send("GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  CHECK(server.server->vitals().connections == 0);

  server.server->set_pressure(Pressure::none);
  CHECK(in_vain.read().status == 200);
  auto again = server.connect();
  for (int i = 0; i < 2; ++i) {
    again.send("GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(again.read().status == 200);
  }
}

TEST_CASE("bodies together hold no more memory than their budget") {
  ServerSettings settings;
  settings.body_bytes_max = 100'000;
  TestServer server(settings);
  auto slow = server.connect();
  slow.send(
      "POST /api/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Content-Length: 90000\r\n\r\n{");
  while (server.server->vitals().body_bytes == 0) std::this_thread::yield();
  const std::string body = R"({"n":1,"text":")" + std::string(20'000, 'a') + "\"}";
  CHECK(server.post("/api/notes", body).status == 503);
  CHECK(server.post("/api/notes", R"({"n":1,"text":"small"})").status == 201);
  slow.finish_sending();
  while (server.server->vitals().body_bytes > 0) std::this_thread::yield();
  CHECK(server.post("/api/notes", body).status == 201);
}

TEST_CASE("a new connection takes the place of the one that has been idle longest") {
  ServerSettings settings;
  settings.network_threads = 1;
  settings.connections_max = 3;
  TestServer server(settings);
  std::vector<Client> idle;
  for (int i = 0; i < 3; ++i) {
    idle.push_back(server.connect());
    idle.back().send("GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(idle.back().read().status == 200);
  }
  CHECK(server.get("/api/hello").status == 200);
  CHECK(idle[0].read_to_end().empty());
  idle[2].send("GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(idle[2].read().status == 200);
}

TEST_CASE("every reply is told to the observer, refusals too") {
  TestServer server;
  server.get("/api/hello");
  server.get("/api/nowhere");
  server.get("/api/spent");
  CHECK(server.observer.seen(200) == 1);
  CHECK(server.observer.seen(404) == 1);
  CHECK(server.observer.seen(429) == 1);
}

}  // namespace http::testing
