// The doctor on settings: what a production needs, and what stops nobody or everybody.
#include <set>

#include "ops/doctor_checks.h"

namespace ops {
namespace {

constexpr std::size_t kSecretLength = 64;
constexpr std::size_t kSecretVariety = 10;  // hex digits of a random one: 16
constexpr int kHashRounds = 10;
constexpr int kPasswordLength = 12;

bool is_strong(const std::string& secret) {
  return secret.size() >= kSecretLength &&
         std::set<char>(secret.begin(), secret.end()).size() >= kSecretVariety;
}

void check_secret(const Patient& patient, std::vector<Finding>& findings) {
  const bool strong = !patient.secrets.empty() && is_strong(patient.secrets.front());
  judge(findings, "secret", strong, Verdict::fail,
        strong ? "SESSION_SECRET has 64 characters or more, and variety."
               : "SESSION_SECRET is short or easy to guess.",
        "Make one with openssl rand -hex 32, put it first, keep the old one after a comma for a "
        "week: SESSION_SECRET=new,old");
}

void check_passwords(const Patient& patient, std::vector<Finding>& findings) {
  const bool weak_hash = patient.setting("PASSWORD_HASH") == "bcrypt" &&
                         patient.number("BCRYPT_SALT_ROUNDS") < kHashRounds;
  const bool fine = !weak_hash && patient.number("PASSWORD_MIN_LENGTH") >= kPasswordLength;
  judge(findings, "passwords", fine, Verdict::warn,
        fmt::format("New passwords have {} characters at least, hashed by {}{}.",
                    patient.setting("PASSWORD_MIN_LENGTH"), patient.setting("PASSWORD_HASH"),
                    weak_hash ? " with few rounds" : ""),
        "Leave PASSWORD_HASH, BCRYPT_SALT_ROUNDS and PASSWORD_MIN_LENGTH at what they are without "
        "being set.");
}

// A limit far below what it is meant to be meets honest people; far above, it stops nobody.
void check_limits(const Patient& patient, std::vector<Finding>& findings) {
  std::string low, high;
  for (const auto& [name, standard] : patient.standards) {
    if (!name.starts_with("RATE_")) continue;
    const auto usual = std::atoll(standard.c_str());
    const auto now = patient.number(name);
    if (usual > 0 && now * 2 < usual) low += " " + name + "=" + patient.setting(name);
    if (usual > 0 && now > usual * 10) high += " " + name + "=" + patient.setting(name);
  }
  const bool fine = low.empty() && high.empty();
  std::string why = "The rate limits are what they are meant to be, or near.";
  if (!low.empty()) why = "Honest people will be refused:" + low + ".";
  if (!high.empty()) why = "This limit stops nobody:" + high + ".";
  judge(findings, "rate-limits", fine, Verdict::warn, why,
        "Take the line out of the settings and restart. When one person is refused for no reason, "
        "look at the finding \"proxy\" first: behind a wrong TRUST_PROXY all share one address.");
}

void check_exposure(const Patient& patient, std::vector<Finding>& findings) {
  const auto host = patient.setting("HOST");
  const bool only_here =
      host == "127.0.0.1" || host == "::1" || host == "localhost" || host == "127.0.0.1,::1";
  const bool proxied = patient.number("TRUST_PROXY") > 0;
  judge(findings, "listens", only_here || !proxied, Verdict::warn,
        fmt::format("It listens on {}{}.", host.empty() ? "all addresses" : host,
                    only_here || !proxied ? ""
                                          : ": who reaches that goes around the proxy, and "
                                            "may say any address is theirs"),
        "When the proxy is on this machine: HOST=127.0.0.1. Else let a firewall pass the proxy "
        "alone.");
}

}  // namespace

void check_settings(const Patient& patient, std::vector<Finding>& findings) {
  const auto environment = patient.setting("APP_ENV");
  judge(findings, "environment", environment == "production", Verdict::fail,
        fmt::format("APP_ENV is {}.", environment),
        "Set APP_ENV=production: in development limits are ten times as wide and secrets are made "
        "up.");
  check_secret(patient, findings);
  check_passwords(patient, findings);
  judge(findings, "signup", patient.setting("SIGNUP") != "open", Verdict::warn,
        fmt::format("Sign-up is for: {}.", patient.setting("SIGNUP")),
        "Anybody who finds the address gets an account. Set SIGNUP=invite, or SIGNUP=domain.");
  check_limits(patient, findings);
  check_exposure(patient, findings);
}

}  // namespace ops
