// What a command typed by an operator on an installed machine needs to find its way.
#pragma once

#include <string>

#include "server/config.h"

namespace server {

// Where `asbuilt setup` writes the settings of this machine.
inline constexpr const char* kInstalledSettings = "/etc/asbuilt/asbuilt.conf";

// The settings of this machine's installation; empty when there are none, or the environment names
// another DATA_DIR. Throws ConfigError when they are there and this account may not read them.
std::string installed_settings();

// The settings as every verb reads them: environment, then `file`, or else the installation's own.
Config config_from(const std::string& file);

// Root that works in somebody's data folder would leave files that the server cannot open: from
// here on this process is the folder's owner. Nothing for anybody but root, or without the folder.
void become_owner_of(const std::string& data_dir);

// The other way round, where only root may read what a folder is made of: what root owns of `path`,
// and all below, goes to the owner of `data_dir`. Nothing for anybody but root.
void give_to_owner_of(const std::string& data_dir, const std::string& path);

}  // namespace server
