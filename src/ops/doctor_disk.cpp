// The doctor on disks: room, the kind of file system, and who may read what lies there.
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include <filesystem>

#include "ops/doctor_checks.h"

namespace ops {
namespace {

namespace fs = std::filesystem;

constexpr double kGb = 1024.0 * 1024 * 1024;
constexpr double kFailBytes = 0.5 * kGb;
constexpr double kWarnBytes = 2 * kGb;
constexpr double kWalBytes = 256.0 * 1024 * 1024;
constexpr long kTmpfs = 0x01021994;
constexpr long kNfs = 0x6969;
constexpr long kCifs = 0xff534d42;
constexpr long kSmb2 = 0xfe534d42;

struct Room {
  double free = 0, total = 1;
};

Room room_of(const std::string& path) {
  struct statvfs disk{};
  if (::statvfs(path.c_str(), &disk) != 0) return {};
  const auto unit = static_cast<double>(disk.f_frsize);
  return {static_cast<double>(disk.f_bavail) * unit, static_cast<double>(disk.f_blocks) * unit};
}

void check_room(const std::string& check, const std::string& path, std::vector<Finding>& findings) {
  const Room room = room_of(path);
  const bool tight = room.free < kWarnBytes || room.free < room.total / 20;
  judge(findings, check, !tight, room.free < kFailBytes ? Verdict::fail : Verdict::warn,
        fmt::format("{:.1f} GB of {:.0f} GB are free where {} lies.", room.free / kGb,
                    room.total / kGb, path),
        "Make room or a larger disk: at the end new photos are refused (507), and SQLite needs as "
        "much again as its WAL.");
}

double size_of(const std::string& file) {
  std::error_code gone;
  const auto size = fs::file_size(file, gone);
  return gone ? 0 : static_cast<double>(size);
}

void check_files(const Patient& patient, std::vector<Finding>& findings) {
  if (patient.database_file.empty()) return;
  const auto wal = size_of(patient.database_file + "-wal");
  judge(findings, "wal", wal < kWalBytes, Verdict::warn,
        fmt::format("The database has {:.0f} MB, its WAL {:.0f} MB.",
                    size_of(patient.database_file) / 1e6, wal / 1e6),
        "Something reads for very long and keeps the WAL from being folded in: a backup by other "
        "means, an open sqlite3? lsof names it.");
}

void check_kind_of(const std::string& path, std::vector<Finding>& findings) {
  struct statfs disk{};
  if (::statfs(path.c_str(), &disk) != 0) return;
  const auto kind = static_cast<long>(disk.f_type) & 0xffffffffL;
  std::string why;
  if (kind == kTmpfs) why = " is memory: everything is gone with the next start of the machine.";
  if (kind == kNfs || kind == kCifs || kind == kSmb2)
    why = " is on a network disk, whose locks and flushes SQLite cannot rely on.";
  judge(findings, "file-system", why.empty(), Verdict::fail,
        path + (why.empty() ? " is on a local disk." : why),
        "Move DATA_DIR to a local disk (stop, copy, set DATA_DIR, start).");
}

// Anything in the folder that others may read: names the first.
void check_modes(const Patient& patient, std::vector<Finding>& findings) {
  std::string open;
  const auto look = [&](const fs::path& path) {
    struct stat file{};
    if (open.empty() && ::lstat(path.c_str(), &file) == 0 && !S_ISLNK(file.st_mode) &&
        (file.st_mode & 077) != 0)
      open = fmt::format("{} has mode {:o}", path.string(), file.st_mode & 0777);
  };
  look(patient.data_dir);
  std::error_code stopped;
  for (const auto& entry : fs::directory_iterator(patient.data_dir, stopped)) look(entry.path());
  judge(findings, "file-modes", open.empty(), Verdict::fail,
        open.empty() ? "Only the server's account reads " + patient.data_dir + "."
                     : open + ": others on this machine read what the database says.",
        fmt::format("chmod -R go= {}", patient.data_dir));
}

}  // namespace

void check_disk(const Patient& patient, std::vector<Finding>& findings) {
  check_room("disk-data", patient.data_dir, findings);
  const auto store = patient.blobs.probe();
  judge(findings, "photos", store.ok, Verdict::fail,
        store.ok
            ? fmt::format("The store for photos ({}) can be written.", store.kind)
            : fmt::format("The store for photos ({}) is not well: {}.", store.kind, store.reason),
        "No photo is taken in before that is mended. See BLOB_URL and the rights of its folder.");
  const auto spool = patient.blobs.spool_dir().string();
  struct stat data{}, photos{};
  if (::stat(patient.data_dir.c_str(), &data) == 0 && ::stat(spool.c_str(), &photos) == 0 &&
      data.st_dev != photos.st_dev)
    check_room("disk-photos", spool, findings);
  check_files(patient, findings);
  check_kind_of(patient.data_dir, findings);
  check_modes(patient, findings);
}

}  // namespace ops
