#include "server/operator.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace server {

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

}  // namespace server
