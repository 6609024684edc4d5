#include "server/operator.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace server {
namespace {
namespace fs = std::filesystem;

void give(const fs::path& path, const struct stat& model) {
  struct stat file{};
  if (::lstat(path.c_str(), &file) != 0 || file.st_uid != 0) return;
  if (::lchown(path.c_str(), model.st_uid, model.st_gid) != 0)
    throw std::system_error(errno, std::generic_category(), "give away " + path.string());
}

}  // namespace

std::string installed_settings() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program writes the environment
  if (std::getenv("DATA_DIR") || access(kInstalledSettings, F_OK) != 0) return {};
  if (access(kInstalledSettings, R_OK) == 0) return kInstalledSettings;
  throw ConfigError(fmt::format("{} is not for this account to read. Put sudo before the command.",
                                kInstalledSettings));
}

Config config_from(const std::string& file) {
  std::vector<NamedSource> sources{{"environment", environment()}};
  const std::string path = file.empty() ? installed_settings() : file;
  if (!path.empty()) sources.push_back({path, file_source(path)});
  return load_config(sources);
}

void become_owner_of(const std::string& data_dir) {
  struct stat folder{};
  if (geteuid() != 0 || stat(data_dir.c_str(), &folder) != 0 || folder.st_uid == 0) return;
  if (setgroups(0, nullptr) != 0 || setgid(folder.st_gid) != 0 || setuid(folder.st_uid) != 0)
    throw std::runtime_error("The owner of " + data_dir + " could not be taken on.");
}

void give_to_owner_of(const std::string& data_dir, const std::string& path) {
  struct stat model{};
  if (geteuid() != 0 || stat(data_dir.c_str(), &model) != 0 || model.st_uid == 0) return;
  give(path, model);
  if (!fs::is_directory(path)) return;
  for (const auto& entry : fs::recursive_directory_iterator(path)) give(entry.path(), model);
}

}  // namespace server
