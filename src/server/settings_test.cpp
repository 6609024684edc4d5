#include <doctest/doctest.h>

#include "kit/server.h"

TEST_CASE("an admin sees every setting, its default and where its value came from; no secrets") {
  const std::string secret(64, 'x');
  kit::ServerFixture fx([&](server::Config& config) {
    config.session_secret.value = secret;
    config.session_secret.source = "environment";
    config.max_json_mb.value = {4};
  });
  const auto reply = fx.admin().get("/api/settings");
  REQUIRE(reply.status == 200);
  CHECK(reply.body.find(secret) == std::string::npos);
  std::map<std::string, boost::json::object> by_env;
  const auto json = reply.json();
  for (const auto& item : json.at("items").as_array())
    by_env[item.at("env").as_string().c_str()] = item.as_object();
  CHECK(by_env.size() == server::list_settings({}).size());
  CHECK(by_env["SESSION_SECRET"].at("value") == "(hidden)");
  CHECK(by_env["SESSION_SECRET"].at("secret") == true);
  CHECK(by_env["SESSION_SECRET"].at("source") == "environment");
  CHECK(by_env["MAX_JSON_MB"].at("value") == "4");
  CHECK(by_env["MAX_JSON_MB"].at("standard") == "1");
  CHECK(by_env["MAX_JSON_MB"].at("takes") == "a whole number from 1 to 10");
  CHECK(by_env["PORT"].at("meaning").as_string().starts_with("TCP port"));
  CHECK(fx.person("reviewer").get("/api/settings").problem() == "denied");
  CHECK(fx.stranger().get("/api/settings").problem() == "signed-out");
}
