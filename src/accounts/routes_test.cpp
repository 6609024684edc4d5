#include <doctest/doctest.h>

#include "kit/server.h"

namespace {

std::string body(boost::json::object object) { return boost::json::serialize(object); }

std::string account(const std::string& email, const std::string& password) {
  return body({{"email", email}, {"password", password}});
}

std::string token_of(const kit::Response& link) {
  const auto url = link.at("url");
  return url.substr(url.find('#') + 1);
}

}  // namespace

TEST_CASE("who signs up over HTTP is crew, signed in by a cookie scripts cannot read") {
  kit::ServerFixture fx(
      [](server::Config& config) { config.signup.value = accounts::SignupPolicy::open; });
  auto client = fx.stranger();
  CHECK(client.get("/api/auth/policy").at("signup") == "open");
  CHECK(client.get("/api/auth/me").problem() == "signed-out");
  const auto reply =
      client.post("/api/auth/signup", account("Ana@Example.org", "amber valley train"));
  CHECK(reply.status == 201);
  CHECK(reply.at("role") == "crew");
  CHECK(reply.at("email") == "ana@example.org");
  CHECK(reply.at("config.password_min_length") == "12");
  const auto cookie = reply.headers.at("set-cookie");
  CHECK(cookie.starts_with("asbuilt_sid="));
  for (const auto* part : {"; Path=/", "; HttpOnly", "; SameSite=Strict"})
    CHECK_MESSAGE(cookie.find(part) != std::string::npos, part);
  CHECK(cookie.find("Secure") == std::string::npos);  // plain http, here only
  CHECK(client.get("/api/auth/me").at("id") == reply.at("id"));
  auto second = fx.stranger();
  CHECK(
      second.post("/api/auth/signup", account("ana@example.org", "amber valley train")).problem() ==
      "email-taken");
  CHECK(second.post("/api/auth/signup", account("ben@example.org", "password1234")).problem() ==
        "password-weak");
}

TEST_CASE("with a public https address the cookie is bound to it") {
  kit::ServerFixture fx(
      [](server::Config& config) { config.public_url.value = "https://photos.example.org"; });
  const auto reply = fx.stranger().sign_in(fx.person("crew").email, std::string(kit::kPassword));
  const auto cookie = reply.headers.at("set-cookie");
  CHECK(cookie.starts_with("__Host-asbuilt_sid="));
  CHECK(cookie.ends_with("; Secure"));
}

TEST_CASE("a wrong password and an unknown email get the same reply") {
  kit::ServerFixture fx;
  const auto email = fx.person("crew").email;
  auto client = fx.stranger();
  const auto wrong = client.sign_in(email, "not the password");
  const auto unknown = client.sign_in("nobody@example.org", "not the password");
  CHECK(wrong.status == 401);
  CHECK(wrong.body == unknown.body);
  CHECK(wrong.headers.count("set-cookie") == 0);
  CHECK(client.post("/api/auth/login", R"({"email":"a@b.org"})").problem() == "invalid-request");
  CHECK(client.post("/api/auth/login", R"({"email":"a@b.org","password":"x","remember":true})")
            .problem() == "unknown-field");
}

TEST_CASE("signing out takes the cookie and the session") {
  kit::ServerFixture fx;
  auto person = fx.person("crew");
  const auto reply = person.post("/api/auth/logout");
  CHECK(reply.status == 204);
  CHECK(reply.headers.at("set-cookie").starts_with("asbuilt_sid=; Path=/; Max-Age=0;"));
  CHECK(person.get("/api/auth/me").problem() == "signed-out");
}

TEST_CASE("a person lists the own sessions and ends another device's") {
  kit::ServerFixture fx;
  auto phone = fx.person("crew");
  auto laptop = fx.stranger();
  REQUIRE(laptop.sign_in(phone.email, std::string(kit::kPassword)).status == 200);
  const auto sessions = laptop.get("/api/auth/sessions").json().at("items").as_array();
  REQUIRE(sessions.size() == 2);
  for (const auto& session : sessions)
    if (!session.at("current").as_bool())
      CHECK(laptop.del("/api/auth/sessions/" + std::string(session.at("id").as_string().c_str()))
                .status == 204);
  CHECK(phone.get("/api/auth/me").status == 401);
  CHECK(laptop.get("/api/auth/me").status == 200);
}

TEST_CASE("a changed password is asked for the old one, and ends the other devices") {
  kit::ServerFixture fx;
  auto person = fx.person("reviewer");
  auto other = fx.stranger();
  REQUIRE(other.sign_in(person.email, std::string(kit::kPassword)).status == 200);
  const auto change = [&](const std::string& old_one, const std::string& new_one) {
    return person.post("/api/auth/change-password",
                       body({{"current_password", old_one}, {"new_password", new_one}}));
  };
  CHECK(change("wrong wrong wrong", "amber valley train").problem() == "sign-in-failed");
  CHECK(change(std::string(kit::kPassword), "short").problem() == "password-weak");
  CHECK(change(std::string(kit::kPassword), "amber valley train").status == 204);
  CHECK(person.get("/api/auth/me").status == 200);
  CHECK(other.get("/api/auth/me").status == 401);
}

TEST_CASE("an admin adds somebody, hands over a link, and the phone is in") {
  kit::ServerFixture fx;
  const auto added = fx.admin().post("/api/users", R"({"email":"ana@example.org","role":"crew"})");
  REQUIRE(added.status == 201);
  CHECK(added.at("name") == "ana");
  const auto id = added.at("id");
  const auto link = fx.admin().post("/api/users/" + id + "/sign-in-link");
  REQUIRE(link.status == 201);
  CHECK(link.at("qr_svg").starts_with("<svg"));
  auto phone = fx.stranger();
  const auto peeked = phone.post("/api/auth/links/peek", body({{"token", token_of(link)}}));
  CHECK(peeked.at("purpose") == "sign_in");
  CHECK(peeked.at("name") == "ana");
  CHECK(phone.post("/api/auth/links/redeem", body({{"token", token_of(link)}})).at("id") == id);
  CHECK(phone.get("/api/auth/me").at("email") == "ana@example.org");
  CHECK(phone.post("/api/auth/links/redeem", body({{"token", token_of(link)}})).status == 410);

  CHECK(fx.admin().patch("/api/users/" + id, R"({"role":"reviewer"})").at("role") == "reviewer");
  CHECK(phone.get("/api/auth/me").at("role") == "reviewer");
  CHECK(fx.admin().patch("/api/users/" + id, R"({"disabled":true})").at("disabled") == "true");
  CHECK(phone.get("/api/auth/me").status == 401);
  CHECK(fx.admin().patch("/api/users/" + fx.admin().id, R"({"role":"crew"})").problem() ==
        "last-admin");
}

TEST_CASE("only admins see and make people") {
  kit::ServerFixture fx;
  for (const auto* role : {"crew", "reviewer", "viewer"}) {
    auto person = fx.person(role);
    CHECK(person.get("/api/users").problem() == "denied");
    CHECK(person.post("/api/users", R"({"email":"x@example.org","role":"admin"})").problem() ==
          "denied");
    CHECK(person.patch("/api/users/" + person.id, R"({"role":"admin"})").problem() == "denied");
    CHECK(person.post("/api/users/" + person.id + "/sign-in-link").problem() == "denied");
  }
}
