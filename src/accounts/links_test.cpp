#include <doctest/doctest.h>

#include <thread>

#include "accounts/qr.h"
#include "kit/accounts.h"

namespace accounts {

using kit::kGoodPassword;
using kit::slug_of;
namespace {

std::string token_in(const Link& link) { return link.url.substr(link.url.find('#') + 1); }

constexpr std::int64_t kOverADayMs = 25 * 3'600'000;

const Redemption kFirst{"Boss@example.org", "Boss", std::string(kGoodPassword)};

}  // namespace

TEST_CASE("a sign-in link works once") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org", Role::reviewer);
  const auto link = bench.accounts->create_sign_in_link(operator_caller(), ana.id);
  REQUIRE(link);
  CHECK(link->url.starts_with("https://photos.example.org/link#"));
  const auto preview = bench.accounts->peek_link(token_in(*link), {});
  REQUIRE(preview);
  CHECK(preview->name == "ana");
  const auto signed_in = bench.accounts->redeem_link(token_in(*link), {}, {"phone"});
  REQUIRE(signed_in);
  CHECK(bench.caller_of(signed_in->token).has(kReviewer));
  CHECK(slug_of(bench.accounts->redeem_link(token_in(*link), {}, {"phone"})) == "link-spent");
  CHECK(slug_of(bench.accounts->peek_link(token_in(*link), {})) == "link-spent");
  CHECK(slug_of(bench.accounts->redeem_link("made up", {}, {""})) == "link-spent");
}

TEST_CASE("of several who spend one link at once one is signed in") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org");
  const auto link = bench.accounts->create_sign_in_link(operator_caller(), ana.id);
  REQUIRE(link);
  std::atomic<int> in = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back(
        [&] { in += static_cast<bool>(bench.accounts->redeem_link(token_in(*link), {}, {""})); });
  for (auto& thread : threads) thread.join();
  CHECK(in == 1);
}

TEST_CASE("a sign-in link dies after a day, and with the account") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org");
  const auto late = bench.accounts->create_sign_in_link(operator_caller(), ana.id);
  bench.clock.advance_ms(kOverADayMs);
  CHECK(slug_of(bench.accounts->redeem_link(token_in(*late), {}, {""})) == "link-spent");
  const auto fresh = bench.accounts->create_sign_in_link(operator_caller(), ana.id);
  REQUIRE(bench.accounts->change_user(operator_caller(), ana.id, {.disabled = true}));
  CHECK(slug_of(bench.accounts->redeem_link(token_in(*fresh), {}, {""})) == "link-spent");
  CHECK(slug_of(bench.accounts->create_sign_in_link(operator_caller(), ana.id)) == "conflict");
}

TEST_CASE("a link may set a password; a weak one leaves the link unspent") {
  kit::AccountsBench bench;
  const auto ana = bench.person("ana@example.org");
  const auto before = bench.token_of("ana@example.org");
  const auto link = bench.accounts->create_sign_in_link(operator_caller(), ana.id);
  CHECK(slug_of(bench.accounts->redeem_link(token_in(*link), {{}, {}, "short"}, {""})) ==
        "password-weak");
  const auto signed_in =
      bench.accounts->redeem_link(token_in(*link), {{}, {}, "amber valley train"}, {""});
  REQUIRE(signed_in);
  CHECK(bench.is_good(signed_in->token));
  CHECK_FALSE(bench.is_good(before));
  CHECK(bench.accounts->sign_in("ana@example.org", "amber valley train", {""}));
}

TEST_CASE("the first admin comes from a link, and only the first") {
  kit::AccountsBench bench;
  bench.person("crew@example.org");
  const auto one = bench.accounts->create_first_admin_link();
  const auto two = bench.accounts->create_first_admin_link();
  REQUIRE(one);
  REQUIRE(*one);
  CHECK(bench.accounts->peek_link(token_in(**one), {})->purpose == LinkPurpose::first_admin);
  CHECK(slug_of(bench.accounts->redeem_link(token_in(**one), {}, {""})) == "invalid-request");
  const auto admin = bench.accounts->redeem_link(token_in(**one), kFirst, {""});
  REQUIRE(admin);
  CHECK(admin->user.role == Role::admin);
  CHECK(admin->user.email == "boss@example.org");
  CHECK(slug_of(bench.accounts->redeem_link(
            token_in(**two), {"eve@example.org", "Eve", std::string(kGoodPassword)}, {""})) ==
        "link-spent");
  CHECK_FALSE(*bench.accounts->create_first_admin_link());
}

TEST_CASE("of two first-admin links spent at once one makes an admin") {
  kit::AccountsBench bench;
  std::array<std::string, 2> slugs;
  std::vector<std::thread> threads;
  std::array<std::string, 2> tokens;  // both made before either is spent
  for (auto& token : tokens) {
    const auto link = bench.accounts->create_first_admin_link();
    token = token_in(**link);
  }
  for (std::size_t i = 0; i < slugs.size(); ++i) {
    threads.emplace_back([&, i, token = tokens[i]] {
      const Redemption with{fmt::format("a{}@example.org", i), "A", std::string(kGoodPassword)};
      slugs[i] = slug_of(bench.accounts->redeem_link(token, with, {""}));
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(slugs[0] + slugs[1] == "link-spent");
}

TEST_CASE("a QR code is a square picture with a quiet zone") {
  const auto svg = qr_svg("https://photos.example.org/link#" + std::string(43, 'A'));
  CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
  CHECK(svg.ends_with("</svg>"));
  CHECK(svg.find("M4 4h1v1h-1z") != std::string::npos);  // the finder's corner, behind 4 modules
}

}  // namespace accounts
