// The doctor on what is done for the server: its log, its backups, its load test, its queue.
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <fstream>
#include <iterator>

#include "base/json_read.h"
#include "ops/doctor_checks.h"

namespace ops {
namespace {

constexpr std::int64_t kStuckPhotos = 500;

void check_log(std::vector<Finding>& findings) {
  char target[PATH_MAX] = {};
  const auto length = ::readlink("/proc/self/fd/2", target, sizeof target - 1);
  const std::string_view sink(target, length > 0 ? static_cast<std::size_t>(length) : 0);
  const bool lost = sink == "/dev/null" || sink.ends_with(" (deleted)") || sink.empty();
  const bool growing = sink.starts_with('/') && !sink.starts_with("/dev/");
  judge(findings, "log", !lost && !growing, lost ? Verdict::fail : Verdict::warn,
        lost ? "What the server logs goes nowhere." : fmt::format("The server logs to {}.", sink),
        lost ? "Start it by its unit: systemd's journal keeps the log."
             : "A file grows for ever: let the journal have it, or rotate it with copytruncate.");
}

void check_load_test(const Patient& patient, std::vector<Finding>& findings) {
  std::ifstream file(patient.data_dir + "/load-test.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto test = json::read<LoadTest>(text);
  std::string why = "No load test has been run against this installation.";
  if (test && !test->passed) why = "The last load test was not passed.";
  if (test && test->passed)
    why =
        fmt::format("Version {} passed its load test; this is {}.", test->version, patient.version);
  judge(findings, "load-test", test && test->passed && test->version == patient.version,
        Verdict::warn, why,
        "Before people depend on it: asbuilt loadtest all ADDRESS --admin EMAIL --record.");
}

dev_t device_of(const std::string& path) {
  struct stat folder{};
  return ::stat(path.c_str(), &folder) == 0 ? folder.st_dev : 0;
}

void check_backup(const Patient& patient, std::vector<Finding>& findings) {
  if (!patient.settings.contains("BACKUP_URL")) return;
  const auto url = patient.setting("BACKUP_URL");
  judge(findings, "backup", !url.empty(), Verdict::fail,
        url.empty() ? "There is no backup." : "Backups go to " + url + ".",
        "Set BACKUP_URL to a folder on another disk, or to s3://…; asbuilt setup asks for it.");
  if (!url.starts_with("file:")) return;
  const auto folder = url.substr(5);
  const auto device = device_of(folder);
  judge(findings, "backup-device", device != 0 && device != device_of(patient.data_dir),
        device == 0 ? Verdict::fail : Verdict::warn,
        device == 0
            ? folder + " is not there."
            : fmt::format("{} is {} disk.", folder,
                          device == device_of(patient.data_dir) ? "on the same" : "on another"),
        device == 0 ? "Mount it, or make it."
                    : "One broken disk takes both: put the backup on another disk or elsewhere.");
}

void check_queue(const Patient& patient, std::vector<Finding>& findings) {
  const auto counts = patient.database.read(
      [&](db::Tx& tx) -> Result<jobs::Counts> { return patient.jobs.counts(tx, "develop"); });
  if (!counts) return;
  judge(findings, "develop-queue", counts->failed == 0 && counts->queued < kStuckPhotos,
        Verdict::warn,
        fmt::format("{} photos wait to be developed, {} could not be.", counts->queued,
                    counts->failed),
        "Their originals are safe. The log says why a photo failed; many waiting: raise "
        "DEVELOP_WORKERS.");
}

}  // namespace

void check_care(const Patient& patient, std::vector<Finding>& findings) {
  check_log(findings);
  check_backup(patient, findings);
  check_load_test(patient, findings);
  check_queue(patient, findings);
}

}  // namespace ops
