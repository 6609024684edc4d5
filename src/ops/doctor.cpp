#include "ops/doctor.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/log.h"
#include "ops/doctor_checks.h"

namespace ops {
namespace {

struct Subject {
  std::string_view name;
  void (*look)(const Patient&, std::vector<Finding>&);
};

constexpr std::array kSubjects = {
    Subject{"settings", check_settings},  Subject{"database", check_database},
    Subject{"disk", check_disk},          Subject{"machine", check_machine},
    Subject{"address", check_front_door}, Subject{"care", check_care},
};

std::string_view mark_of(Verdict verdict) {
  if (verdict == Verdict::ok) return "ok  ";
  return verdict == Verdict::warn ? "warn" : "FAIL";
}

}  // namespace

std::string Patient::setting(std::string_view name) const {
  const auto found = settings.find(name);
  return found == settings.end() ? std::string() : found->second;
}

std::int64_t Patient::number(std::string_view name) const {
  const auto text = setting(name);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void judge(std::vector<Finding>& findings, std::string_view check, bool fine, Verdict otherwise,
           std::string why, std::string advice) {
  findings.push_back({std::string(check), fine ? Verdict::ok : otherwise, std::move(why),
                      fine ? std::string() : std::move(advice)});
}

// One subject's mishap does not hide the others.
std::vector<Finding> examine(const Patient& patient) {
  std::vector<Finding> findings;
  for (const Subject& subject : kSubjects) {
    try {
      subject.look(patient, findings);
    } catch (const std::exception& fault) {
      log_warn("the doctor could not look", {{"subject", subject.name}, {"what", fault.what()}});
      findings.push_back({std::string(subject.name), Verdict::fail,
                          fmt::format("It could not be looked at: {}.", fault.what()),
                          "The server's log may say more."});
    }
  }
  return findings;
}

std::vector<Finding> examine_from_outside(const std::string& settings_file) {
  std::vector<Finding> findings;
  check_clock(findings);
  struct stat file{};
  if (settings_file.empty() || stat(settings_file.c_str(), &file) != 0) return findings;
  judge(findings, "settings-file", (file.st_mode & 027) == 0, Verdict::fail,
        fmt::format("{} has mode {:o}; it holds the secret.", settings_file, file.st_mode & 0777),
        fmt::format("chmod 640 {}", settings_file));
  return findings;
}

std::string print_findings(const std::vector<Finding>& findings) {
  auto sorted = findings;
  std::ranges::stable_sort(sorted, std::greater(), &Finding::verdict);
  std::string out;
  std::array<int, 3> counts{};
  for (const Finding& finding : sorted) {
    ++counts[static_cast<std::size_t>(finding.verdict)];
    out += fmt::format("{}  {}: {}\n", mark_of(finding.verdict), finding.check, finding.why);
    if (!finding.advice.empty()) out += fmt::format("        → {}\n", finding.advice);
  }
  return out + fmt::format("{} ok, {} warn, {} fail\n", counts[0], counts[1], counts[2]);
}

int exit_status(const std::vector<Finding>& findings) {
  const auto failed = [](const Finding& finding) { return finding.verdict == Verdict::fail; };
  return std::ranges::any_of(findings, failed) ? 1 : 0;
}

}  // namespace ops
