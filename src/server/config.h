// Every setting, once: its name in the environment, its default, its range (the type), its meaning.
// `asbuilt config`, docs/config.md and the start-up errors are all derived from here.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.h"
#include "base/scalars.h"
#include "http/http.h"
#include "limits/limits.h"

namespace server {

enum class AppEnv { development, production };
BOOST_DESCRIBE_ENUM(AppEnv, development, production)
enum class LogLevel { debug, info, warn, error };
BOOST_DESCRIBE_ENUM(LogLevel, debug, info, warn, error)

template <class T>
struct Setting {
  std::string_view env;
  std::string_view meaning;
  T value;
  bool secret = false;
  std::string source = "default";

  const T& operator*() const { return value; }
};

// One list describes at most 52 members, so settings stand in several.
struct UpkeepSettings {
  Setting<std::string> backup_url{
      "BACKUP_URL", "where backups go: file:FOLDER on another disk, or s3://…; empty: nowhere", ""};
  Setting<std::string> backup_at{
      "BACKUP_AT", "when a backup is made: a local time as 02:30, or every so many hours as 6h",
      "02:30"};
  Setting<Number<1, 400>> backup_keep_days{
      "BACKUP_KEEP_DAYS", "of so many days the newest backup is kept", {7}};
  Setting<Number<0, 200>> backup_keep_weeks{
      "BACKUP_KEEP_WEEKS", "of so many weeks the newest backup is kept", {4}};
  Setting<Number<1, 1000000>> disk_warn_mb{
      "DISK_WARN_MB", "free MB of a disk below which the log and the status page warn", {2'048}};
  Setting<Number<1, 1000000>> disk_stop_mb{
      "DISK_STOP_MB", "free MB of a disk below which new photos are refused (507)", {256}};
  Setting<Number<0, 100000>> disk_reserve_mb{
      "DISK_RESERVE_MB",
      "MB kept in a file beside the database, given back when the disk is full all the same",
      {64}};
};
BOOST_DESCRIBE_STRUCT(UpkeepSettings, (),
                      (backup_url, backup_at, backup_keep_days, backup_keep_weeks, disk_warn_mb,
                       disk_stop_mb, disk_reserve_mb))

struct Config : UpkeepSettings {
  Setting<AppEnv> app_env{"APP_ENV",
                          "development or production; NODE_ENV is read when it is not set",
                          AppEnv::development};
  Setting<Number<0, 65535>> port{"PORT", "TCP port to listen on; 0 takes any free one", {5000}};
  Setting<std::string> host{
      "HOST",
      "addresses to listen on, comma-separated; empty: all in production, loopback in development",
      ""};
  Setting<std::string> data_dir{"DATA_DIR", "folder of the database, the photos and the keys",
                                "./data"};
  Setting<std::string> public_url{
      "PUBLIC_URL",
      "address people open, e.g. https://photos.example.org; https makes cookies Secure", ""};
  Setting<std::string> session_secret{
      "SESSION_SECRET",
      "at least 64 characters; keys the hashes under which tokens are stored; two values, "
      "comma-separated, rotate it. Needed in production; development makes its own in DATA_DIR",
      "", true};
  Setting<Number<1, 365>> session_ttl_days{
      "SESSION_TTL_DAYS", "days without use after which a session ends (30 days in any case)", {7}};
  Setting<accounts::SignupPolicy> signup{
      "SIGNUP", "who may sign up: anyone, one mail domain (SIGNUP_DOMAIN), or the invited",
      accounts::SignupPolicy::invite};
  Setting<std::string> signup_domain{"SIGNUP_DOMAIN", "the mail domain for SIGNUP=domain", ""};
  Setting<Number<8, 128>> password_min_length{
      "PASSWORD_MIN_LENGTH", "characters a new password needs at least", {12}};
  Setting<accounts::PasswordHash> password_hash{
      "PASSWORD_HASH", "how new passwords are hashed; both kinds stay readable",
      accounts::PasswordHash::argon2id};
  Setting<Number<4, 16>> bcrypt_salt_rounds{
      "BCRYPT_SALT_ROUNDS", "cost of bcrypt when PASSWORD_HASH=bcrypt", {10}};
  Setting<std::string> database_url{
      "DATABASE_URL",
      "sqlite:FILE or postgresql://user:password@host:port/name; empty: SQLite in DATA_DIR", "",
      true};
  Setting<Number<1, 1000>> db_pool_max{"DB_POOL_MAX", "PostgreSQL connections at most", {20}};
  Setting<Number<1000, 3600000>> db_pool_idle_ms{
      "DB_POOL_IDLE_MS", "ms after which an idle PostgreSQL connection is closed", {30'000}};
  Setting<Number<100, 60000>> db_pool_connect_ms{
      "DB_POOL_CONNECT_MS", "ms to wait for a PostgreSQL connection", {2'000}};
  Setting<std::string> blob_url{
      "BLOB_URL",
      "where photos are: file:FOLDER, or s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION "
      "for what speaks S3 (without endpoint: AWS; style=virtual puts the bucket into the host's "
      "name); empty: DATA_DIR/photos",
      ""};
  Setting<std::string> s3_access_key{
      "S3_ACCESS_KEY", "key id for S3; AWS_ACCESS_KEY_ID is read when it is not set", "", true};
  Setting<std::string> s3_secret_key{
      "S3_SECRET_KEY", "its secret; AWS_SECRET_ACCESS_KEY is read when it is not set", "", true};
  Setting<Number<16, 10'000'000>> s3_spool_mb{
      "S3_SPOOL_MB",
      "room in DATA_DIR for photos that wait for S3 to answer again, in MB",
      {4'096}};
  Setting<Number<16, 10'000'000>> s3_cache_mb{
      "S3_CACHE_MB", "room in DATA_DIR for pictures read lately from S3, in MB", {1'024}};
  Setting<Number<1, 100>> max_upload_mb{
      "MAX_UPLOAD_MB", "largest photo, in MB of 1,048,576 bytes", {10}};
  Setting<Number<1, 10>> max_json_mb{"MAX_JSON_MB", "largest JSON or CSV body, in MB", {1}};
  Setting<Number<0, 10>> trust_proxy{
      "TRUST_PROXY",
      "how many proxies of yours are in front (their X-Forwarded-For is believed)",
      {0}};
  Setting<std::string> trust_proxy_from{
      "TRUST_PROXY_FROM",
      "where your proxies stand: addresses and prefixes, comma-separated; others are not believed",
      std::string(http::kNearby)};
  Setting<Number<0, 100000>> connections_per_address{
      "CONNECTIONS_PER_ADDRESS",
      "connections one address may have open; your proxies and this machine are exempt; 0: no "
      "bound",
      {500}};
  Setting<Number<1, 10000000>> rate_api_max{
      "RATE_API_MAX", "requests per person and 15 minutes (×10 in development)", {6'000}};
  Setting<Number<1, 10000000>> rate_api_ip_max{
      "RATE_API_IP_MAX", "requests per address and 15 minutes when nobody is signed in", {100}};
  Setting<Number<1, 10000>> rate_images_at_once{
      "RATE_IMAGES_AT_ONCE", "pictures one person may be sent at the same time", {256}};
  Setting<Number<1, 1000>> rate_auth_max{
      "RATE_AUTH_MAX", "wrong passwords for one account from one address in 15 minutes", {5}};
  Setting<Number<1, 100000>> rate_auth_ip_max{
      "RATE_AUTH_IP_MAX",
      "wrong passwords from one address in 15 minutes, for all accounts",
      {100}};
  Setting<Number<1, 1000>> rate_auth_device_max{
      "RATE_AUTH_DEVICE_MAX",
      "wrong passwords in 15 minutes on a device where that person signed in before",
      {10}};
  Setting<Number<1, 1000>> rate_auth_account_max{
      "RATE_AUTH_ACCOUNT_MAX",
      "guesses at one account from unknown devices everywhere; then one in 5 minutes, unsaid",
      {10}};
  Setting<Number<1, 100000>> rate_signup_ip_max{
      "RATE_SIGNUP_IP_MAX", "sign-ups from one address in 15 minutes", {200}};
  Setting<Number<1, 100000>> rate_link_ip_max{
      "RATE_LINK_IP_MAX", "links that do not work, opened from one address in 15 minutes", {100}};
  Setting<Number<1, 10000>> rate_agent_max{
      "RATE_AGENT_MAX", "AI operations per person and minute (no such routes yet)", {10}};
  Setting<Number<1, 10000>> rate_autonomy_max{
      "RATE_AUTONOMY_MAX", "auto-actions per person and minute (no such routes yet)", {5}};
  Setting<Number<1, 10000>> rate_devmode_max{
      "RATE_DEVMODE_MAX", "file operations per person and minute (no such routes yet)", {20}};
  Setting<Number<1, 64>> develop_workers{
      "DEVELOP_WORKERS", "photos developed at once; 0 < n ≤ cores is sensible", {2}};
  Setting<Number<0, 1048576>> memory_restart_mb{
      "MEMORY_RESTART_MB",
      "memory of the server at which it drains and exits, for its supervisor to start it anew; "
      "0: never",
      {1024}};
  Setting<Number<0, 300000>> drain_delay_ms{
      "DRAIN_DELAY_MS",
      "ms to go on serving after /api/ready says no: with several instances, twice the interval at "
      "which the balancer asks",
      {0}};
  Setting<std::string> metrics_token{
      "METRICS_TOKEN",
      "bearer token that may read /metrics from elsewhere; this machine and admins always may", "",
      true};
  Setting<LogLevel> log_level{"LOG_LEVEL", "what is logged at least", LogLevel::info};
  Setting<bool> log_requests{"LOG_REQUESTS", "log every request, not only failed and slow ones",
                             false};
  Setting<Number<1, 100000>> expected_users{
      "EXPECTED_USERS", "people this installation is meant for; only advice depends on it", {40}};

  Setting<std::string> alarm_mail{
      "ALARM_MAIL", "one mail address that is told when something is wrong; needs SMTP_URL", ""};
  Setting<std::string> alarm_webhook{
      "ALARM_WEBHOOK",
      "http or https URL that is told when something is wrong (docs/monitoring.md)", "", true};
  Setting<std::string> webhook_secret{
      "WEBHOOK_SECRET",
      "whsec_ and base64 of 24 to 64 bytes; signs what ALARM_WEBHOOK is sent; empty: derived from "
      "SESSION_SECRET, `asbuilt alarms secret` prints it",
      "", true};
  Setting<std::string> smtp_url{
      "SMTP_URL", "the mail server: smtp://user:password@host:587 or smtps://user:password@host",
      "", true};
  Setting<std::string> mail_from{
      "MAIL_FROM", "the address mails come from; empty: asbuilt@ and the host of PUBLIC_URL", ""};
  bool production() const { return *app_env == AppEnv::production; }
};
BOOST_DESCRIBE_STRUCT(Config, (UpkeepSettings),
                      (app_env, port, host, data_dir, public_url, session_secret, session_ttl_days,
                       signup, signup_domain, password_min_length, password_hash,
                       bcrypt_salt_rounds, database_url, db_pool_max, db_pool_idle_ms,
                       db_pool_connect_ms, blob_url, s3_access_key, s3_secret_key, s3_spool_mb,
                       s3_cache_mb, max_upload_mb, max_json_mb, trust_proxy, trust_proxy_from,
                       connections_per_address, rate_api_max, rate_api_ip_max, rate_images_at_once,
                       rate_auth_max, rate_auth_ip_max, rate_auth_device_max, rate_auth_account_max,
                       rate_signup_ip_max, rate_link_ip_max, rate_agent_max, rate_autonomy_max,
                       rate_devmode_max, develop_workers, memory_restart_mb, drain_delay_ms,
                       metrics_token, log_level, log_requests, expected_users, alarm_mail,
                       alarm_webhook, webhook_secret, smtp_url, mail_from))

// The addresses to listen on: HOST, or what it stands for when it is empty.
std::vector<std::string> hosts_of(const Config& config);
// The parts of a list with commas, none of them empty.
std::vector<std::string> split_list(std::string_view text);

// What the rate limits are, by these settings.
limits::Settings limit_settings(const Config& config);

// Where a setting's text comes from: nothing when it is not set.
using Source = std::function<std::optional<std::string>(std::string_view env)>;
Source environment();
// KEY=value lines, # comments. Throws with the line number when a line is neither.
Source file_source(const std::string& path);

// Reads every setting; the first source that has it wins. Throws ConfigError, one line that names
// the setting and says what it takes.
struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct NamedSource {
  std::string name;  // "environment"
  Source read;
};
Config load_config(const std::vector<NamedSource>& sources);

// One setting as people are shown it.
struct ShownSetting {
  std::string env;
  std::string meaning;
  std::string takes;  // "a whole number from 1 to 200"
  std::string standard;
  std::string value;   // "(hidden)" when it is secret
  std::string source;  // "default", "environment", or the file's name
  bool secret = false;
};
BOOST_DESCRIBE_STRUCT(ShownSetting, (), (env, meaning, takes, standard, value, source, secret))
std::vector<ShownSetting> list_settings(const Config& config);  // in their order

// All settings as a table a person reads, or as the Markdown of docs/config.md (defaults only).
std::string print_config(const Config& config);
std::string config_markdown();

// The rate limits that follow from the settings, as a table a person reads.
std::string print_limits(const Config& config);

}  // namespace server
