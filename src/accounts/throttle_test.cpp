// Rate limits as people and attackers meet them: over HTTP, in production settings.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "kit/server.h"

namespace {

constexpr std::string_view kWrong = "not the password at all";

std::string login_body(const std::string& email, std::string_view password) {
  return boost::json::serialize(
      boost::json::object{{"email", email}, {"password", std::string(password)}});
}

// Behind one proxy, so that a request may come from any address.
struct Production : kit::ServerFixture {
  Production() : ServerFixture(configure) {}

  static void configure(server::Config& config) {
    config.app_env.value = server::AppEnv::production;
    config.session_secret.value = std::string(64, 's');
    config.host.value = "127.0.0.1";
    config.trust_proxy.value = {1};
    config.signup.value = accounts::SignupPolicy::open;
    config.password_hash.value = accounts::PasswordHash::bcrypt;
    config.bcrypt_salt_rounds.value = {4};
  }
  static kit::Client::Headers at(const std::string& address) {
    return {"X-Forwarded-For: " + address, "X-Forwarded-Proto: https"};
  }
  kit::Response log_in(kit::Client& client, const std::string& email, std::string_view password,
                       const std::string& address) const {
    return client.post("/api/auth/login", login_body(email, password), at(address));
  }
  // From a browser that was never here.
  kit::Response log_in(const std::string& email, std::string_view password,
                       const std::string& address) const {
    auto client = stranger();
    return log_in(client, email, password, address);
  }
};

std::string address_of(int number) {
  return fmt::format("10.{}.{}.{}", number / 65'536, number / 256 % 256, number % 256);
}

}  // namespace

TEST_CASE("fifty people behind one address sign up and sign in at once, and nobody has to wait") {
  const Production fx;
  std::atomic<int> in = 0, refused = 0;
  const auto person = [&](int number) {
    auto client = fx.stranger();
    const auto here = Production::at("203.0.113.7");
    const auto email = fmt::format("crew{}@example.org", number);
    const auto note = [&](const kit::Response& reply, int wanted) {
      if (reply.status == 429 || reply.status == 503) ++refused;
      if (reply.status == wanted) ++in;
    };
    note(client.get("/api/auth/policy", here), 200);
    note(client.get("/api/auth/me", here), 401);
    note(client.post("/api/auth/signup", login_body(email, kit::kPassword), here), 201);
    auto phone = fx.stranger();  // and once more on the phone
    note(fx.log_in(phone, email, number % 2 ? kWrong : kit::kPassword, "203.0.113.7"),
         number % 2 ? 401 : 200);
    note(fx.log_in(phone, email, kit::kPassword, "203.0.113.7"), 200);
    note(phone.get("/api/projects", here), 200);
  };
  std::vector<std::jthread> people;
  for (int number = 0; number < 50; ++number) people.emplace_back(person, number);
  people.clear();
  CHECK(refused == 0);
  CHECK(in == 50 * 6);
}

TEST_CASE("a reviewer of 400 photos and a phone that sends 200 are never told to wait") {
  Production fx;
  auto reviewer = fx.member("reviewer");
  auto phone = fx.member("crew");
  int refused = 0;
  const auto note = [&](const kit::Response& reply) { refused += reply.status == 429 ? 1 : 0; };
  for (int photo = 0; photo < 400; ++photo) {
    for (int request = 0; request < 6; ++request) note(reviewer.get("/api/projects"));
    note(reviewer.get("/api/photos/" + fx.new_id() + "/image?size=display"));
  }
  for (int photo = 0; photo < 200; ++photo) {
    note(phone.get("/api/auth/me"));
    note(phone.post("/api/photos", "{}"));  // not a photo, and counted like one
  }
  CHECK(refused == 0);
  const auto left = reviewer.get("/api/projects").headers.at("ratelimit");
  CHECK(left.starts_with("\"api\";r=3"));  // of 6,000
}

TEST_CASE(
    "the sixth wrong password from one address waits, in words; elsewhere the person signs in") {
  Production fx;
  const auto email = fx.person("crew").email;
  for (int i = 0; i < 5; ++i) CHECK(fx.log_in(email, kWrong, "10.0.0.1").status == 401);
  const auto told = fx.log_in(email, kWrong, "10.0.0.1");
  CHECK(told.problem() == "rate-limited");
  CHECK(told.at("detail").starts_with("Too many wrong passwords. Wait 1"));
  CHECK(told.at("detail").find("minutes") != std::string::npos);
  CHECK(told.headers.at("ratelimit-policy") == "\"auth\";q=5;w=900");
  CHECK(told.headers.at("ratelimit").starts_with("\"auth\";r=0;t="));
  const int wait_s = std::stoi(told.headers.at("retry-after"));
  CHECK(wait_s > 800);
  CHECK(wait_s <= 1'080);
  CHECK(fx.log_in(email, kit::kPassword, "10.0.0.1").status == 429);
  CHECK(fx.log_in(email, kit::kPassword, "10.0.0.2").status == 200);
  fx.clock().advance_ms(901'000);
  CHECK(fx.log_in(email, kit::kPassword, "10.0.0.1").status == 200);
}

TEST_CASE("a success gives the try back, so that nobody is locked out by signing in often") {
  Production fx;
  const auto email = fx.person("crew").email;
  for (int i = 0; i < 12; ++i) CHECK(fx.log_in(email, kit::kPassword, "10.0.0.1").status == 200);
  for (int i = 0; i < 4; ++i) CHECK(fx.log_in(email, kWrong, "10.0.0.1").status == 401);
  CHECK(fx.log_in(email, kit::kPassword, "10.0.0.1").status == 200);
  CHECK(fx.log_in(email, kWrong, "10.0.0.1").status == 401);
  CHECK(fx.log_in(email, kWrong, "10.0.0.1").status == 429);
}

TEST_CASE("an account that does not exist is counted like one that does, word for word") {
  Production fx;
  const auto email = fx.person("crew").email;
  for (int i = 0; i < 5; ++i) {
    const auto known = fx.log_in(email, kWrong, "10.0.0.1");
    const auto unknown = fx.log_in("nobody@example.org", kWrong, "10.0.0.2");
    CHECK(known.status == unknown.status);
    CHECK(known.body == unknown.body);
  }
  CHECK(fx.log_in("nobody@example.org", kWrong, "10.0.0.2").status == 429);
}

TEST_CASE("one who guesses from 300 addresses locks nobody out") {
  Production fx;
  auto victim = fx.person("crew");  // signed in on this device
  std::string told;
  for (int guess = 0; guess < 300; ++guess) {
    const auto reply = fx.log_in(victim.email, kWrong, address_of(guess));
    CHECK(reply.status == 401);
    if (told.empty()) told = reply.body;
    if (guess % 30) continue;
    CHECK(fx.log_in(victim, victim.email, kit::kPassword, "10.200.0.1").status == 200);
  }
  // Whether the guesses were looked at cannot be told: the right one gets the same words.
  const auto lucky = fx.log_in(victim.email, kit::kPassword, "10.201.0.1");
  CHECK(lucky.status == 401);
  CHECK(lucky.body == told);
  // On a new device the link is the way in, and then the password is, too.
  const auto link = fx.admin().post("/api/users/" + victim.id + "/sign-in-link");
  const auto url = link.at("url");
  const auto token =
      boost::json::serialize(boost::json::object{{"token", url.substr(url.find('#') + 1)}});
  auto phone = fx.stranger();
  CHECK(phone.post("/api/auth/links/redeem", token).status == 200);
  CHECK(fx.log_in(victim.email, kit::kPassword, "10.202.0.1").status == 200);
}

TEST_CASE(
    "one who tries many accounts from one address is stopped, and others there who are known are "
    "not") {
  Production fx;
  auto neighbour = fx.person("crew");
  int answered = 0;
  for (int i = 0; i < 110; ++i)
    answered += fx.log_in(fmt::format("p{}@example.org", i), kWrong, "10.0.0.1").status == 401;
  CHECK(answered == 100);
  CHECK(fx.log_in(neighbour, neighbour.email, kit::kPassword, "10.0.0.1").status == 200);
  CHECK(fx.log_in(neighbour.email, kit::kPassword, "10.0.0.2").status == 200);
}

TEST_CASE("a device is known for the account that signed in on it, and for no other") {
  Production fx;
  auto attacker = fx.person("crew");
  const auto victim = fx.person("crew").email;
  for (int i = 0; i < 5; ++i) CHECK(fx.log_in(attacker, victim, kWrong, "10.0.0.1").status == 401);
  CHECK(fx.log_in(attacker, victim, kWrong, "10.0.0.1").status == 429);
  // On the own device ten, whatever the address.
  for (int i = 0; i < 10; ++i)
    CHECK(fx.log_in(attacker, attacker.email, kWrong, address_of(i)).status == 401);
  CHECK(fx.log_in(attacker, attacker.email, kWrong, "10.9.9.9").status == 429);
}

TEST_CASE("the mark of a device is a cookie scripts cannot read, and is kept after signing out") {
  Production fx;
  const auto person = fx.person("crew");
  auto client = fx.stranger();
  const auto reply = fx.log_in(client, person.email, kit::kPassword, "10.0.0.1");
  const auto cookies = reply.headers.at("set-cookie");
  CHECK(cookies.find("asbuilt_device=") != std::string::npos);
  CHECK(cookies.find("HttpOnly; SameSite=Strict") != std::string::npos);
  CHECK(client.post("/api/auth/logout").status == 204);
  for (int i = 0; i < 6; ++i) fx.log_in(person.email, kWrong, "10.0.0.1");
  CHECK(fx.log_in(client, person.email, kit::kPassword, "10.0.0.1").status == 200);
}

TEST_CASE("what was counted is counted still after a restart") {
  Production fx;
  const auto email = fx.person("crew").email;
  for (int i = 0; i < 5; ++i) fx.log_in(email, kWrong, "10.0.0.1");
  fx.restart();
  CHECK(fx.log_in(email, kWrong, "10.0.0.1").status == 429);
  CHECK(fx.log_in(email, kit::kPassword, "10.0.0.2").status == 200);
}

TEST_CASE("sign-ups, links that do not work and the current password are bounded apart") {
  kit::ServerFixture fx([](server::Config& config) {
    Production::configure(config);
    config.rate_signup_ip_max.value = {2};
    config.rate_link_ip_max.value = {2};
  });
  const auto here = Production::at("10.0.0.1");
  auto client = fx.stranger();
  const auto sign_up = [&](int n) {
    return client.post("/api/auth/signup",
                       login_body(fmt::format("n{}@example.org", n), kit::kPassword), here);
  };
  CHECK(sign_up(1).status == 201);
  CHECK(sign_up(2).status == 201);
  CHECK(sign_up(3).status == 429);
  CHECK(sign_up(4).headers.at("ratelimit-policy") == "\"signup\";q=2;w=900");
  const auto peek = [&] {
    return client.post("/api/auth/links/peek", R"({"token":"made up"})", here).status;
  };
  CHECK(peek() == 410);
  CHECK(peek() == 410);
  CHECK(peek() == 429);
  auto person = fx.person("crew");
  const auto change = [&] {
    return person.post("/api/auth/change-password",
                       R"({"current_password":"wrong wrong","new_password":"amber valley train"})");
  };
  const std::string weak =
      fmt::format(R"({{"current_password":"{}","new_password":"short"}})", kit::kPassword);
  for (int i = 0; i < 7; ++i)  // the current one is right: no guess
    CHECK(person.post("/api/auth/change-password", weak).problem() == "password-weak");
  for (int i = 0; i < 5; ++i) CHECK(change().problem() == "sign-in-failed");
  CHECK(change().problem() == "rate-limited");
  CHECK(client.post("/api/auth/login", login_body("n1@example.org", kit::kPassword), here).status ==
        200);
}

TEST_CASE(
    "who is signed out gets a hundred refusals, then has to wait; /api/auth/me always answers") {
  Production fx;
  auto client = fx.stranger();
  const auto here = Production::at("10.0.0.1");
  for (int i = 0; i < 100; ++i) CHECK(client.get("/api/projects", here).status == 401);
  CHECK(client.get("/api/projects", here).status == 429);
  CHECK(client.get("/api/auth/me", here).status == 401);
  CHECK(client.get("/api/health", here).status == 200);
  CHECK(client.get("/api/projects", Production::at("10.0.0.2")).status == 401);
}
