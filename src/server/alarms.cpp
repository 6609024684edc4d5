#include "server/alarms.h"

#include <unistd.h>

#include <array>

#include "limits/limits.h"

namespace server {
namespace {

std::string machine_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

// A sender that mail servers take for real: the host people open, without its port.
std::string sender(const Config& config, const std::string& machine) {
  if (!config.mail_from.value.empty()) return *config.mail_from;
  std::string_view host = *config.public_url;
  host.remove_prefix(std::min(host.size(), host.find("://") + 3));
  host = host.substr(0, host.find_first_of(":/"));
  return "asbuilt@" + (host.empty() ? machine : std::string(host));
}

}  // namespace

ops::AlarmSettings alarm_settings(const Config& config, const std::string& server_secret) {
  ops::AlarmSettings settings;
  settings.machine = machine_name();
  settings.mail_to = *config.alarm_mail;
  settings.mail_server = {*config.smtp_url, sender(config, settings.machine)};
  settings.webhook = {*config.alarm_webhook, config.webhook_secret.value.empty()
                                                 ? ops::webhook_secret_from(server_secret)
                                                 : *config.webhook_secret};
  settings.address = config.public_url.value.empty()
                         ? fmt::format("http://localhost:{}", config.port.value.value)
                         : *config.public_url;
  return settings;
}

void add_alarms_route(http::Router& router, ops::Alarms& alarms) {
  constexpr http::Access kAdmins{true, accounts::kAdmin, "admin"};
  router.add(http::Method::get, "/api/alarms", kAdmins, limits::api, http::Weight::wait,
             [&alarms](const Caller&) -> Result<Items<ops::Standing>> {
               auto standing = alarms.list();
               if (!standing) return standing.error();
               return Items<ops::Standing>{*std::move(standing)};
             });
}

std::optional<Spoken> run_alarm_command(ops::Alarms& alarms, const Command& command) {
  if (command.verb == "alarms-secret") return Spoken{true, alarms.settings().webhook.secret + "\n"};
  if (command.verb != "alarms-test") return std::nullopt;
  const auto tested = alarms.test();
  return Spoken{tested.fine, tested.text};
}

}  // namespace server
