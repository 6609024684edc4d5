#include "server/config.h"

#include <cstdlib>
#include <fstream>
#include <map>

#include "base/json.h"
#include "base/words.h"
#include "ops/ops.h"

namespace server {
namespace {

template <class T>
std::string text_of(const T& value) {
  std::string text = json::to_text(value);
  if (text.starts_with('"')) text = text.substr(1, text.size() - 2);
  return text;
}

template <class T>
std::string shown(const Setting<T>& setting) {
  const std::string text = text_of(setting.value);
  if (text.empty()) return "(empty)";
  return setting.secret ? "(hidden)" : text;
}

template <class T>
void load(Setting<T>& setting, const std::vector<NamedSource>& sources) {
  for (const NamedSource& source : sources) {
    const auto text = source.read(setting.env);
    if (!text) continue;
    if (!parse_scalar(*text, setting.value))
      throw ConfigError(fmt::format("{} from the {} must be {}; it is {}.", setting.env,
                                    source.name, expects<T>(),
                                    setting.secret ? "not" : "'" + *text + "'"));
    setting.source = source.name;
    return;
  }
}

void refuse_unsafe(const Config& config) {
  if (config.production()) {
    const std::string_view first =
        std::string_view(*config.session_secret).substr(0, config.session_secret.value.find(','));
    if (first.size() < 64)
      throw ConfigError(
          "SESSION_SECRET must have at least 64 characters in production. Make one with: "
          "openssl rand -hex 32");
  }
  if (*config.signup == accounts::SignupPolicy::domain && config.signup_domain.value.empty())
    throw ConfigError("SIGNUP=domain needs SIGNUP_DOMAIN, e.g. SIGNUP_DOMAIN=example.org.");
  const std::string& url = *config.public_url;
  if (!url.empty() && !url.starts_with("http://") && !url.starts_with("https://"))
    throw ConfigError("PUBLIC_URL must begin with http:// or https://.");
  if (!http::AddressList::parse(*config.trust_proxy_from))
    throw ConfigError(
        "TRUST_PROXY_FROM must be addresses and prefixes, comma-separated, e.g. "
        "127.0.0.1,10.0.0.0/8.");
  if (!ops::next_due(*config.backup_at, 0))
    throw ConfigError("BACKUP_AT must be a local time as 02:30, or hours as 6h.");
  const std::string& backups = *config.backup_url;
  if (!backups.empty() && !backups.starts_with("file:") && !backups.starts_with("s3://"))
    throw ConfigError("BACKUP_URL must begin with file: or s3://.");
  const std::string& blobs = *config.blob_url;
  if (!blobs.empty() && !blobs.starts_with("file:") && !blobs.starts_with("s3://"))
    throw ConfigError("BLOB_URL must begin with file: or s3://.");
  if (blobs.starts_with("s3://") &&
      (config.s3_access_key.value.empty() || config.s3_secret_key.value.empty()))
    throw ConfigError("BLOB_URL=s3://… needs S3_ACCESS_KEY and S3_SECRET_KEY.");
}

void refuse_unsendable(const Config& config) {
  const auto starts_with_one = [](const std::string& url, auto... starts) {
    return url.empty() || (url.starts_with(starts) || ...);
  };
  for (const auto* address : {&config.alarm_mail, &config.mail_from})
    if (!address->value.empty() && !ops::is_mail_address(address->value))
      throw ConfigError(fmt::format("{} must be one mail address.", address->env));
  if (!starts_with_one(*config.smtp_url, "smtp://", "smtps://"))
    throw ConfigError("SMTP_URL must begin with smtp:// or smtps://.");
  if (!starts_with_one(*config.alarm_webhook, "http://", "https://"))
    throw ConfigError("ALARM_WEBHOOK must begin with http:// or https://.");
  if (!config.alarm_mail.value.empty() && config.smtp_url.value.empty())
    throw ConfigError("ALARM_MAIL needs SMTP_URL, e.g. SMTP_URL=smtp://localhost:25.");
  if (!config.webhook_secret.value.empty() && !ops::is_webhook_secret(*config.webhook_secret))
    throw ConfigError("WEBHOOK_SECRET must be whsec_ and base64 of 24 to 64 bytes.");
}

}  // namespace

limits::Settings limit_settings(const Config& config) {
  limits::Settings settings;
  const auto read = [](int& to, const auto& setting) { to = static_cast<int>(*setting); };
  settings.development = !config.production();
  read(settings.api_max, config.rate_api_max);
  read(settings.api_ip_max, config.rate_api_ip_max);
  read(settings.images_at_once, config.rate_images_at_once);
  read(settings.auth_max, config.rate_auth_max);
  read(settings.auth_ip_max, config.rate_auth_ip_max);
  read(settings.auth_device_max, config.rate_auth_device_max);
  read(settings.auth_account_max, config.rate_auth_account_max);
  read(settings.signup_ip_max, config.rate_signup_ip_max);
  read(settings.link_ip_max, config.rate_link_ip_max);
  read(settings.agent_max, config.rate_agent_max);
  read(settings.autonomy_max, config.rate_autonomy_max);
  read(settings.devmode_max, config.rate_devmode_max);
  return settings;
}

// NOLINTBEGIN(concurrency-mt-unsafe): nothing in this program writes the environment after start
Source environment() {
  return [](std::string_view env) -> std::optional<std::string> {
    const char* text = std::getenv(std::string(env).c_str());
    // The mission's texts name NODE_ENV; test and staging values of it mean development.
    if (!text && env == "APP_ENV") {
      const char* node_env = std::getenv("NODE_ENV");
      if (node_env && std::string_view(node_env) == "production") return "production";
    }
    // What every S3 tool reads.
    if (!text && env == "S3_ACCESS_KEY") text = std::getenv("AWS_ACCESS_KEY_ID");
    if (!text && env == "S3_SECRET_KEY") text = std::getenv("AWS_SECRET_ACCESS_KEY");
    if (!text) return std::nullopt;
    return std::string(text);
  };
}
// NOLINTEND(concurrency-mt-unsafe)

Source file_source(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw ConfigError(fmt::format("The settings file {} cannot be read.", path));
  std::map<std::string, std::string, std::less<>> values;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto equals = line.find('=');
    if (equals == std::string::npos)
      throw ConfigError(fmt::format("{} line {} is not KEY=value.", path, number));
    values[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return [values](std::string_view env) -> std::optional<std::string> {
    const auto found = values.find(env);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

Config load_config(const std::vector<NamedSource>& sources) {
  Config config;
  for_each_member<Config>([&](std::string_view, auto member) { load(config.*member, sources); });
  refuse_unsafe(config);
  refuse_unsendable(config);
  return config;
}

std::vector<ShownSetting> list_settings(const Config& config) {
  std::vector<ShownSetting> settings;
  for_each_member<Config>([&](std::string_view, auto member) {
    const auto& setting = config.*member;
    const std::decay_t<decltype(setting)> standard = Config{}.*member;
    settings.push_back({std::string(setting.env), std::string(setting.meaning),
                        expects<std::decay_t<decltype(setting.value)>>(), shown(standard),
                        shown(setting), setting.source, setting.secret});
  });
  return settings;
}

std::string print_config(const Config& config) {
  std::string out;
  for (const auto& setting : list_settings(config))
    out += fmt::format("{} = {}   [{}]\n    {}\n    takes {}; default {}\n", setting.env,
                       setting.value, setting.source, setting.meaning, setting.takes,
                       setting.standard);
  return out;
}

std::string config_markdown() {
  std::string out =
      "# Settings\n\nPrinted by `asbuilt config --markdown`; the test suite compares. Settings "
      "come "
      "from the environment, then from the file named by `--config`.\n\n"
      "| setting | meaning | takes | default |\n|---|---|---|---|\n";
  for (const auto& setting : list_settings({}))
    out += fmt::format("| `{}` | {} | {} | {} |\n", setting.env, setting.meaning, setting.takes,
                       setting.standard);
  return out;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (comma > 0) parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

std::vector<std::string> hosts_of(const Config& config) {
  auto hosts = split_list(*config.host);
  if (!hosts.empty()) return hosts;
  return config.production() ? std::vector<std::string>{"::", "0.0.0.0"}
                             : std::vector<std::string>{"127.0.0.1", "::1"};
}

std::string print_limits(const Config& config) {
  std::string out = fmt::format("{:<10}{:>7}  {:<12}{:<25}{:<15}{}\n", "limit", "max", "in",
                                "setting", "state", "what is counted");
  for (const auto& limit : limits::list_limits(limit_settings(config)))
    out += fmt::format("{:<10}{:>7}  {:<12}{:<25}{:<15}{}\n", limit.name, limit.max,
                       limit.window_s == 0 ? "at once" : wait_in_words(limit.window_s),
                       limit.setting, limit.state, limit.counts);
  out += fmt::format("{:<10}{:>7}  {:<12}{:<25}{:<15}{}\n", "connect",
                     *config.connections_per_address, "at once", "CONNECTIONS_PER_ADDRESS",
                     "in force", "connections of an address, but for proxies and this machine");
  if (!config.production()) out += "\nThis is development: rates are ten times the settings.\n";
  return out +
         "\nNever counted: health, ready, live, metrics, static files, /api/auth/me, "
         "/api/auth/policy.\n";
}

}  // namespace server
