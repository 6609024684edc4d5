#include "server/config.h"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "kit/folder.h"

namespace {

using Values = std::map<std::string, std::string, std::less<>>;

server::Config load(const Values& values) {
  return server::load_config(
      {{"test", [values](std::string_view env) -> std::optional<std::string> {
          const auto found = values.find(env);
          if (found == values.end()) return std::nullopt;
          return found->second;
        }}});
}

std::string refusal(const Values& values) {
  try {
    load(values);
  } catch (const server::ConfigError& error) {
    return error.what();
  }
  return "";
}

const std::string kSecret(64, 's');

}  // namespace

TEST_CASE("a setting out of its range is refused in one line that names it and what it takes") {
  CHECK(refusal({{"PORT", "70000"}}).find("PORT") != std::string::npos);
  CHECK(refusal({{"PORT", "70000"}}).find("0 to 65535") != std::string::npos);
  for (const auto& [env, text] : Values{{"PORT", "80a"},
                                        {"SIGNUP", "maybe"},
                                        {"MAX_UPLOAD_MB", "0"},
                                        {"MAX_JSON_MB", "11"},
                                        {"PASSWORD_HASH", "md5"},
                                        {"BCRYPT_SALT_ROUNDS", "3"},
                                        {"TRUST_PROXY", "yes"},
                                        {"PUBLIC_URL", "photos.example.org"},
                                        {"BLOB_URL", "ftp://x"},
                                        {"SIGNUP", "domain"},
                                        {"SMTP_URL", "mail.example.org"},
                                        {"ALARM_MAIL", "a@b.org, c@d.org"},
                                        {"MAIL_FROM", "Asbuilt"},
                                        {"ALARM_WEBHOOK", "ftp://x"},
                                        {"WEBHOOK_SECRET", "whsec_c2hvcnQ="}}) {
    const std::string line = refusal({{env, text}});
    CHECK_MESSAGE(line.find(env) != std::string::npos, env << "=" << text);
    CHECK(line.find('\n') == std::string::npos);
  }
}

TEST_CASE("an alarm's address without a mail server is refused, and says what to set") {
  CHECK(refusal({{"ALARM_MAIL", "a@b.org"}}).find("SMTP_URL") != std::string::npos);
  const auto config = load({{"ALARM_MAIL", "a@b.org"},
                            {"SMTP_URL", "smtp://a:hush@localhost"},
                            {"ALARM_WEBHOOK", "https://chat.example.org/hooks/hush"}});
  CHECK(server::print_config(config).find("hush") == std::string::npos);
}

TEST_CASE("the mission's own figures are the defaults") {
  const auto config = load({});
  CHECK(*config.port == 5000);
  CHECK(*config.db_pool_max == 20);
  CHECK(*config.db_pool_idle_ms == 30'000);
  CHECK(*config.db_pool_connect_ms == 2'000);
  CHECK(*config.session_ttl_days == 7);
  CHECK(*config.bcrypt_salt_rounds == 10);
  CHECK(*config.max_upload_mb == 10);
  CHECK(refusal({{"MAX_JSON_MB", "10"}}).empty());
}

TEST_CASE("NODE_ENV=production means production, and APP_ENV wins over it") {
  const auto env = [](const char* node_env, const char* app_env) {
    // NOLINTBEGIN(concurrency-mt-unsafe): no server runs in this test, hence no other thread
    node_env ? setenv("NODE_ENV", node_env, 1) : unsetenv("NODE_ENV");
    app_env ? setenv("APP_ENV", app_env, 1) : unsetenv("APP_ENV");
    // NOLINTEND(concurrency-mt-unsafe)
    return server::environment()("APP_ENV").value_or("");
  };
  CHECK(env("production", nullptr) == "production");
  CHECK(env("test", nullptr).empty());
  CHECK(env("production", "development") == "development");
  CHECK(env(nullptr, nullptr).empty());
}

TEST_CASE("production refuses to start without a long secret, and never prints it") {
  CHECK(refusal({{"APP_ENV", "production"}}).find("SESSION_SECRET") != std::string::npos);
  CHECK(refusal({{"APP_ENV", "production"}, {"SESSION_SECRET", std::string(63, 's')}}) != "");
  CHECK(refusal({{"APP_ENV", "production"}, {"SESSION_SECRET", "short," + kSecret}}) != "");
  const auto config = load({{"APP_ENV", "production"}, {"SESSION_SECRET", kSecret}});
  CHECK(config.production());
  CHECK(server::print_config(config).find(kSecret) == std::string::npos);
}

TEST_CASE("the first source that has a setting wins, and asbuilt config says which it was") {
  const auto fixed = [](std::string value) {
    return [value](std::string_view env) -> std::optional<std::string> {
      if (env == "PORT") return value;
      return std::nullopt;
    };
  };
  const auto config = server::load_config({{"environment", fixed("1")}, {"file", fixed("2")}});
  CHECK(*config.port == 1);
  CHECK(server::print_config(config).find("PORT = 1   [environment]") != std::string::npos);
}

TEST_CASE("a settings file takes KEY=value lines and comments, and names a line that is neither") {
  kit::Folder folder;
  const std::string path = folder / "settings";
  std::ofstream(path) << "# comment\n\nPORT=81\nSIGNUP=open\n";
  const auto source = server::file_source(path);
  CHECK(source("PORT") == "81");
  CHECK(!source("HOST"));
  std::ofstream(path) << "PORT=81\nnonsense\n";
  CHECK_THROWS_WITH_AS(server::file_source(path), doctest::Contains("line 2"), server::ConfigError);
}

TEST_CASE("docs/config.md is what the program prints") {
  std::ifstream file(ASBUILT_SOURCE_DIR "/docs/config.md");
  std::ostringstream text;
  text << file.rdbuf();
  CHECK(text.str() == server::config_markdown());
}
