#include "http/client.h"

#include <doctest/doctest.h>

#include "http/crowd.h"
#include "kit/test_server.h"

namespace {

using http::AddressList;
using http::origin_of;

http::ServerSettings behind(int hops) {
  http::ServerSettings settings;
  settings.trusted_proxies = hops;
  return settings;
}

http::Request said(const std::vector<std::string>& forwarded) {
  http::Request request;
  for (const auto& value : forwarded) request.headers.emplace_back("x-forwarded-for", value);
  return request;
}

// What a client may write to be taken for another, or for nobody. Ours is the last entry.
const std::vector<std::string> kSpoofs{
    "1.1.1.1",
    "1.1.1.1, 2.2.2.2",
    "127.0.0.1",
    "::1",
    "10.0.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "198.51.100.9 ",
    " 198.51.100.9",
    ",",
    ",,,",
    ", 1.1.1.1",
    "1.1.1.1,",
    "unknown",
    "_hidden",
    "for=1.1.1.1",
    "\"1.1.1.1\"",
    "1.1.1.1:80",
    "[::1]",
    "[::1]:443",
    "::ffff:1.1.1.1",
    "::ffff:7f00:1",
    "::ffff:127.0.0.1",
    "2001:db8::1",
    "2001:DB8::1",
    "2001:0db8:0000:0000:0000:0000:0000:0001",
    "fe80::1%eth0",
    "01.01.01.01",
    "0x7f000001",
    "2130706433",
    "127.1",
    "1.1.1",
    "1.1.1.1.1",
    "256.1.1.1",
    "1.1.1.1/8",
    "localhost",
    "example.org",
    "<script>",
    "' OR 1=1 --",
    "%31.1.1.1",
    "1.1.1.1\t2.2.2.2",
    "1.1.1.1;2.2.2.2",
    "1.1.1.1 2.2.2.2",
    "\xff\xfe",
    "１.１.１.１",
    std::string("1.1.1.1\0", 8),
    std::string(4'000, '1'),
    std::string(2'000, ','),
    "198.51.100.9, 198.51.100.9, 198.51.100.9",
    "null",
};

}  // namespace

TEST_CASE("whatever a client writes into X-Forwarded-For, it is counted as where it comes from") {
  // Behind one proxy, which appends the address it sees, on the same line or on one of its own.
  for (const auto& spoof : kSpoofs) {
    CAPTURE(spoof);
    CHECK(origin_of(said({spoof + ", 198.51.100.9"}), "127.0.0.1", behind(1)).ip == "198.51.100.9");
    CHECK(origin_of(said({spoof, "198.51.100.9"}), "127.0.0.1", behind(1)).ip == "198.51.100.9");
    // Straight to the port, past the proxy.
    CHECK(origin_of(said({spoof}), "203.0.113.5", behind(1)).ip == "203.0.113.5");
    CHECK(origin_of(said({spoof}), "203.0.113.5", behind(0)).ip == "203.0.113.5");
    // Past the outer of two proxies: the inner one saw a stranger, and what he says is his own
    // word.
    CHECK(origin_of(said({spoof + ", 198.51.100.9"}), "127.0.0.1", behind(2)).ip == "198.51.100.9");
  }
}

TEST_CASE("through two proxies of ours the client's address is the one the outer wrote") {
  CHECK(origin_of(said({"1.1.1.1, 198.51.100.9, 10.0.0.2"}), "127.0.0.1", behind(2)).ip ==
        "198.51.100.9");
  CHECK(origin_of(said({"198.51.100.9"}), "127.0.0.1", behind(2)).ip == "198.51.100.9");
  // Behind one proxy a private address is a client in the same building.
  CHECK(origin_of(said({"1.1.1.1, 10.0.0.2"}), "127.0.0.1", behind(1)).ip == "10.0.0.2");
}

TEST_CASE("a proxy that writes no address is counted itself; one address has one spelling") {
  for (const auto* junk : {"unknown", "", "198.51.100.9:4711", "[2001:db8::1]", "fe80::1%eth0"})
    CHECK(origin_of(said({junk}), "10.0.0.2", behind(1)).ip == "10.0.0.2");
  CHECK(origin_of(said({"::ffff:198.51.100.9"}), "::1", behind(1)).ip == "198.51.100.9");
  CHECK(origin_of(said({"2001:DB8:0:0::1"}), "::1", behind(1)).ip == "2001:db8::1");
  CHECK(origin_of(said({}), "::ffff:203.0.113.5", behind(0)).ip == "203.0.113.5");
}

TEST_CASE("only a proxy of ours says that the client spoke https") {
  auto request = said({"198.51.100.9"});
  request.headers.emplace_back("x-forwarded-proto", "https");
  CHECK(origin_of(request, "127.0.0.1", behind(1)).https);
  CHECK_FALSE(origin_of(request, "203.0.113.5", behind(1)).https);
  CHECK_FALSE(origin_of(request, "127.0.0.1", behind(0)).https);
}

TEST_CASE("a list of addresses takes prefixes of either kind, and refuses what is none") {
  const auto list = AddressList::parse("127.0.0.0/8, ::1, 10.1.2.3,2001:db8::/33");
  REQUIRE(list);
  for (const auto* in : {"127.9.9.9", "::1", "10.1.2.3", "::ffff:10.1.2.3", "2001:db8:7fff::1"})
    CHECK(list->has(in));
  for (const auto* out : {"128.0.0.1", "::2", "10.1.2.4", "2001:db8:8000::1", "", "x"})
    CHECK_FALSE(list->has(out));
  for (const auto* wrong : {"10.0.0.0/33", "::/129", "10.0.0", "10.0.0.0/x", "10.0.0.0/", "/8"})
    CHECK_FALSE(AddressList::parse(wrong));
  CHECK_FALSE(AddressList::parse("")->has("127.0.0.1"));
  CHECK(AddressList::parse("0.0.0.0/0")->has("1.2.3.4"));
  CHECK_FALSE(AddressList::parse("0.0.0.0/0")->has("::1"));
}

TEST_CASE("an IPv6 customer is one /64 of a /48, an IPv4 customer one address") {
  CHECK(http::customer_of("2001:db8:1:2::1") == http::customer_of("2001:db8:1:2:ffff::9"));
  CHECK(http::customer_of("2001:db8:1:2::1") != http::customer_of("2001:db8:1:3::1"));
  CHECK(http::network_of("2001:db8:1:2::1") == http::network_of("2001:db8:1:3::1"));
  CHECK(http::network_of("2001:db8:1:2::1") != http::network_of("2001:db8:2:2::1"));
  CHECK(http::customer_of("10.0.0.1") == "10.0.0.1");
  CHECK(http::network_of("10.0.0.1").empty());
}

TEST_CASE("an address has so many connections and no more; one that ends makes room") {
  http::ServerSettings settings;
  settings.connections_per_address = 3;
  http::testing::TestServer server(settings);
  const auto answers = [](http::testing::Client& client) {
    client.send("GET /api/canary HTTP/1.1\r\nHost: x\r\n\r\n");
    return client.read().status == 200;
  };
  std::vector<http::testing::Client> three;
  for (int i = 0; i < 3; ++i) three.push_back(server.connect());
  for (auto& client : three) CHECK(answers(client));
  auto fourth = server.connect();
  CHECK_FALSE(answers(fourth));
  three.pop_back();
  bool let_in = false;
  for (int i = 0; i < 200 && !let_in; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    auto next = server.connect();
    let_in = answers(next);
  }
  CHECK(let_in);
  settings.uncapped = *AddressList::parse("127.0.0.1");
  http::testing::TestServer proxied(settings);
  std::vector<http::testing::Client> many;
  for (int i = 0; i < 10; ++i) CHECK(answers(many.emplace_back(proxied.connect())));
}
