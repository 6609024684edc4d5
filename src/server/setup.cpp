#include "server/setup.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "accounts/accounts.h"
#include "server/config.h"
#include "server/operator.h"
#include "server/setup_parts.h"

namespace server {
namespace {

constexpr const char* kAccount = "asbuilt";

std::string ask(const std::string& question, const std::string& standard) {
  fmt::print("{}{} ", question, standard.empty() ? "" : " [" + standard + "]");
  std::fflush(stdout);
  std::string line;
  std::getline(std::cin, line);
  return line.empty() ? standard : line;
}

void ask_missing(Setup& setup) {
  if (!setup.ask) return;
  if (setup.domain.empty())
    setup.domain = ask("Name under which people open it (photos.example.org):", "");
  if (setup.mail.empty())
    setup.mail = ask("Your mail address (first admin; the certificate's contact):", "");
  if (setup.backup_to.empty())
    setup.backup_to = ask("Nightly backup to: a folder on another disk, s3://…, or none:", "none");
}

bool is_domain(std::string_view name) {
  const auto fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return name.size() <= 253 && name.contains('.') && name.front() != '.' && name.back() != '.' &&
         !name.contains("..") && std::ranges::all_of(name, fine);
}

void check_answers(const Setup& setup) {
  if (!is_domain(setup.domain))
    throw std::runtime_error("--domain must be a name as photos.example.org; it is '" +
                             setup.domain + "'.");
  const auto at = setup.mail.find('@');
  if (at == 0 || at == std::string::npos || !is_domain(setup.mail.substr(at + 1)))
    throw std::runtime_error("--mail must be a mail address; it is '" + setup.mail + "'.");
  if (setup.certificate.empty() != setup.key.empty())
    throw std::runtime_error("--certificate and --key go together.");
  (void)backup_url(setup.backup_to);
  if (setup.root.empty() && geteuid() != 0)
    throw std::runtime_error("setup writes to /etc: put sudo before the command.");
}

void write_settings(const Setup& setup) {
  const auto path = setup.root + kInstalledSettings;
  const auto text = print_settings(settings_of(setup, path));
  const auto trial = path + ".trial";
  write_file(trial, text, false);
  try {
    (void)load_config({{"file", file_source(trial)}});  // says which setting is wrong
  } catch (...) {
    unlink(trial.c_str());
    throw;
  }
  unlink(trial.c_str());
  write_file(path, text, false);
  give_to_group(path, kAccount);
  fmt::print("Wrote {}: its SESSION_SECRET has 64 characters, made here.\n", path);
}

// A folder outside of its own is closed to the unit until it is named. The minus: a disk that is
// not there must cost the backups only, and be written to when it comes.
void make_backup_folder(const Setup& setup) {
  const auto url = backup_url(setup.backup_to);
  if (!url.starts_with("file:")) return;
  const auto folder = url.substr(5);
  make_folder_for(setup.root + folder, kAccount);
  const auto drop_in = setup.root + "/etc/systemd/system/asbuilt.service.d/backup.conf";
  write_file(drop_in, "[Service]\nReadWritePaths=-" + folder + "\n", true);
  fmt::print("Backups go to {}; {} lets the server write there.\n", folder, drop_in);
}

// → whether the socket listened elsewhere before
bool write_port(const Setup& setup) {
  const auto drop_in = setup.root + "/etc/systemd/system/asbuilt.socket.d/port.conf";
  const auto text = "[Socket]\nListenStream=\nListenStream=127.0.0.1:" + setup.port + "\n";
  std::ifstream file(drop_in);
  const std::string before{std::istreambuf_iterator<char>(file), {}};
  write_file(drop_in, text, true);
  return before != text;
}

void start_program(const Setup& setup) {
  const bool moved = write_port(setup);
  make_folder_for(setup.root + std::string(kDataFolder), kAccount);
  if (!setup.root.empty()) return;
  if (systemd_runs()) {
    must_run({"systemctl", "daemon-reload"}, "systemd did not read the unit.");
    std::vector<std::string> stop{"systemctl", "stop", "asbuilt.service"};
    if (moved) stop.push_back("asbuilt.socket");  // holds no port any more until it is started
    must_run(stop, "systemd did not stop the server.");
    must_run({"systemctl", "enable", "--now", "asbuilt.socket"},
             "Port " + setup.port + " is taken; ss -ltnp says by whom. --port chooses another.");
    must_run({"systemctl", "enable", "asbuilt.service"}, "systemd did not enable the unit.");
    must_run({"systemctl", "restart", "asbuilt"},
             "The server does not start; journalctl -u asbuilt says why.");
  } else {
    fmt::print(
        "There is no systemd here. Keep this running:\n"
        "  setpriv --reuid asbuilt --regid asbuilt --clear-groups asbuilt serve\n");
  }
}

void reload_nginx() {
  must_run({"nginx", "-t", "-q"}, "nginx does not take its settings; see above.");
  if (systemd_runs()) {
    must_run({"systemctl", "reload-or-restart", "nginx"}, "nginx does not start; see above.");
  } else if (run({"nginx", "-s", "reload", "-g", "error_log /dev/null;"}) != 0) {
    must_run({"nginx"}, "nginx does not start; see above.");
  }
}

void write_site(const Setup& setup, Stage stage) {
  const auto site = setup.root + "/etc/nginx/sites-available/asbuilt";
  const auto enabled = setup.root + "/etc/nginx/sites-enabled/asbuilt";
  write_file(site, nginx_site(setup, stage), true);
  std::filesystem::create_directories(setup.root + "/etc/nginx/sites-enabled");
  unlink(enabled.c_str());
  std::filesystem::create_symlink("../sites-available/asbuilt", enabled);
}

void fetch_certificate(const Setup& setup) {
  write_site(setup, Stage::before_certificate);
  std::filesystem::create_directories(kAcmeFolder);
  std::filesystem::permissions(kAcmeFolder, std::filesystem::perms(0755));
  reload_nginx();
  std::vector<std::string> command{"certbot",
                                   "certonly",
                                   "--webroot",
                                   "-w",
                                   std::string(kAcmeFolder),
                                   "-d",
                                   setup.domain,
                                   "-m",
                                   setup.mail,
                                   "--agree-tos",
                                   "--non-interactive",
                                   "--keep-until-expiring",
                                   "--deploy-hook",
                                   "nginx -s reload"};
  if (!setup.acme_server.empty()) command.insert(command.end(), {"--server", setup.acme_server});
  must_run(command, "There is no certificate yet. " + setup.domain +
                        " must lead to this machine, and port 80 be open; then run setup again.");
}

bool set_up_web_server(const Setup& setup) {
  if (!setup.root.empty()) {
    write_site(setup, Stage::whole);
    return true;
  }
  if (has_program("nginx")) {
    if (setup.certificate.empty()) fetch_certificate(setup);
    write_site(setup, Stage::whole);
    reload_nginx();
    return true;
  }
  if (!has_program("caddy")) return false;
  write_file("/etc/caddy/Caddyfile", caddy_site(setup), true);
  if (systemd_runs())
    must_run({"systemctl", "reload-or-restart", "caddy"}, "caddy does not start; see above.");
  return true;
}

}  // namespace

int run_setup(Setup setup) {
  umask(022);
  ask_missing(setup);
  check_answers(setup);
  write_settings(setup);
  make_backup_folder(setup);
  start_program(setup);
  const bool served = set_up_web_server(setup);
  if (setup.root.empty()) run({"/proc/self/exe", "user", "add", setup.mail, "--role", "admin"});
  if (!served) {
    fmt::print(
        "No web server is installed. Install nginx-light and certbot and run setup again, or put\n"
        "your own in front: /usr/share/asbuilt/nginx.conf shows what it must do.\n");
    return 1;
  }
  fmt::print(
      "\nDone. Next:\n  1. Open the link above on your own machine, and choose a password.\n"
      "  2. asbuilt doctor   says whether all of it holds.\n");
  return 0;
}

}  // namespace server
