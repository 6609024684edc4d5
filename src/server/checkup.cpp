#include "server/checkup.h"

#include <regex>
#include <utility>

#include "base/hex.h"
#include "base/json_read.h"
#include "embedded/migrations.h"
#include "server/control.h"
#include "server/operator.h"
#include "server/version.h"

namespace server {
namespace {

constexpr http::Access kVisitors{.signed_in = false, .roles = 0, .words = "anyone"};

struct VisitKey {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(VisitKey, (), (token))

std::string forwarded_for(const http::Request& request) {
  std::string all;
  for (const auto& [name, value] : request.headers)
    if (name == "x-forwarded-for") all += (all.empty() ? "" : ", ") + value;
  return all;
}

std::string text_of_setting(const auto& setting) {
  std::string text = json::to_text(setting.value);
  return text.starts_with('"') ? text.substr(1, text.size() - 2) : text;
}

// What the migrations leave: names of indexes by table.
std::map<std::string, std::vector<std::string>> indexes_of_schema() {
  static const std::regex kMade(R"(CREATE (?:UNIQUE )?INDEX (\w+)\s+ON (\w+)|DROP INDEX (\w+))");
  std::map<std::string, std::string> table_of;
  for (const auto& file : migrations::files()) {
    const std::string text(file.data);
    for (std::sregex_iterator at(text.begin(), text.end(), kMade), end; at != end; ++at)
      (*at)[3].matched ? (void)table_of.erase((*at)[3]) : (void)(table_of[(*at)[1]] = (*at)[2]);
  }
  std::map<std::string, std::vector<std::string>> by_table;
  for (const auto& [name, table] : table_of) by_table[table].push_back(name);
  return by_table;
}

// What the command line is told by the server behind `config`.
std::vector<ops::Finding> ask_for_findings(const Config& config) {
  const auto socket = *config.data_dir + "/" + control_name(config);
  const auto spoken = ask_server(socket, {.verb = "doctor"});
  if (!spoken)
    return {{"server", ops::Verdict::fail, "No server answers behind " + socket + ".",
             "systemctl start asbuilt; journalctl -u asbuilt -n 20 says why it does not run."}};
  const auto diagnosis = json::read<ops::Diagnosis>(spoken->text);
  if (!spoken->fine || !diagnosis)
    return {{"server", ops::Verdict::fail, "The server could not be examined: " + spoken->text,
             "Is it of the same version as this command? Restart it."}};
  return diagnosis->findings;
}

}  // namespace

void Visits::add_routes(http::Router& router) {
  router.add(http::Method::get, "/api/doctor/visits/{token}", kVisitors, limits::free,
             http::Weight::inline_,
             [this](const http::Request& request, const VisitKey& key) -> Result<http::NoContent> {
               if (!note(request, key.token))
                 return error_of(problems::kNotFound, "Nobody is expected here.");
               return http::NoContent{};
             });
}

std::string Visits::expect() {
  std::array<std::byte, 16> bytes;
  SystemEntropy().fill(bytes);
  const std::lock_guard lock(mutex_);
  token_ = to_hex(bytes);
  seen_.reset();
  return "/api/doctor/visits/" + token_;
}

std::optional<ops::Sighting> Visits::take() {
  const std::lock_guard lock(mutex_);
  token_.clear();
  return std::exchange(seen_, std::nullopt);
}

bool Visits::note(const http::Request& request, const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (token_.empty() || !equal_in_constant_time(token, token_)) return false;
  seen_ = {request.client_ip, forwarded_for(request), request.over_https};
  return true;
}

std::vector<ops::Finding> check_up(const Config& config, const Ward& ward) {
  ops::Patient patient{
      .database = ward.database, .blobs = ward.blobs, .jobs = ward.jobs, .clock = ward.clock};
  for_each_member<Config>([&](std::string_view, auto member) {
    const auto& setting = config.*member;
    patient.settings[std::string(setting.env)] = text_of_setting(setting);
    patient.standards[std::string(setting.env)] = text_of_setting(Config{}.*member);
  });
  patient.secrets = ward.secrets;
  patient.indexes = indexes_of_schema();
  patient.data_dir = ward.data_dir;
  if (!ward.database.is_postgres()) {
    const auto url = patient.setting("DATABASE_URL");
    patient.database_file = url.empty() ? ward.data_dir + "/asbuilt.db" : url.substr(7);
  }
  patient.version = kVersion;
  patient.port = ward.port;
  patient.expect_visit = [&ward] { return ward.visits.expect(); };
  patient.visit = [&ward] { return ward.visits.take(); };
  return ops::examine(patient);
}

std::string control_name(const Config& config) {
  if (!config.database_url.value.starts_with("postgres")) return "control.sock";
  return fmt::format("control-{}.sock", config.port.value.value);
}

int run_doctor(const std::string& settings_file, bool as_json) {
  std::vector<ops::Finding> findings;
  try {
    const auto path = settings_file.empty() ? installed_settings() : settings_file;
    findings = ops::examine_from_outside(path);
    const auto told = ask_for_findings(config_from(settings_file));
    findings.insert(findings.end(), told.begin(), told.end());
  } catch (const ConfigError& error) {
    findings.push_back({"settings", ops::Verdict::fail, error.what(),
                        "Mend that line of the settings; the server does not start with it."});
  }
  if (as_json) {
    fmt::print("{}\n", json::to_text(ops::Diagnosis{findings}));
  } else {
    fmt::print("{}", ops::print_findings(findings));
  }
  return ops::exit_status(findings);
}

}  // namespace server
