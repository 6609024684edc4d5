#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "base/hex.h"
#include "base/ids.h"
#include "embedded/deploy.h"
#include "server/config.h"
#include "server/setup_parts.h"

namespace server {
namespace {

constexpr std::string_view kExampleName = "photos.example.org";
constexpr int kColumns = 96;

std::string shipped(std::string_view path) {
  for (const auto& file : deploy::files())
    if (file.path == path) return std::string(file.data);
  throw std::logic_error("not built in: " + std::string(path));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string make_secret() {
  std::array<std::byte, 32> bytes;
  SystemEntropy().fill(bytes);
  return to_hex(bytes);
}

Settings read_settings(const std::string& path) {
  Settings settings;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto equals = line.find('=');
    if (line.starts_with('#') || equals == std::string::npos) continue;
    settings[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return settings;
}

std::string comment(std::string text) {
  std::string out;
  while (!text.empty()) {
    auto end = text.size() <= kColumns ? text.size() : text.rfind(' ', kColumns);
    if (end == std::string::npos) end = text.size();
    out += "# " + text.substr(0, end) + "\n";
    text.erase(0, end + 1);
  }
  return out;
}

bool has_ipv6() {
  const int fd = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0) ::close(fd);
  return fd >= 0;
}

std::string without_ipv6(const std::string& site) {
  std::istringstream lines(site);
  std::string out;
  for (std::string line; std::getline(lines, line);)
    if (!line.contains("listen [::]")) out += line + "\n";
  return out;
}

[[noreturn]] void cannot(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

std::string backup_url(const std::string& typed) {
  if (typed.empty() || typed == "none") return {};
  if (typed.starts_with("s3://") || typed.starts_with("file:/")) return typed;
  if (typed.starts_with('/')) return "file:" + typed;
  throw std::runtime_error(
      "Backups go to a folder (/mnt/disk/asbuilt) or to s3://…, or none; not '" + typed + "'.");
}

Settings settings_of(const Setup& setup, const std::string& path) {
  Settings settings = read_settings(path);
  settings["APP_ENV"] = "production";
  settings["HOST"] = "127.0.0.1";
  settings["PORT"] = setup.port;
  settings["DATA_DIR"] = kDataFolder;
  settings["PUBLIC_URL"] = "https://" + setup.domain;
  settings["TRUST_PROXY"] = "1";
  settings["EXPECTED_USERS"] = setup.users;
  if (settings["SESSION_SECRET"].size() < 64) settings["SESSION_SECRET"] = make_secret();
  if (!setup.backup_to.empty()) settings["BACKUP_URL"] = backup_url(setup.backup_to);
  for (const auto& line : setup.more) {
    const auto equals = line.find('=');
    if (equals == std::string::npos)
      throw std::runtime_error("--set takes KEY=VALUE; it is '" + line + "'.");
    settings[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return settings;
}

std::string print_settings(const Settings& settings) {
  std::string out =
      "# The settings of Asbuilt on this machine: KEY=value lines, no quotes. Written by `asbuilt\n"
      "# setup`; edit it, then: systemctl restart asbuilt && asbuilt doctor\n\n";
  for (const auto& [key, value] : settings) out += fmt::format("{}={}\n", key, value);
  out += "\n# Everything else, as it is when nothing is said:\n";
  for (const auto& setting : list_settings({})) {
    if (settings.contains(setting.env)) continue;
    const auto& standard = setting.standard == "(empty)" ? std::string() : setting.standard;
    out += "\n" + comment(setting.meaning) + fmt::format("# {}={}\n", setting.env, standard);
  }
  return out;
}

std::string nginx_site(const Setup& setup, Stage stage) {
  auto site = shipped("/nginx.conf");
  if (stage == Stage::before_certificate) site.erase(site.rfind("\nserver {"));
  if (!setup.certificate.empty()) {
    replace_all(site, "/etc/letsencrypt/live/photos.example.org/fullchain.pem", setup.certificate);
    replace_all(site, "/etc/letsencrypt/live/photos.example.org/privkey.pem", setup.key);
  }
  replace_all(site, kExampleName, setup.domain);
  replace_all(site, "127.0.0.1:5000", "127.0.0.1:" + setup.port);
  return has_ipv6() ? site : without_ipv6(site);
}

std::string caddy_site(const Setup& setup) {
  auto site = shipped("/Caddyfile");
  replace_all(site, kExampleName, setup.domain);
  replace_all(site, "127.0.0.1:5000", "127.0.0.1:" + setup.port);
  return site;
}

void write_file(const std::filesystem::path& path, const std::string& text, bool open) {
  std::filesystem::create_directories(path.parent_path());
  const auto fresh = path.string() + ".new";
  {
    const mode_t before = umask(open ? 022 : 077);
    std::ofstream file(fresh, std::ios::trunc);
    umask(before);
    file << text;
    if (!file.flush()) cannot("write " + fresh);
  }
  if (std::rename(fresh.c_str(), path.c_str()) != 0) cannot("write " + path.string());
}

void give_to_group(const std::filesystem::path& path, const char* group) {
  const auto* found = ::getgrnam(group);  // NOLINT(concurrency-mt-unsafe): one thread
  if (!found) return;
  if (chown(path.c_str(), 0, found->gr_gid) != 0 || chmod(path.c_str(), 0640) != 0)
    cannot("give " + path.string() + " to " + group);
}

void make_folder_for(const std::filesystem::path& path, const char* account) {
  std::filesystem::create_directories(path);
  const auto* found = ::getpwnam(account);  // NOLINT(concurrency-mt-unsafe): one thread
  if (!found) return;
  if (chown(path.c_str(), found->pw_uid, found->pw_gid) != 0 || chmod(path.c_str(), 0700) != 0)
    cannot("give " + path.string() + " to " + account);
}

}  // namespace server
