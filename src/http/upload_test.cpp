#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>

#include "base/hex.h"
#include "kit/test_server.h"

namespace {

using http::testing::TestServer;

constexpr std::uint64_t kMb = 1024 * 1024;
constexpr std::string_view kEnd = "\r\n--B--\r\n";

std::string form_of(std::string_view content) {
  return fmt::format(
      "--B\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{{\"id\":\"p1\"}}\r\n"
      "--B\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n{}{}",
      content, kEnd);
}

std::string head_of(std::uint64_t length, std::string_view path = "/api/upload") {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\n"
      "Content-Length: {}\r\n\r\n",
      path, length);
}

std::string upload_of(std::string_view content) {
  const auto form = form_of(content);
  return head_of(form.size()) + form;
}

std::string content_of(std::size_t size) {
  std::string content;
  for (std::uint32_t i = 1; content.size() < size; i = i * 1664525 + 1013904223)
    content.append(reinterpret_cast<const char*>(&i), sizeof i);
  content.resize(size);
  return content;
}

std::string receipt_of(std::string_view content) {
  return fmt::format(R"({{"id":"p1","sha256":"{}","size_bytes":{},"file_name":"a.jpg"}})",
                     sha256_hex(content), content.size());
}

}  // namespace

TEST_CASE("an upload arrives with its hash, and its spool file is gone when the route leaves it") {
  TestServer server;
  auto client = server.connect();
  for (const std::size_t size : {0ul, 1ul, 65'535ul, 65'536ul, 65'537ul, 3'000'000ul}) {
    const auto content = content_of(size);
    client.send(upload_of(content));
    const auto reply = client.read();
    CHECK(reply.status == 201);
    CHECK(reply.body == receipt_of(content));
  }
  CHECK(server.files_in_spool() == 0);
}

TEST_CASE("a chunked upload whose chunks cut anywhere arrives whole") {
  TestServer server;
  const auto content = content_of(100'000);
  const auto form = form_of(content);
  auto client = server.connect();
  client.send(
      "POST /api/upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
      "Content-Type: multipart/form-data; boundary=B\r\n\r\n");
  std::size_t step = 1;
  for (std::size_t at = 0; at < form.size(); at += step, step = step * 7 % 9'973 + 1) {
    const auto chunk = form.substr(at, step);
    client.send(fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk));
  }
  client.send("0\r\n\r\n");
  CHECK(client.read().body == receipt_of(content));
}

TEST_CASE("an upload cut at any byte never comes through and leaves nothing behind") {
  TestServer server;
  const auto upload = upload_of("a small picture");
  for (std::size_t size = 1; size < upload.size(); ++size) {
    auto client = server.connect();
    client.send(std::string_view(upload).substr(0, size));
  }
  CHECK(server.ask(upload).status == 201);
  CHECK(server.stored == 1);
  // Connections end on their own threads: the last of them may need a moment.
  for (int i = 0; i < 500 && server.files_in_spool() > 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(server.files_in_spool() == 0);
  CHECK(server.stored == 1);
}

TEST_CASE("a Content-Length that lies in either direction never yields an upload") {
  TestServer server;
  const auto form = form_of("a small picture");
  for (const std::size_t too_little : {1ul, 9ul, 20ul, form.size() - 1}) {
    auto client = server.connect();
    client.send(head_of(form.size() - too_little) + form);
    const auto reply = client.read();
    // The closing line break is optional, so one or two bytes less is no lie.
    CHECK(reply.status == (too_little <= 2 ? 201 : 400));
  }
  const int so_far = server.stored;
  auto client = server.connect();
  client.send(head_of(form.size() + 10) + form);
  client.finish_sending();
  CHECK(client.read_to_end().empty());
  CHECK(server.stored == so_far);
}

TEST_CASE("one byte too many is 413 naming the limit, whether the length was said or not") {
  TestServer server;
  const auto fits = content_of(10 * kMb);
  CHECK(server.ask(upload_of(fits)).body == receipt_of(fits));
  const auto reply = server.ask(upload_of(fits + "x"));
  CHECK(reply.status == 413);
  CHECK(reply.body.contains("10 MB"));
  CHECK(server.files_in_spool() == 0);
  CHECK(server.stored == 1);
}

TEST_CASE("a hundred announced gigabytes are refused before a byte of them is sent") {
  TestServer server;
  const auto reply = server.ask(head_of(100'000 * kMb));
  CHECK(reply.status == 413);
  CHECK(reply.header("connection") == "close");
}

TEST_CASE("a refused upload is answered while its sender is still sending") {
  TestServer server;
  auto client = server.connect();
  client.send(head_of(9 * kMb, "/api/upload-denied"));
  CHECK(client.send(content_of(8 * kMb)));  // more than the kernel holds: it must be swallowed
  CHECK(client.read().status == 403);
}

TEST_CASE("100-continue comes only after the route has agreed to the upload") {
  TestServer server;
  const auto form = form_of("a small picture");
  const auto expecting = [&](std::string_view path) {
    auto head = head_of(form.size(), path);
    head.insert(head.find("Content-Type"), "Expect: 100-continue\r\n");
    return head;
  };
  auto client = server.connect();
  client.send(expecting("/api/upload"));
  CHECK(client.read().status == 100);
  client.send(form);
  CHECK(client.read().status == 201);
  client.send(expecting("/api/upload-denied"));
  CHECK(client.read().status == 403);
}

TEST_CASE("two uploads that drip byte by byte both arrive") {
  TestServer server;
  const auto upload = upload_of("a small picture");
  auto ana = server.connect(), ben = server.connect();
  for (const char c : upload) {
    ana.send({&c, 1});
    ben.send({&c, 1});
  }
  CHECK(ana.read().status == 201);
  CHECK(ben.read().status == 201);
}

TEST_CASE("an upload that stalls is cut with 408 and leaves nothing") {
  http::ServerSettings settings;
  settings.stall_window_ms = 300;
  TestServer server(settings);
  auto client = server.connect();
  client.send(head_of(1 * kMb) + form_of(content_of(200'000)).substr(0, 150'000));
  const auto reply = client.read();
  CHECK(reply.status == 408);
  CHECK(server.files_in_spool() == 0);
  CHECK(server.stored == 0);
}

TEST_CASE("what is no form, and a form with wrong JSON, are refused by name") {
  TestServer server;
  const auto raw = server.post("/api/upload", "bytes", "Content-Type: image/jpeg\r\n");
  CHECK(raw.status == 415);
  auto form = form_of("x");
  form.replace(form.find("{\"id\""), 5, "{\"ix\"");
  const auto wrong = server.ask(head_of(form.size()) + form);
  CHECK(wrong.status == 400);
  CHECK(wrong.body.contains(R"("field":"ix")"));
  CHECK(server.stored == 0);
}

TEST_CASE("an upload whose last byte finds no room in the spool never comes through") {
  TestServer server;
  const std::string content = content_of(300'000);
  // The kernel writes up to the limit, and tells of that much alone.
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit usual{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &usual) == 0);
  const rlimit small{content.size() - 1, usual.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const auto reply = server.ask(upload_of(content));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &usual) == 0);
  std::signal(SIGXFSZ, before);
  CHECK(reply.status == 500);
  CHECK(server.stored == 0);
  CHECK(server.files_in_spool() == 0);
}

TEST_CASE("a spool that cannot be written is our fault, with an incident number") {
  TestServer server;
  const auto form = form_of("x");
  const auto reply = server.ask(head_of(form.size(), "/api/upload-nowhere") + form);
  CHECK(reply.status == 500);
  CHECK(reply.body.contains("incident"));
}

TEST_CASE(
    "work on an upload ends when its sender would leave, however long the body took to come") {
  CHECK(http::ServerSettings().upload_work_ms <= 60'000);  // what the proxy in front waits
  http::ServerSettings settings;
  settings.upload_work_ms = 300;
  TestServer server(settings);
  const auto form = form_of(content_of(1'000));
  auto client = server.connect();
  client.send(head_of(form.size(), "/api/upload-slow"));
  client.send(form.substr(0, 100));
  std::this_thread::sleep_for(std::chrono::milliseconds(600));  // of which nothing is deducted
  client.send(form.substr(100));
  const auto reply = client.read();
  CHECK(reply.status == 503);
  CHECK(server.files_in_spool() == 0);
}
